import { beforeEach, describe, expect, it } from 'vitest'
import { hotfix as shape } from '../../../admin/api/hotfix-shapes.ts'
import * as shapes from '../../../admin/api/shapes.ts'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { isHotfixOut } from '../../../admin/objects/root/incident/incident-state.ts'
import { findBrokenEntry } from '../../../admin/objects/root/stores/timeline-rows.ts'
import { freshDeployments, get, inRoot, post, problem, putDocument, tokenWith } from '../deployment.ts'
import {
  changeIncident,
  hotfix,
  implement,
  makeReady,
  open,
  openAnIncident,
  opening,
  type People,
  people,
  putSystem,
  step,
  suite,
  timeline,
} from './hotfix-fixture.ts'

freshDeployments()

let who: People
let incident: string

beforeEach(async () => {
  await putSystem('checkout', ['services/checkout/**'])
  await putSystem('mail', ['services/mail'])
  await putDocument({ flags: { a: { enabled: false }, b: { enabled: false } } })
  incident = await openAnIncident()
  who = await people()
})

const textsOf = async () => (await timeline(incident)).filter(({ kind }) => kind === 'hotfix').map(({ text }) => text)

describe('a hotfix', () => {
  it('is a numbered increment of its incident, by whoever opened it', async () => {
    const first = await open(incident, who.ann)
    expect(first.status).toBe(201)
    expect(shape.parse(first.body)).toEqual(first.body)
    expect(first.body).toMatchObject({
      id: `${incident}-1`,
      number: 1,
      status: 'open',
      author: who.ann.split('_')[1],
      tasks: [
        { text: 'tell support', done: false },
        { text: 'write the test', done: false },
      ],
      missing: ['an implementation: the fix, its diff, one regression test and a flag'],
    })
    expect((await open(incident, who.bob)).body.id).toBe(`${incident}-2`)
    const other = await openAnIncident(2)
    expect((await open(other, who.bob)).body.id).toBe(`${other}-1`)
  })

  it('goes its way step by step, each in the timeline and the audit log', async () => {
    const id = await makeReady(incident, who)
    const ready = await hotfix(id)
    expect(ready).toMatchObject({ status: 'suite-passed', approver: who.bob.split('_')[1], missing: [] })
    expect(shape.parse(ready)).toEqual(ready)
    expect(await textsOf()).toEqual([
      `hotfix ${id}: opened: ${opening.problem}`,
      `hotfix ${id}: implemented: take it once (2 files, +5 −2)`,
      `hotfix ${id}: the suite of 3 passed`,
      `hotfix ${id}: approved by ${ready.approver}`,
    ])
    const audit = (await get('/api/v1/audit?sort=id')).body.items.map(({ action }: { action: string }) => action)
    expect(audit.filter((action: string) => action.startsWith('hotfix.'))).toEqual([
      'hotfix.open',
      'hotfix.implement',
      'hotfix.suite',
      'hotfix.approve',
    ])
    expect(await inRoot((_, { storage }) => findBrokenEntry(openDatabase(storage), incident))).toBeNull()
  })

  it.each([3, 4] as const)('is not opened for SEV%i', async (severity) => {
    const minor = await openAnIncident(severity)
    const told = await open(minor, who.ann)
    expect(problem(told)).toBe('409 transition-refused')
    expect(told.body.missing).toEqual([expect.stringContaining(`a severity of 1 or 2: the incident is SEV${severity}`)])
    expect((await get('/api/v1/hotfixes')).body.items).toEqual([])
  })

  it('is not opened once the incident is closed', async () => {
    await changeIncident(incident, { phase: 'closed' })
    expect((await open(incident, who.ann)).body.missing).toEqual(['an incident that is open: this one is closed'])
  })

  it('cannot be approved by its author', async () => {
    const { id } = (await open(incident, who.ann)).body
    await implement(id, who.bob)
    await suite(id, who.ann)
    const told = await step(id, 'approve', who.ann)
    expect(problem(told)).toBe('409 transition-refused')
    expect(told.body.detail).toContain(`an approver who is not its author: another token than ${who.ann.split('_')[1]}`)
    expect((await hotfix(id)).approver).toBeUndefined()
  })

  it('has one approver', async () => {
    const id = await makeReady(incident, who)
    const eve = await tokenWith(['incident'], 'eve')
    expect((await step(id, 'approve', eve)).body.missing).toEqual([
      expect.stringContaining('one approver is all it has'),
    ])
    expect((await hotfix(id)).approver).toBe(who.bob.split('_')[1])
  })

  it('loses its suite and its approver when it is changed', async () => {
    const id = await makeReady(incident, who)
    const told = await implement(id, who.ann, { fix: 'take it once, rounded' })
    expect(told.body).toMatchObject({ status: 'implemented', missing: expect.arrayContaining(['a suite that passed']) })
    expect([told.body.suite, told.body.approver]).toEqual([undefined, undefined])
  })

  it('keeps a suite that failed, and goes nowhere by it', async () => {
    const { id } = (await open(incident, who.ann)).body
    await implement(id, who.ann)
    const failed = { passed: false, ran: 3, failed: 1, skipped: [] }
    const told = await suite(id, who.ann, failed)
    expect([told.status, told.body.status, told.body.suite]).toEqual([200, 'implemented', failed])
    expect(await textsOf()).toContain(`hotfix ${id}: the suite failed: 1 of 3`)
    expect(problem(await step(id, 'approve', who.bob))).toBe('409 transition-refused')
  })

  it('does not pass its suite with files outside its components, each named with its system', async () => {
    const { id } = (await open(incident, who.ann)).body
    const files = ['services/checkout/a.ts', 'services/mail/send.ts', 'tools/release.sh']
    await implement(id, who.ann, { diffStat: { files, added: 1, removed: 0 } })
    const told = await suite(id, who.ann)
    expect(problem(told)).toBe('409 transition-refused')
    expect(told.body.missing).toEqual([
      expect.stringMatching(/^services\/mail\/send\.ts .* it belongs to mail;/),
      expect.stringMatching(/^tools\/release\.sh .* it belongs to no system;/),
    ])
    expect((await hotfix(id)).status).toBe('implemented')
  })

  it('does not pass its suite without its regression test', async () => {
    const { id } = (await open(incident, who.ann)).body
    await implement(id, who.ann)
    const skipped = ['services/checkout/a.test.ts']
    expect((await suite(id, who.ann, { passed: true, ran: 3, failed: 0, skipped })).body.missing).toEqual([
      'the regression test services/checkout/a.test.ts in the run: it was skipped',
    ])
  })

  it('has tasks that can be ticked', async () => {
    const { id } = (await open(incident, who.ann)).body
    expect((await step(id, 'tasks/2', who.bob, { done: true })).body.tasks[1]).toEqual({
      text: 'write the test',
      done: true,
    })
    await step(id, 'tasks/2', who.bob, { done: true })
    expect((await step(id, 'tasks/2', who.bob, { done: false })).body.tasks[1].done).toBe(false)
    expect(await textsOf()).toEqual([
      expect.anything(),
      `hotfix ${id}: task 2 is done: write the test`,
      `hotfix ${id}: task 2 is open again: write the test`,
    ])
    for (const n of ['0', '3', '-1', 'length', '1e0']) {
      expect(problem(await step(id, `tasks/${n}`, who.bob, { done: true }))).toBe('404 not-found')
    }
  })

  it('is abandoned with a reason, and over then', async () => {
    const { id } = (await open(incident, who.ann)).body
    const told = await step(id, 'abandon', who.ann, { reason: 'the revert is enough' })
    expect(told.body).toMatchObject({ status: 'abandoned', why: 'the revert is enough', missing: [] })
    expect(told.body.endedAt).toBeDefined()
    for (const again of [implement(id, who.ann), step(id, 'abandon', who.ann, { reason: 'r' })]) {
      expect((await again).body.missing).toEqual([expect.stringContaining('this one is abandoned, open another')])
    }
  })

  it('names what is missing at every step that comes too early', async () => {
    const { id } = (await open(incident, who.ann)).body
    const early = async (name: string, body: object = {}) => {
      const told = await step(id, name, who.bob, body)
      return [told.status, told.body.from, told.body.to, ...told.body.missing]
    }
    const implementation = 'an implementation: the fix, its diff, one regression test and a flag'
    expect(await early('suite', { result: { passed: true, ran: 1, failed: 0, skipped: [] } })).toContain(implementation)
    expect(await early('approve')).toEqual([409, 'open', 'approved', implementation])
    expect(await early('roll')).toEqual([
      409,
      'open',
      'rolling',
      implementation,
      expect.stringContaining('an approver'),
    ])
    await implement(id, who.ann)
    expect(await early('roll')).toContain('a suite that passed')
  })
})

describe('hotfixes', () => {
  it('are listed newest first, by incident, status and author', async () => {
    const other = await openAnIncident(2)
    for (const [of, token] of [
      [incident, who.ann],
      [other, who.bob],
      [incident, who.bob],
    ] as const) {
      await open(of, token)
    }
    await step(`${incident}-1`, 'abandon', who.ann, { reason: 'r' })
    const idsOf = async (query: string) => {
      const { body } = await get(`/api/v1/hotfixes?${query}`)
      shapes.list(shape).parse(body)
      return body.items.map(({ id }: { id: string }) => id)
    }
    expect(await idsOf('')).toEqual([`${incident}-2`, `${other}-1`, `${incident}-1`])
    expect(await idsOf(`incident=${incident}`)).toEqual([`${incident}-2`, `${incident}-1`])
    expect(await idsOf('status=abandoned')).toEqual([`${incident}-1`])
    expect(await idsOf(`author=${who.bob.split('_')[1]}&limit=1`)).toEqual([`${incident}-2`])
    expect(await idsOf('incident=toString')).toEqual([])
    expect(problem(await get('/api/v1/hotfixes?status=finished'))).toBe('400 invalid-query')
  })

  it('tell their incident how far they are', async () => {
    const { id } = (await open(incident, who.ann)).body
    const isOut = (name: string) => inRoot((_, { storage }) => isHotfixOut(openDatabase(storage), name))
    const setTo = (status: string) =>
      inRoot((_, { storage }) => void storage.sql.exec('UPDATE hotfixes SET status = ? WHERE id = ?', status, id))
    expect([await isOut(id), await isOut('toString')]).toEqual([false, false])
    for (const [status, out] of [
      ['approved', false],
      ['rolling', true],
      ['verified', true],
      ['failed', false],
    ] as const) {
      await setTo(status)
      expect(await isOut(id), status).toBe(out)
    }
  })

  it.each([
    [{ problem: ' ' }, '/problem'],
    [{ components: [] }, '/components'],
    [{ components: ['checkout', 'checkout'] }, '/components'],
    [{ components: ['chekout'] }, '/components/0'],
    [{ components: ['checkout', 'constructor'] }, '/components/1'],
    [{ tasks: [1] }, '/tasks/0'],
    [{ severity: 1 }, '/severity'],
  ])('are not opened with %j', async (more, pointer) => {
    const told = await open(incident, who.ann, more)
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors).toEqual([expect.objectContaining({ pointer })])
  })

  it.each([
    [{ flag: 'nobody' }, '/flag'],
    [{ regressionTest: ['a', 'b'] }, '/regressionTest'],
    [{ diffStat: { files: ['../x'], added: 0, removed: 0 } }, '/diffStat/files/0'],
    [{ diffStat: { files: ['/etc/x'], added: 0, removed: 0 } }, '/diffStat/files/0'],
    [{ diffStat: { files: [], added: 0, removed: 0 } }, '/diffStat/files'],
    [{ diffStat: { files: ['a'], added: -1, removed: 0 } }, '/diffStat/added'],
  ])('are not implemented with %j', async (more, pointer) => {
    const { id } = (await open(incident, who.ann)).body
    const told = await implement(id, who.ann, more)
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors).toEqual([expect.objectContaining({ pointer })])
  })

  it.each([
    [{ passed: true, ran: 3, failed: 1, skipped: [] }, '/result/passed'],
    [{ passed: true, ran: 0, failed: 0, skipped: [] }, '/result/passed'],
    [{ passed: false, ran: 1, failed: 2, skipped: [] }, '/result/failed'],
  ])('take no suite that contradicts itself: %j', async (result, pointer) => {
    const { id } = (await open(incident, who.ann)).body
    await implement(id, who.ann)
    const told = await suite(id, who.ann, result)
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors).toEqual([expect.objectContaining({ pointer })])
  })

  it('need the scope incident, and rollout to roll', async () => {
    const reader = await tokenWith(['read'])
    expect(problem(await open(incident, reader))).toBe('403 missing-scope')
    const id = await makeReady(incident, who)
    const half = await tokenWith(['incident'])
    const told = await step(id, 'roll', half)
    expect([problem(told), told.body.needs]).toEqual(['403 missing-scope', ['rollout']])
    expect((await hotfix(id)).status).toBe('suite-passed')
  })

  it('that are not known are not found', async () => {
    expect(problem(await get('/api/v1/hotfixes/i9-1'))).toBe('404 not-found')
    expect(problem(await step('i9-1', 'approve', who.ann))).toBe('404 not-found')
    const told = await post('/api/v1/incidents/i9/hotfixes', opening, { token: who.ann })
    expect(problem(told)).toBe('404 not-found')
    expect(told.body.detail).toContain('GET /api/v1/incidents lists them')
  })
})
