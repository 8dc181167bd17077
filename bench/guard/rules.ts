// Rules that decide on the same traffic: the shipped guard, and what is in use elsewhere. Each is asked after every tick
// whether it would revert now.

import type { Criterion } from '../../domain/guard/criterion.ts'
import { type GuardRules, judge, newGuard, watch } from '../../domain/guard/stage-guard.ts'
import type { Tick } from '../../domain/guard/tick.ts'

export interface Rule {
  readonly name: string
  /** A fresh judge of one rollout. `usualRate` is what the service failed at before it. */
  begin(usualRate: number): (tick: Tick, atSeconds: number) => boolean
}

const criteria: readonly Criterion[] = [
  { id: 'failures', metric: 'failures', compare: 'baseline', tolerance: 0.1, proof: 'strict', minUnits: 100 },
  { id: 'p95', metric: 'latency', compare: 'baseline', quantile: 0.95, tolerance: 0.1, proof: 'noHarm', minUnits: 0 },
  { id: 'conversion', metric: 'conversion', compare: 'baseline', tolerance: 0.1, proof: 'noHarm', minUnits: 0 },
]

/** Five stages, 8 h in all and as much again on hold: 96 restarts. */
const guardRules: GuardRules = { criteria, weights: { stages: 5, restarts: 96 }, alpha: 0.01, expectedShare: null }

export const fuseboard: Rule = {
  name: 'fuseboard',
  begin() {
    let state = newGuard(criteria)
    return (tick, atSeconds) => {
      state = watch(guardRules, state, tick, atSeconds * 1000)
      return judge(guardRules, state).verdict === 'FAIL'
    }
  },
}

/** The treated failed more than twice as often as usual during the last 60 s. */
export const threshold: Rule = {
  name: 'threshold: > 2× for 60 s',
  begin(usualRate) {
    const recent: { atSeconds: number; units: number; failing: number }[] = []
    return ({ treated: { units, failing } }, atSeconds) => {
      recent.push({ atSeconds, units, failing })
      while (recent[0]!.atSeconds <= atSeconds - 60) recent.shift()
      if (atSeconds < 60) return false
      const sum = recent.reduce((all, one) => ({ n: all.n + one.units, x: all.x + one.failing }), { n: 0, x: 0 })
      return sum.n > 0 && sum.x / sum.n > 2 * usualRate
    }
  },
}

/** Every minute the success rate is checked against 99 %; the fifth failed check reverts. */
export const failedChecks: Rule = {
  name: 'Flagger-style: five failed checks of 99 %',
  begin() {
    let [units, failing, nextCheck, failedCount] = [0, 0, 60, 0]
    return ({ treated }, atSeconds) => {
      units += treated.units
      failing += treated.failing
      if (atSeconds < nextCheck) return false
      if (units > 0 && failing / units > 0.01) failedCount++
      nextCheck += 60
      units = 0
      failing = 0
      return failedCount >= 5
    }
  },
}

/** One-sided test of two proportions at 1 %, repeated after every tick. */
export const repeatedTest: Rule = {
  name: 'z-test after every tick, p < 1 %',
  begin() {
    let [n, x, m, y] = [0, 0, 0, 0]
    return ({ treated, control }) => {
      n += treated.units
      x += treated.failing
      m += control.units
      y += control.failing
      const pooled = (x + y) / (n + m)
      const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
      return x + y >= 10 && error > 0 && (x / n - y / m) / error > 2.326
    }
  },
}

export const rules: readonly Rule[] = [fuseboard, threshold, failedChecks, repeatedTest]
