import { describe, expect, it } from 'vitest'
import type { Criterion } from '../../../domain/guard/criterion.ts'
import { bucketOf } from '../../../domain/guard/latency.ts'
import { type GuardRules, judge, newGuard, type StageVerdict, watch } from '../../../domain/guard/stage-guard.ts'
import { noArm, type Tick } from '../../../domain/guard/tick.ts'

const ratio: Criterion = {
  id: 'failures',
  metric: 'failures',
  compare: 'baseline',
  tolerance: 0.1,
  proof: 'strict',
  minUnits: 100,
}
const limit: Criterion = {
  id: 'limit',
  metric: 'failures',
  compare: 'limit',
  below: 0.02,
  proof: 'strict',
  minUnits: 0,
}
const p95: Criterion = {
  id: 'p95',
  metric: 'latency',
  compare: 'baseline',
  quantile: 0.95,
  tolerance: 0.1,
  proof: 'strict',
  minUnits: 0,
}
const belowMs: Criterion = {
  id: 'below',
  metric: 'latency',
  compare: 'limit',
  quantile: 0.95,
  belowMs: 300,
  proof: 'strict',
  minUnits: 0,
}
const conversion: Criterion = {
  id: 'conversion',
  metric: 'conversion',
  compare: 'baseline',
  tolerance: 0.1,
  proof: 'noHarm',
  minUnits: 100,
}

const rules = (criteria: readonly Criterion[], expectedShare: number | null = null): GuardRules => ({
  criteria,
  weights: { stages: 5, restarts: 60 },
  alpha: 0.01,
  expectedShare,
})

interface Arm {
  readonly units?: number
  readonly failing?: number
  readonly converted?: number
  readonly ms?: readonly number[]
}

function arm({ units = 0, failing = 0, converted = 0, ms = [] }: Arm) {
  const latency: Record<string, number> = {}
  for (const value of ms) latency[bucketOf(value)] = (latency[bucketOf(value)] ?? 0) + 1
  return { units, failing, converted, latency }
}

const tickOf = (treated: Arm, control: Arm, more: Partial<Tick> = {}): Tick => ({
  treated: arm(treated),
  control: arm(control),
  requests: false,
  ...more,
})

function judged(given: GuardRules, tick: Tick, ticks: number): StageVerdict {
  let state = newGuard(given.criteria)
  for (let i = 1; i <= ticks; i++) state = watch(given, state, tick, i * 10_000)
  // What an object keeps is JSON.
  expect(JSON.parse(JSON.stringify(state))).toEqual(state)
  return judge(given, state)
}

const verdictOf = (criterion: Criterion, tick: Tick, ticks: number): string =>
  judged(rules([criterion]), tick, ticks).verdict

describe('failures against the control', () => {
  it('hold while nothing was seen', () => {
    expect(verdictOf(ratio, tickOf({}, {}), 1)).toBe('HOLD')
  })

  it('pass when a doubling is excluded', () => {
    const equal = tickOf({ units: 100, failing: 5 }, { units: 300, failing: 15 })
    expect(verdictOf(ratio, equal, 2)).toBe('HOLD')
    expect(verdictOf(ratio, equal, 30)).toBe('PASS')
  })

  it('pass when nobody fails at all, once enough units were seen', () => {
    const perfect = tickOf({ units: 500 }, { units: 500 })
    expect(verdictOf(ratio, perfect, 1)).toBe('HOLD')
    expect(verdictOf(ratio, perfect, 20)).toBe('PASS')
  })

  it('fail when the treated fail five times as often', () => {
    const { verdict, judgements } = judged(
      rules([ratio]),
      tickOf({ units: 100, failing: 10 }, { units: 900, failing: 18 }),
      10,
    )
    expect(verdict).toBe('FAIL')
    expect(judgements[0]!.failure).toBeGreaterThanOrEqual(judgements[0]!.failAt)
    expect(judgements[0]!.estimate).toBeCloseTo(5)
  })

  it('do not fail when both arms fail five times as often as they did', () => {
    expect(verdictOf(ratio, tickOf({ units: 100, failing: 25 }, { units: 900, failing: 225 }), 100)).not.toBe('FAIL')
  })

  it('need more proof where they are requests that come in bunches', () => {
    const bunches = Array.from({ length: 32 }, (_, i) => (i === 0 ? 64 : 0))
    const counts = [
      { units: 100, failing: 7 },
      { units: 900, failing: 18 },
    ] as const
    const even = tickOf(...counts)
    const bunched = tickOf(...counts, { requests: true, controlSlices: bunches })
    expect(verdictOf(ratio, even, 4)).toBe('FAIL')
    expect(verdictOf(ratio, bunched, 4)).toBe('HOLD')
  })
})

describe('a limit', () => {
  it.each([
    ['passes well below', 0, 60, 'PASS'],
    ['fails well above', 10, 60, 'FAIL'],
    ['holds at it', 2, 3, 'HOLD'],
  ])('%s', (_, failing, ticks, expected) => {
    expect(verdictOf(limit, tickOf({ units: 100, failing }, {}), ticks)).toBe(expected)
  })
})

describe('latency', () => {
  const spread = (scale: number) => Array.from({ length: 100 }, (_, i) => (50 + i * 2) * scale)

  it('passes when both arms are alike', () => {
    expect(verdictOf(p95, tickOf({ units: 1, ms: spread(1) }, { units: 1, ms: spread(1) }), 20)).toBe('PASS')
  })

  it('fails when the treated are a quarter slower', () => {
    expect(verdictOf(p95, tickOf({ units: 1, ms: spread(1.25) }, { units: 1, ms: spread(1) }), 30)).toBe('FAIL')
  })

  it('says nothing in its first tick: the bound comes from earlier ones', () => {
    const slow = tickOf({ units: 1, ms: spread(100) }, { units: 1, ms: spread(1) })
    expect(judged(rules([p95]), slow, 1).judgements[0]!.counts).toMatchObject({ treated: 0, treatedBad: 0 })
  })

  it('below so many milliseconds means that fewer than five in a hundred are slower', () => {
    expect(verdictOf(belowMs, tickOf({ ms: spread(1) }, {}), 20)).toBe('PASS')
    expect(verdictOf(belowMs, tickOf({ ms: spread(2) }, {}), 20)).toBe('FAIL')
  })
})

describe('conversion', () => {
  it('passes by not showing harm', () => {
    expect(verdictOf(conversion, tickOf({ units: 100, converted: 5 }, { units: 100, converted: 5 }), 3)).toBe('PASS')
  })

  it('holds while the estimate is below what is tolerated', () => {
    expect(verdictOf(conversion, tickOf({ units: 100, converted: 4 }, { units: 100, converted: 5 }), 3)).toBe('HOLD')
  })

  it('fails when it has halved', () => {
    expect(verdictOf(conversion, tickOf({ units: 100, converted: 10 }, { units: 900, converted: 180 }), 60)).toBe(
      'FAIL',
    )
  })
})

describe('a stage', () => {
  const healthy = tickOf({ units: 100, failing: 2, converted: 5 }, { units: 300, failing: 6, converted: 15 })

  it('passes only when every criterion does', () => {
    expect(judged(rules([ratio, conversion]), healthy, 60).verdict).toBe('PASS')
    expect(judged(rules([ratio, p95]), healthy, 60).verdict).toBe('HOLD')
  })

  it('never passes without a criterion', () => {
    expect(judged(rules([]), healthy, 60).verdict).toBe('HOLD')
  })

  it('holds when the arms are not as large as configured, but harm stays harm', () => {
    expect(judged(rules([ratio], 0.25), healthy, 60)).toMatchObject({ verdict: 'PASS', mismatched: false })
    expect(judged(rules([ratio], 0.5), healthy, 60)).toMatchObject({ verdict: 'HOLD', mismatched: true })
    const harmful = tickOf({ units: 100, failing: 50 }, { units: 300, failing: 6 })
    expect(judged(rules([ratio], 0.5), harmful, 60).verdict).toBe('FAIL')
  })

  it('takes empty ticks without a change', () => {
    const given = rules([ratio, limit, p95, belowMs, conversion])
    const before = newGuard(given.criteria)
    const empty: Tick = { treated: noArm, control: noArm, requests: false }
    expect(judge(given, watch(given, before, empty, 10_000))).toEqual(judge(given, before))
  })
})
