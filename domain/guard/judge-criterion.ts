// From a criterion's evidence to its verdict, with the numbers behind it. Nothing advances on HOLD.

import type { Criterion, Verdict } from './criterion.ts'
import type { CriterionState } from './criterion-state.ts'
import { evidenceValue, meanRatio, type Weights } from './evidence.ts'
import type { ArmCounts } from './two-arm.ts'

/** Evidence that proves a criterion: the chance of proving it wrongly is at most one in twenty. */
export const provenAt = 20

export interface Judgement {
  readonly id: string
  readonly verdict: Verdict
  /** Evidence of a failure, and what it is compared with: it fails when `failure` reaches `failAt`. */
  readonly failure: number
  readonly failAt: number
  /** Evidence for a pass; it is proven at `provenAt`. */
  readonly pass: number
  readonly counts: ArmCounts
  /** What was measured: a ratio to the control, or a rate. Null while it cannot be said. */
  readonly estimate: number | null
  /** One sentence for people. */
  readonly why: string
}

/** @param failAt M/α: criteria of the policy, divided by the tolerated chance of a false revert. */
export function judgeCriterion(
  criterion: Criterion,
  state: CriterionState,
  weights: Weights,
  failAt: number,
): Judgement {
  const { counts } = state
  const failure = evidenceValue(state.failure, weights)
  const pass = Math.max(meanRatio(state.pass), criterion.compare === 'baseline' ? meanRatio(state.negligible) : 0)
  const estimate = estimateOf(criterion, counts)
  const told = (verdict: Verdict, why: string): Judgement => {
    return { id: criterion.id, verdict, failure, failAt, pass, counts, estimate, why }
  }
  if (failure >= failAt) return told('FAIL', `evidence of harm ${shown(failure)} reached ${shown(failAt)}`)
  if (counts.treated < criterion.minUnits) {
    return told('HOLD', `${counts.treated} of ${criterion.minUnits} treated units were seen`)
  }
  if (criterion.proof === 'strict') {
    if (pass >= provenAt) return told('PASS', `proven with evidence ${shown(pass)}, ${provenAt} is enough`)
    return told('HOLD', `evidence ${shown(pass)} of ${provenAt}: not enough data yet`)
  }
  if (estimate === null) return told('HOLD', 'nothing to compare with was seen yet')
  return satisfies(criterion, estimate)
    ? told('PASS', `${counts.treated} units were seen and show no harm`)
    : told('HOLD', `the estimate ${shown(estimate)} does not satisfy it, though harm is not proven`)
}

function estimateOf({ metric, compare }: Criterion, counts: ArmCounts): number | null {
  const { treated, treatedBad, control, controlBad } = counts
  if (treated === 0) return null
  if (compare === 'limit') return treatedBad / treated
  if (control === 0) return null
  if (controlBad === 0) return treatedBad === 0 ? 1 : metric === 'conversion' ? 1 : Number.MAX_VALUE
  return treatedBad / treated / (controlBad / control)
}

function satisfies(criterion: Criterion, estimate: number): boolean {
  if (criterion.metric === 'conversion') return estimate >= 1 - criterion.tolerance
  if (criterion.compare === 'limit') {
    return criterion.metric === 'latency' ? estimate < 1 - criterion.quantile : estimate < criterion.below
  }
  return estimate <= (criterion.metric === 'latency' ? 1 : 1 + criterion.tolerance)
}

const shown = (value: number): string => (value >= 1e6 ? value.toExponential(1) : String(Math.round(value * 100) / 100))
