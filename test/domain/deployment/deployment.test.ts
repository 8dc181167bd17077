import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  announced,
  type DeploymentEvent,
  type DeploymentState,
  observationMs,
  runs,
  silentAfterMs,
  step,
} from '../../../domain/deployment/deployment.ts'

const stateAfter = (...events: DeploymentEvent[]): DeploymentState =>
  events.reduce((state, event) => {
    const next = step(state, event)
    return next.ok ? next.value : state
  }, announced)

const live: DeploymentEvent = { kind: 'go-live', blocked: [], nowMs: 1_000 }
const asked = (lastAtMs: number | null, nowMs: number): DeploymentEvent => ({ kind: 'asked', lastAtMs, nowMs })
const hourLater = 2_000 + observationMs

describe('a deployment', () => {
  it('goes live, is observed once its system reports, and is stable an hour later', () => {
    expect(stateAfter(live)).toEqual({ status: 'live', liveAt: 1_000, observedAt: null, endedAt: null })
    const observed = stateAfter(live, asked(1_500, 2_000))
    expect(observed).toMatchObject({ status: 'observed', observedAt: 2_000 })
    expect(stateAfter(live, asked(1_500, 2_000), asked(hourLater - 1, hourLater - 1)).status).toBe('observed')
    expect(stateAfter(live, asked(1_500, 2_000), asked(hourLater - 1, hourLater)).status).toBe('stable')
  })

  it('stays live for ever while its system never reports', () => {
    expect(stateAfter(live, asked(null, hourLater), asked(1_000, hourLater * 9)).status).toBe('live')
  })

  it('is not stable while its system is silent', () => {
    const silent = asked(hourLater - silentAfterMs - 1, hourLater)
    expect(stateAfter(live, asked(1_500, 2_000), silent).status).toBe('observed')
  })

  it('keeps its status when another one replaces it, and is over', () => {
    const replaced = stateAfter(live, asked(1_500, 2_000), { kind: 'replaced', nowMs: 3_000 })
    expect(replaced).toMatchObject({ status: 'observed', endedAt: 3_000 })
    expect(step(replaced, asked(hourLater, hourLater))).toEqual({ ok: true, value: replaced })
    expect(step(replaced, { kind: 'roll-back', nowMs: 4_000 })).toMatchObject({ ok: false })
  })

  it.each<[DeploymentEvent[], DeploymentEvent, RegExp]>([
    [[], { kind: 'go-live', blocked: ['i1 is open'], nowMs: 1 }, /^i1 is open$/],
    [[], { kind: 'roll-back', nowMs: 1 }, /abandon instead/],
    [[live], { kind: 'abandon', nowMs: 2 }, /rollback takes it back/],
    [[live], live, /live already/],
    [[live, { kind: 'roll-back', nowMs: 2 }], live, /rolled-back for good.*deploy it anew/],
    [[live, { kind: 'roll-back', nowMs: 2 }], { kind: 'roll-back', nowMs: 3 }, /rolled-back for good/],
    [[live, { kind: 'replaced', nowMs: 2 }], { kind: 'abandon', nowMs: 3 }, /in its place/],
    [[{ kind: 'abandon', nowMs: 1 }], { kind: 'abandon', nowMs: 2 }, /abandoned for good/],
  ])('refuses %j followed by %j, and says what to do', (before, event, why) => {
    const refused = step(stateAfter(...before), event)
    expect(refused.ok).toBe(false)
    if (!refused.ok) expect(refused.error.join()).toMatch(why)
  })
})

describe('whatever happens to a deployment', () => {
  const at = fc.integer({ min: 0, max: 3 * observationMs })
  const event: fc.Arbitrary<DeploymentEvent> = fc.oneof(
    fc.record({
      kind: fc.constant('go-live' as const),
      blocked: fc.array(fc.constant('blocked'), { maxLength: 1 }),
      nowMs: at,
    }),
    fc.record({ kind: fc.constant('asked' as const), lastAtMs: fc.option(at), nowMs: at }),
    fc.record({ kind: fc.constantFrom('replaced' as const, 'roll-back' as const, 'abandon' as const), nowMs: at }),
  )
  const order = ['announced', 'live', 'observed', 'stable']

  function check(state: DeploymentState, one: DeploymentEvent, value: DeploymentState): void {
    if (state.endedAt !== null) expect(value).toEqual(state)
    if (value.status === 'live' && state.status === 'announced') expect(one).toMatchObject({ blocked: [] })
    const place = order.indexOf(value.status)
    expect(place < 0 || place >= order.indexOf(state.status)).toBe(true)
    expect(value.liveAt === null).toBe(['announced', 'abandoned'].includes(value.status))
    expect(value.status !== 'stable' || value.observedAt !== null).toBe(true)
    expect(runs(value) && place < 0).toBe(false)
  }

  it('only goes forward, never moves once it is over, and never goes live against what blocks it', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let state = announced
        for (const one of events) {
          const next = step(state, one)
          if (next.ok) check(state, one, next.value)
          else expect(next.error.length).toBeGreaterThan(0)
          state = next.ok ? next.value : state
        }
      }),
    )
  })
})
