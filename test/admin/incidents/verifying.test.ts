import { beforeEach, describe, expect, it } from 'vitest'
import { FakeSystems } from '../cascade/cascade-fixture.ts'
import { ask, evict, freshDeployments, get, inRoot, moveClock, problem } from '../deployment.ts'
import { alarm, surround } from '../rollouts/rollout-fixture.ts'
import { act, incident, kinds, open, openShop, timeline } from './incident-fixture.ts'

freshDeployments()

let telemetry: FakeSystems

beforeEach(async () => {
  telemetry = new FakeSystems()
  await surround(telemetry, { local: true })
  await openShop()
})

/** Minutes, half of one at a time. */
async function pass(minutes: number): Promise<void> {
  for (let halves = 0; halves < minutes * 2; halves++) {
    await moveClock(30_000)
    await alarm()
  }
}

/** A minor incident whose fix is in place. */
async function verify(): Promise<void> {
  await open({ severity: 3 })
  await act('contain', { how: 'other', reason: 'traffic was moved' })
  await act('advance')
  await act('advance')
  await act('fix', { how: 'revert', reason: 'back to 2.13' })
  expect((await act('advance')).body.phase).toBe('verify')
}

const verification = async () => (await incident()).verification

describe('verification', () => {
  it('lets an incident be closed after half an hour of passes, and not a minute before', async () => {
    telemetry.rates = { payments: 0.001 }
    await verify()
    await pass(29)
    const early = await act('close')
    expect(problem(early)).toBe('409 transition-refused')
    expect(early.body.missing[0]).toContain('criteria that pass for 30 minutes')
    expect((await verification()).criteria).toEqual([
      { id: 'failures of payments', verdict: 'PASS', why: expect.stringContaining('in 5 minutes') },
    ])
    await pass(2)
    expect((await act('close')).body.phase).toBe('closed')
  })

  it('begins anew after every measurement that does not pass', async () => {
    telemetry.rates = { payments: 0.001 }
    await verify()
    await pass(20)
    telemetry.rates = { payments: 0.2 }
    await pass(0.5)
    telemetry.rates = { payments: 0 }
    await pass(15)
    expect(problem(await act('close'))).toBe('409 transition-refused')
    await pass(30)
    expect((await act('close')).status).toBe(200)
  })

  it('goes back to contain by itself when a system keeps failing, and says what failed', async () => {
    telemetry.rates = { payments: 0.001 }
    await verify()
    telemetry.rates = { payments: 0.2 }
    await pass(2)
    const { phase, relapses, containment, fix } = await incident()
    expect({ phase, relapses, containment, fix }).toEqual({
      phase: 'contain',
      relapses: 1,
      containment: undefined,
      fix: undefined,
    })
    const [entry] = (await timeline()).filter(({ kind }: { kind: string }) => kind === 'relapsed')
    expect(entry).toMatchObject({ actor: 'clock', text: expect.stringContaining('failures of payments') })
  })

  it('never passes while nothing is heard, unless probes answer', async () => {
    await verify()
    telemetry.mode = 'throws'
    await pass(40)
    const [silent] = (await verification()).criteria
    expect(silent).toMatchObject({ verdict: 'HOLD', why: expect.stringContaining('add a probe') })
    await inRoot((root) => {
      root.surroundings.fetch = async () => new Response('ok')
    })
    const told = await act('probes', { probes: [{ name: 'pay', url: 'https://shop.example/health' }] })
    expect(told.status).toBe(200)
    await pass(31)
    expect((await act('close')).body.phase).toBe('closed')
  })

  it('says what is missing where nothing is named that could be measured', async () => {
    await open({ severity: 3, systems: [] })
    await act('contain', { how: 'other', reason: 'r' })
    for (const _ of ['investigate', 'fix']) await act('advance')
    await act('fix', { how: 'revert', reason: 'r' })
    await act('advance')
    await pass(0.5)
    expect((await verification()).criteria).toEqual([
      { id: 'anything', verdict: 'HOLD', why: expect.stringContaining('add a probe') },
    ])
  })

  it('does not pass while a probe is answered wrongly', async () => {
    telemetry.rates = { payments: 0 }
    await verify()
    await inRoot((root) => {
      root.surroundings.fetch = async () => new Response('no', { status: 503 })
    })
    await act('probes', { probes: [{ name: 'pay', url: 'https://shop.example/health' }] })
    await pass(0.5)
    expect((await verification()).criteria.at(-1)).toMatchObject({ id: 'probe pay', verdict: 'FAIL' })
  })

  it('goes on after the root has ended', async () => {
    telemetry.rates = { payments: 0 }
    await verify()
    await pass(20)
    const at = await inRoot((root) => root.surroundings.now())
    await evict()
    await surround(telemetry, { local: true, atMs: at })
    await pass(11)
    expect((await act('close')).body.phase).toBe('closed')
  })
})

describe('a post-mortem', () => {
  const markdown = async () => (await get('/api/v1/incidents/i1/postmortem')).body as string

  it('tells what was measured while it lasted, and what was written down', async () => {
    telemetry.rates = { payments: 0.5 }
    await open({ severity: 3, title: 'Payments | fail' })
    await act('note', { kind: 'hypothesis', text: 'the client retries' })
    await pass(1)
    const text = await markdown()
    expect(text).toContain('# Post-mortem i1: Payments \\| fail')
    expect(text).toContain('payments: 1,000 of 2,000 failed (50 %')
    expect(text).toContain('- the client retries')
    expect(text).toContain('| opened | SEV3: Payments \\| fail |')
  })

  it('has an owner who is known and a day that is not over', async () => {
    await open({ severity: 3 })
    const told = await act('postmortem', { owner: 'eve', due: '2020-01-01' })
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/owner', '/due'])
    const planned = await act('postmortem', { owner: 'ann', due: '2097-02-05' })
    expect(planned.body.postMortem).toEqual({ owner: 'ann', due: '2097-02-05' })
    expect(await kinds()).toContain('post-mortem')
  })

  it('is its owner’s once it was edited, and nobody overwrites what they did not read', async () => {
    await open({ severity: 3 })
    const address = '/api/v1/incidents/i1/postmortem'
    const read = await get(address)
    const put = (body: string, match?: string) =>
      ask('PUT', address, { body, ...(match !== undefined && { headers: { 'if-match': match } }) })
    expect(problem(await put('# Mine'))).toBe('428 precondition-required')
    expect(problem(await put('# Mine', '"other"'))).toBe('412 stale-precondition')
    expect(problem(await put('  ', '*'))).toBe('422 invalid-body')
    const etag = read.headers.get('etag')!
    expect((await put('# Mine\n', etag)).status).toBe(200)
    expect(await markdown()).toBe('# Mine\n')
    expect(problem(await put('# Theirs', etag))).toBe('412 stale-precondition')
  })
})

describe('readiness', () => {
  it('ticks what is there', async () => {
    const { body } = await get('/api/v1/readiness')
    expect(body.ready).toBe(false)
    const done = body.items.filter((item: { done: boolean }) => item.done).map(({ text }: { text: string }) => text)
    expect(done).toEqual(['two people are on call, so that one may sleep', 'the systems are mapped'])
  })
})
