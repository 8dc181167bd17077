import { describe, expect, it } from 'vitest'
import { evict, freshDeployments, get, inRoot, killFlag, moveClock, publishedHead, settle } from '../deployment.ts'
import {
  alarm,
  deploy,
  type FakeTelemetry,
  kills,
  nowMs,
  pass,
  percentOf,
  rollout,
  start,
  steer,
  surround,
} from './rollout-fixture.ts'

freshDeployments()

async function started(more: Record<string, unknown> = {}): Promise<FakeTelemetry> {
  const telemetry = await deploy()
  expect((await start(more)).status).toBe(201)
  return telemetry
}

/** To the second stage, where half of the users are in. */
async function inTheMiddle(): Promise<FakeTelemetry> {
  const telemetry = await started()
  await pass(80, telemetry)
  expect(await percentOf()).toBe(50)
  return telemetry
}

describe('a healthy rollout', () => {
  it('goes stage by stage to everybody, no stage sooner than its minimum', async () => {
    const telemetry = await started()
    expect(await percentOf()).toBe(10)
    await pass(50, telemetry)
    expect(await percentOf()).toBe(10)
    await pass(30, telemetry)
    expect(await percentOf()).toBe(50)
    await pass(80, telemetry)
    // Five percent stay the control.
    expect(await percentOf()).toBe(95)
    await pass(80, telemetry)
    expect(await percentOf()).toBe(100)
    expect(await rollout()).toMatchObject({ status: 'completed', nextStepAt: null })
    expect((await get('/api/v1/audit/verify')).body.ok).toBe(true)
  })

  it('keeps with each step the counts, the E values and the hash of the policy', async () => {
    await inTheMiddle()
    const { events, policy } = await rollout()
    const [advanced] = events
    expect(advanced).toMatchObject({ kind: 'advanced', from: 0, to: 1, by: 'guard' })
    expect(advanced.evidence).toMatchObject({ verdict: 'PASS', policy: policy.hash, attempt: 1 })
    expect(advanced.evidence.judgements[0].counts.treated).toBeGreaterThan(10_000)
    expect(advanced.evidence.judgements[0].pass).toBeGreaterThan(20)
  })

  it('asks only for what came 15 s after the start of its stage and later, and for nothing twice', async () => {
    const telemetry = await inTheMiddle()
    const [{ at }] = (await rollout()).events
    telemetry.asked = []
    await pass(20, telemetry)
    const [first, second] = telemetry.asked
    expect(first).toMatchObject({ flag: 'a', treated: 'on', control: 'off' })
    expect(first!.sinceMs).toBe(Date.parse(at) + 15_000)
    expect(second!.cursor).toBe(first!.cursor + 1)
  })
})

describe('a rollout that harms', () => {
  it('goes back a stage, and evaluators hear of it by the feed before KV has the snapshot', async () => {
    const telemetry = await inTheMiddle()
    await settle()
    await surround(telemetry)
    const { revision } = (await get('/api/v1/head')).body
    await inRoot((root) => {
      root.surroundings.store = {
        get: async () => null,
        put: async () => {
          throw new Error('KV is away')
        },
      }
    })
    telemetry.treatedFails = 0.2
    await pass(10, telemetry)
    const head = (await get('/api/v1/head')).body
    expect(head.revision).toBe(revision)
    expect(head.lowered.a).toBe(head.seq)
    expect(await percentOf()).toBe(10)
    expect(await rollout()).toMatchObject({ status: 'running', stage: 0, attempt: 3 })
  })

  it('is published as it was in the stage before', async () => {
    const telemetry = await inTheMiddle()
    telemetry.treatedFails = 0.2
    await pass(10, telemetry)
    telemetry.treatedFails = 0
    await settle()
    const head = (await get('/api/v1/head')).body
    expect(head.revision).toBe(head.committedRevision)
    expect((await publishedHead()).revision).toBe(head.revision)
  })

  it('is killed where it fails twice in a stage, and where it fails in the first', async () => {
    const telemetry = await inTheMiddle()
    telemetry.treatedFails = 0.2
    await pass(10, telemetry)
    telemetry.treatedFails = 0
    await pass(80, telemetry)
    expect(await percentOf()).toBe(50)
    telemetry.treatedFails = 0.2
    await pass(10, telemetry)
    expect(await rollout()).toMatchObject({ status: 'killed' })
    expect(await kills()).toMatchObject([{ target: { flag: 'a' }, by: 'guard' }])
    expect((await kills())[0].reason).toContain('failed twice in half: failures')
    await alarm()
    expect(await percentOf()).toBe(0)
    // Lifted by the next start, since a flag comes back through a rollout.
    telemetry.treatedFails = 0
    expect((await start()).status).toBe(201)
    expect(await kills()).toEqual([])
    expect((await get('/api/v1/head')).body.lowered).toHaveProperty('a')
    telemetry.treatedFails = 0.2
    await pass(10, telemetry, 'r2')
    expect(await rollout('r2')).toMatchObject({ status: 'killed', stage: 0 })
  })

  it('is not reverted where both arms fail alike', async () => {
    const telemetry = await inTheMiddle()
    telemetry.treatedFails = 0.2
    telemetry.controlFails = 0.2
    await pass(40, telemetry)
    expect(await percentOf()).toBe(95)
    expect((await rollout()).events.map(({ kind }: { kind: string }) => kind)).not.toContain('reverted')
  })
})

describe('silence, pauses and faults', () => {
  it.each(['throws', 'hangs'] as const)(
    'telemetry that %s holds for ten minutes and goes back then',
    async (mode) => {
      const telemetry = await inTheMiddle()
      telemetry.mode = mode
      await inRoot((root) => {
        root.surroundings.sleep = async () => {}
      })
      await pass(540, telemetry)
      expect(await rollout()).toMatchObject({ stage: 1 })
      expect((await rollout()).events[0]).toMatchObject({ kind: 'silent' })
      await pass(80, telemetry)
      expect(await percentOf()).toBe(10)
    },
    60_000,
  )

  it('a pause never counts towards the minimum, and harm still ends it', async () => {
    const telemetry = await started()
    await pass(40, telemetry)
    expect((await steer('r1', 'pause')).body).toMatchObject({ paused: true, nextStepAt: null })
    await pass(600, telemetry)
    expect(await percentOf()).toBe(10)
    await steer('r1', 'resume')
    await pass(10, telemetry)
    expect(await percentOf()).toBe(10)
    await steer('r1', 'pause')
    telemetry.treatedFails = 0.3
    await pass(10, telemetry)
    expect(await rollout()).toMatchObject({ status: 'killed' })
  }, 60_000)

  it('an alarm that rings twice counts once, and one that is an hour late counts as a minute', async () => {
    const telemetry = await started()
    await pass(10, telemetry)
    const { clocks } = await rollout()
    await alarm()
    await alarm()
    expect((await rollout()).clocks).toEqual(clocks)
    await moveClock(3_600_000)
    await alarm()
    expect((await rollout()).clocks.passedMs).toBeLessThanOrEqual(clocks.passedMs + 60_000)
    expect(await percentOf()).toBeLessThanOrEqual(50)
  })

  it('a clock that jumps back stops nothing', async () => {
    const telemetry = await started()
    await pass(30, telemetry)
    await moveClock(-7_200_000)
    await alarm()
    telemetry.treatedFails = 0.3
    await pass(10, telemetry)
    expect(await rollout()).toMatchObject({ status: 'killed' })
  })

  it('goes on where it was after an eviction in mid-stage', async () => {
    const telemetry = await started()
    await pass(40, telemetry)
    const before = await rollout()
    const atMs = await nowMs()
    await evict()
    await surround(telemetry, { atMs })
    expect((await rollout()).clocks.passedMs).toBeGreaterThanOrEqual(before.clocks.passedMs)
    await pass(40, telemetry)
    expect(await percentOf()).toBe(50)
  })

  it('holds where the next stage cannot be written, and goes on when it can', async () => {
    const telemetry = await started()
    await pass(50, telemetry)
    // The flag is taken away behind the rollout's back: as no door would let anybody.
    const flip = (from: string, to: string) =>
      inRoot((_, state) => void state.storage.sql.exec('UPDATE rollouts SET base = replace(base, ?, ?)', from, to))
    await flip('"release"', '"ops"')
    await pass(40, telemetry)
    expect(await rollout()).toMatchObject({ status: 'running', stage: 0 })
    expect((await rollout()).obstacle).toContain('change-outdated')
    expect(await percentOf()).toBe(10)
    await flip('"ops"', '"release"')
    await pass(10, telemetry)
    expect(await percentOf()).toBe(50)
  })

  it('is killed where it has to go back and the document cannot be written', async () => {
    const telemetry = await inTheMiddle()
    await inRoot((_, state) => {
      state.storage.sql.exec('UPDATE rollouts SET base = replace(base, ?, ?)', '"release"', '"ops"')
    })
    telemetry.treatedFails = 0.2
    await pass(10, telemetry)
    expect(await rollout()).toMatchObject({ status: 'killed' })
    expect(await kills()).toMatchObject([{ target: { flag: 'a' } }])
  })
})

describe('people', () => {
  it('revert a stage, and kill', async () => {
    await inTheMiddle()
    expect((await steer('r1', 'revert')).body).toMatchObject({ stage: 0 })
    expect(await percentOf()).toBe(10)
    expect((await get('/api/v1/head')).body.lowered).toHaveProperty('a')
    expect((await steer('r1', 'kill')).body).toMatchObject({ status: 'killed' })
    expect(await kills()).toMatchObject([{ target: { flag: 'a' } }])
    expect((await steer('r1', 'resume')).status).toBe(409)
  })

  it('end the rollout of a flag by killing the flag', async () => {
    const telemetry = await inTheMiddle()
    await killFlag('a')
    expect(await rollout()).toMatchObject({ status: 'killed' })
    await pass(10, telemetry)
    expect(await percentOf()).toBe(0)
  })

  it('let another rollout take its place, from its first stage', async () => {
    const telemetry = await inTheMiddle()
    expect((await start()).status).toBe(409)
    expect((await start({ supersede: true })).status).toBe(201)
    expect(await rollout()).toMatchObject({ status: 'superseded' })
    expect(await percentOf()).toBe(10)
    await pass(80, telemetry, 'r2')
    expect(await percentOf()).toBe(50)
  })
})
