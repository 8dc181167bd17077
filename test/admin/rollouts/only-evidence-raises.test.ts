// Whatever is called, ticked and broken in whatever order: the exposure of a release flag grows only at a tick whose criteria
// passed, and by the start of a rollout to its first stage.

import { reset } from 'cloudflare:test'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ask, get, inRoot, killFlag, moveClock, ring } from '../deployment.ts'
import {
  alarm,
  deploy,
  type FakeTelemetry,
  isStaff,
  kills,
  offFlag,
  onFlag,
  pass,
  percentOf,
  put,
  start,
  steer,
} from './rollout-fixture.ts'

const because = '?reason=because'
const anything = { headers: { 'if-match': '*' } }

const newest = async (): Promise<string> => (await get('/api/v1/rollouts')).body.items[0]?.id ?? 'r0'

const calls: Record<string, (telemetry: FakeTelemetry) => Promise<unknown>> = {
  start: () => start(),
  supersede: () => start({ supersede: true }),
  pause: async () => steer(await newest(), 'pause'),
  resume: async () => steer(await newest(), 'resume'),
  revert: async () => steer(await newest(), 'revert'),
  kill: async () => steer(await newest(), 'kill'),
  killFlag: () => killFlag('a'),
  lift: async () => ask('DELETE', `/api/v1/kills/${(await kills())[0]?.id ?? 'k0'}${because}`),
  on: () => put(`/api/v1/flags/a${because}`, onFlag()),
  off: () => put(`/api/v1/flags/a${because}`, offFlag()),
  glass: () => put(`/api/v1/flags/a${because}&breakGlass=true`, onFlag()),
  document: () => put(`/api/v1/document${because}`, { flags: { a: onFlag() }, $evaluators: { internal: isStaff } }),
  rollback: () => ask('POST', '/api/v1/revisions/2/rollback', { body: { reason: 'x' }, ...anything }),
  late: () => moveClock(3_600_000),
  early: () => moveClock(-600_000),
}
/** Ticks, with telemetry as it may be. */
const ticks: Record<string, (telemetry: FakeTelemetry) => Promise<unknown>> = {
  healthy: (telemetry) => during(telemetry, { mode: 'answers', treatedFails: 0 }, 70),
  harmful: (telemetry) => during(telemetry, { mode: 'answers', treatedFails: 0.2 }, 10),
  silent: (telemetry) => during(telemetry, { mode: 'throws' }, 20),
  twice: async (telemetry) => {
    Object.assign(telemetry, { mode: 'answers', treatedFails: 0.2 })
    await alarm()
    await alarm()
  },
}

async function during(telemetry: FakeTelemetry, change: Partial<FakeTelemetry>, seconds: number): Promise<void> {
  Object.assign(telemetry, change)
  const id = await newest()
  if (id === 'r0') await alarm()
  else await pass(seconds, telemetry, id)
}

/** Percent that have it: nobody where it is killed. */
const exposure = async (): Promise<number> => ((await kills()).length > 0 ? 0 : ((await percentOf()) ?? 0))

it('nothing raises a flag but a start to its first stage, and ticks whose criteria passed', async () => {
  const names = fc.constantFrom(...Object.keys(calls), ...Object.keys(ticks), 'healthy', 'healthy', 'start')
  await fc.assert(
    fc.asyncProperty(fc.array(names, { minLength: 4, maxLength: 12 }), async (steps) => {
      await reset()
      await inRoot(() => {})
      await ring()
      const telemetry = await deploy()
      let before = 0
      for (const name of steps) {
        const definition = (await percentOf()) ?? 0
        await (calls[name] ?? ticks[name])!(telemetry)
        const now = await exposure()
        if (name === 'start' || name === 'supersede') expect(now).toBeLessThanOrEqual(Math.max(before, 10))
        // Within ten minutes of a kill it is taken back: to what the definition says, which passed.
        else if (name === 'lift') expect(now).toBeLessThanOrEqual(definition)
        else if (name !== 'healthy') expect(now).toBeLessThanOrEqual(before)
        before = now
      }
      expect((await get('/api/v1/audit/verify')).body.ok).toBe(true)
    }),
    { numRuns: 30 },
  )
}, 240_000)
