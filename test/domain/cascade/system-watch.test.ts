import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { baselineOf } from '../../../domain/cascade/baseline.ts'
import { evidenceOf, newWatch, recentOf, step, type WatchState } from '../../../domain/cascade/system-watch.ts'
import { hits, seeded } from '../guard/seeded.ts'

const sinceMs = 1_900_000_000_000
const tickMs = 10_000
/** An hour of 100 units a second, of which 1 % fail. */
const usual = { units: 360_000, failing: 3_600 }
const watched = (counts = usual, tolerated = 1.42) => newWatch(baselineOf(counts, tolerated), sinceMs)

/** Ticks of ten seconds; `rateAt` by seconds since the change. Answers the state and when it alarmed, in seconds. */
function pass(start: WatchState, seconds: number, rateAt: (at: number) => number, { seed = 1, units = 1_000 } = {}) {
  const chance = seeded(seed)
  let state = start
  for (let at = 10; at <= seconds; at += 10) {
    state = step(state, { units, failing: hits(chance, units, rateAt(at)) }, sinceMs + at * 1_000)
  }
  return { state, alarmedAfter: state.alarm === null ? null : (state.alarm.atMs - sinceMs) / 1_000 }
}

describe('a watched system', () => {
  it('alarms within half a minute when five times as many fail from the change on', () => {
    const { alarmedAfter, state } = pass(watched(), 300, () => 0.05)
    expect(alarmedAfter).toBeLessThanOrEqual(30)
    expect(state.alarm!.evidence).toBeGreaterThanOrEqual(100)
    expect(state.alarm!.rate).toBeGreaterThan(0.03)
  })

  it('alarms within two minutes when it breaks later, since five minutes have to be twice the hour before', () => {
    const { alarmedAfter } = pass(watched(), 1_800, (at) => (at > 1_200 ? 0.05 : 0.01))
    expect(alarmedAfter! - 1_200).toBeGreaterThanOrEqual(70)
    expect(alarmedAfter! - 1_200).toBeLessThanOrEqual(120)
  })

  it('does not alarm as long as its five minutes are less than twice the hour before, however sure the evidence', () => {
    const { state } = pass(watched(usual, 1.3), 3_600, () => 0.0175)
    expect(evidenceOf(state)).toBeGreaterThan(1e6)
    expect(state.alarm).toBeNull()
  })

  it('does not alarm in a hundred healthy hours, one of which has a minute of noise', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const noisy = (at: number) => (seed === 50 && at > 600 && at <= 660 ? 0.03 : 0.011)
      expect(pass(watched(), 3_600, noisy, { seed }).state.alarm).toBeNull()
    }
  })

  it('does not alarm for a handful of failures where nothing ever failed', () => {
    const never = watched({ units: 360_000, failing: 0 }, 2)
    const few = step(never, { units: 3_000, failing: 4 }, sinceMs + tickMs)
    expect(evidenceOf(few)).toBeGreaterThan(100)
    expect(few.alarm).toBeNull()
    expect(step(never, { units: 3_000, failing: 12 }, sinceMs + tickMs).alarm).not.toBeNull()
  })

  it('does not alarm where its hour before says too little', () => {
    for (const counts of [
      { units: 0, failing: 0 },
      { units: 3, failing: 0 },
      { units: 1_000, failing: 700 },
    ]) {
      expect(pass(watched(counts, 2), 600, () => 1).state.alarm).toBeNull()
    }
  })

  it('does not alarm for one client that repeats itself, where units are requests', () => {
    const even = { ...usual, requests: true, slices: new Array(32).fill(112) }
    const tick = (slices: number[]) => ({ units: 1_000, failing: 60, requests: true, slices })
    const one = (slices: number[]) => {
      let state = newWatch(baselineOf(even, 1.42), sinceMs)
      for (let i = 1; i <= 30; i++) state = step(state, tick(slices), sinceMs + i * tickMs)
      return state.alarm
    }
    expect(one([60, ...new Array(31).fill(0)])).toBeNull()
    expect(one(new Array(32).fill(2))).not.toBeNull()
  })

  it('is left as it is by silence', () => {
    const { state } = pass(watched(), 60, () => 0.01)
    expect(step(state, null, sinceMs + 600_000)).toBe(state)
  })

  it('keeps its alarm as it was when it came', () => {
    const { state } = pass(watched(), 60, () => 0.05)
    const later = pass(state, 600, () => 0.01).state
    expect(later.alarm).toEqual(state.alarm)
  })

  it('forgets units after five minutes, but never what they are evidence of', () => {
    const { state } = pass(watched(), 600, () => 0.01)
    expect(recentOf(state).units).toBe(30_000)
  })

  it('goes on from its JSON as if nothing had been, whatever the ticks, the clock set back included', () => {
    const ticks = fc.array(
      fc.record({
        units: fc.integer({ min: 0, max: 5_000 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        stepMs: fc.integer({ min: -30_000, max: 120_000 }),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(ticks, (found) => {
        let [live, kept, atMs] = [watched(), watched(), sinceMs]
        for (const { units, share, stepMs } of found) {
          atMs += stepMs
          const tick = { units, failing: Math.floor(units * share) }
          live = step(live, tick, atMs)
          kept = JSON.parse(JSON.stringify(step(kept, tick, atMs)))
        }
        expect(kept).toEqual(JSON.parse(JSON.stringify(live)))
        expect(Number.isFinite(evidenceOf(live))).toBe(true)
        expect(live.recent.every(({ atMs: at }) => at > live.asOfMs - 300_000)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('has no less evidence for more failures among the same units, once there are more than the limit allows', () => {
    const share = fc.integer({ min: 30, max: 900 })
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 100 }), (failing, more) => {
        const of = (count: number) => evidenceOf(step(watched(), { units: 1_000, failing: count }, sinceMs + tickMs))
        expect(of(failing + more)).toBeGreaterThanOrEqual(of(failing))
      }),
    )
  })
})
