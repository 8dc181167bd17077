import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { head, revisions } from './answers.ts'
import { emptyPlan, pendingChange, planAnswer, plannedRevision } from './answers-plan.ts'
import { problem } from './fake-admin.ts'
import { useStage } from './run-cli.ts'

const stage = useStage()
const planRoute = 'POST /api/v1/document/plan'
const write = 'PUT /api/v1/document'
const commit = { revision: plannedRevision, seq: 44, changed: [{ key: 'a', change: 'changed' }], published: false }
let dir: string

beforeEach(async () => {
  dir = join(stage.home, 'flags')
  await mkdir(dir)
  await writeFile(join(dir, 'a.yaml'), 'a: { enabled: true }\n')
  stage.admin.on(planRoute, { body: planAnswer() })
  stage.admin.on('GET /api/v1/head', { body: published() })
})

const published = (): object => head({ revision: plannedRevision, committedRevision: plannedRevision })
const apply = (...more: string[]) => stage.run('apply', '--dir', dir, '--yes', ...more)
const sent = () => stage.admin.received.filter(({ method }) => method === 'PUT')

describe('fuseboard apply', () => {
  it('writes what was planned, against the revision it was planned for, and waits until it is published', async () => {
    stage.admin.on(write, { body: commit })
    const underway = head({ committedRevision: plannedRevision, publishing: { pending: 1 } })
    stage.admin.on('GET /api/v1/head', { body: underway }, { body: published() })
    const { code, stdout, stderr } = await apply()
    expect(code).toBe(0)
    expect(stderr).toContain('▲ a (changed): raises exposure')
    expect(stdout).toContain('Applied: revision 77ab01000000, seq 44, 1 flag changed.\nPublished:')
    expect(stage.admin.received.map(({ method }) => method)).toEqual(['POST', 'PUT', 'GET', 'GET'])
    expect(sent()[0]?.headers['if-match']).toBe(`"${revisions.current}"`)
    expect(sent()[0]?.body).toMatchObject({ flags: { a: { state: 'ENABLED' } } })
  })

  it('changes nothing where nothing differs', async () => {
    stage.admin.on(planRoute, { body: emptyPlan() })
    const { code, value } = await stage.json('apply', '--dir', dir, '--yes')
    expect(code).toBe(0)
    expect(value).toMatchObject({ outcome: 'unchanged', commit: null, pending: null })
    expect(sent()).toEqual([])
  })

  it('does nothing unasked where nobody can be asked', async () => {
    const { code, stderr } = await stage.run('apply', '--dir', dir)
    expect(code).toBe(2)
    expect(stderr).toContain('--yes')
    expect(stage.admin.received).toEqual([])
  })

  it('asks for a reason where exposure is raised, and sends it', async () => {
    stage.admin.on(planRoute, { body: planAnswer({ needs: { reason: true, approval: [] } }) })
    const refused = await apply()
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('A reason is missing.')
    expect(sent()).toEqual([])
    stage.admin.on(`${write}?reason=wider+%26+wider`, { body: commit })
    expect((await apply('--reason', 'wider & wider')).code).toBe(0)
  })

  it('writes nothing while something stands in the way', async () => {
    stage.admin.on(planRoute, { body: planAnswer({ obstacles: [{ kind: 'flag-in-use', detail: 'b is in use' }] }) })
    const { code, stderr } = await apply()
    expect(code).toBe(1)
    expect(stderr).toContain('flag-in-use: b is in use')
    expect(sent()).toEqual([])
  })

  it('exits 6 when somebody else was first', async () => {
    stage.admin.on(write, problem(412, 'stale-precondition', 'The document is another.'))
    stage.admin.on('GET /api/v1/head', { body: head({ committedRevision: revisions.older }) })
    const { code, stderr } = await apply()
    expect(code).toBe(6)
    expect(stderr).toContain('The flags have changed since the plan, which was made against revision 41.')
    expect(stderr).toContain('Plan again: fuseboard plan.')
  })

  it('takes a refusal of its own repetition for the success it is', async () => {
    stage.admin.on(write, { breaks: true }, problem(412, 'stale-precondition', 'The document is another.'))
    const { code, stdout } = await apply()
    expect(code).toBe(0)
    expect(sent()).toHaveLength(2)
    expect(stdout).toContain('applied before, though its answer was lost')
  })

  it('says who waits for whom when a second person is needed, and sends it once', async () => {
    stage.admin.on(planRoute, { body: planAnswer({ needs: { reason: false, approval: ['a'] } }) })
    stage.admin.on(write, { status: 202, body: { pending: pendingChange } })
    const { code, value } = await stage.json('apply', '--dir', dir, '--yes')
    expect(code).toBe(0)
    expect(value).toMatchObject({ outcome: 'pending', pending: { id: 'c7' }, commit: null, published: false })
    expect((await apply()).stdout).toContain('fuseboard changes approve c7')
    stage.admin.received.length = 0
    stage.admin.on(write, { breaks: true })
    const lost = await apply()
    expect(lost.code).toBe(3)
    expect(lost.stderr).toContain('it may have arrived all the same')
    expect(sent()).toHaveLength(1)
  })

  it('breaks the glass only with a reason and for as long as is said', async () => {
    stage.admin.on(planRoute, { body: planAnswer({ needs: { reason: false, approval: ['a'] } }) })
    stage.admin.on(`${write}?reason=down&breakGlass=true&breakGlassHours=2`, { body: commit })
    expect((await apply('--break-glass')).code).toBe(2)
    expect((await apply('--break-glass-hours', '2')).code).toBe(2)
    expect((await apply('--break-glass', '--break-glass-hours', '25', '--reason', 'down')).stderr).toContain('1 to 24')
    expect(sent()).toEqual([])
    expect((await apply('--break-glass', '--break-glass-hours', '2', '--reason', 'down')).code).toBe(0)
  })
})

describe('fuseboard apply --plan', () => {
  const out = () => join(stage.home, 'plan.json')
  beforeEach(() => stage.run('plan', '--dir', dir, '--out', out()))

  it('applies what was looked at, without planning anew', async () => {
    stage.admin.received.length = 0
    stage.admin.on(write, { body: commit })
    expect((await apply('--plan', out())).code).toBe(0)
    expect(stage.admin.received.map(({ method }) => method)).toEqual(['PUT', 'GET'])
  })

  it('refuses a plan of other files', async () => {
    await writeFile(join(dir, 'a.yaml'), 'a: { enabled: false }\n')
    const { code, stderr } = await apply('--plan', out())
    expect(code).toBe(6)
    expect(stderr).toContain('are not those that')
    await writeFile(
      join(dir, 'a.yaml'),
      '# the same in other words\nflags: { a: { variants: { off: false, on: true }, defaultVariant: on, state: ENABLED, fuseboard: { offVariant: off } } }\n',
    )
    stage.admin.on(write, { body: commit })
    expect((await apply('--plan', out())).code).toBe(0)
  })

  it('refuses a plan for another instance, and what is no plan', async () => {
    const text = JSON.stringify({
      fuseboardPlan: 1,
      instance: 'https://other',
      document: '',
      metadata: false,
      plan: planAnswer(),
    })
    await writeFile(out(), text)
    expect((await apply('--plan', out())).stderr).toContain('was planned for https://other, not for')
    await writeFile(out(), '{}')
    expect((await apply('--plan', out())).stderr).toContain('is no saved plan of this version')
    expect((await apply('--plan', join(stage.home, 'nowhere'))).code).toBe(1)
    expect(sent()).toEqual([])
  })
})
