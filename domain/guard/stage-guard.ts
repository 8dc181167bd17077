// The guard of one stage: all its criteria over the same ticks, and one verdict. Evidence belongs to one stage of one attempt
// of one version; whoever starts a stage starts from nothing.

import type { Criterion, Verdict } from './criterion.ts'
import { advance, type CriterionState, newState } from './criterion-state.ts'
import type { Weights } from './evidence.ts'
import { type Judgement, judgeCriterion } from './judge-criterion.ts'
import { type ArmSizes, isMismatch, mismatchEvidence } from './sample-ratio.ts'
import type { Tick } from './tick.ts'

export interface GuardState {
  readonly criteria: readonly CriterionState[]
  readonly sizes: ArmSizes
}

export interface GuardRules {
  readonly criteria: readonly Criterion[]
  readonly weights: Weights
  /** Tolerated chance of a false revert of the whole rollout. */
  readonly alpha: number
  /** The configured share of the treated among the compared units; null where there is none, as for an audience. */
  readonly expectedShare: number | null
}

export interface StageVerdict {
  readonly verdict: Verdict
  readonly judgements: readonly Judgement[]
  /** Evidence that the arms are not as large as configured; a verdict is then HOLD. */
  readonly mismatch: number
  readonly mismatched: boolean
}

export const newGuard = (criteria: readonly Criterion[]): GuardState => ({
  criteria: criteria.map(newState),
  sizes: { treated: 0, control: 0 },
})

export function watch({ criteria }: GuardRules, state: GuardState, tick: Tick, clockMs: number): GuardState {
  const { treated, control } = state.sizes
  return {
    criteria: criteria.map((criterion, i) => advance(criterion, state.criteria[i]!, tick, clockMs)),
    sizes: { treated: treated + tick.treated.units, control: control + tick.control.units },
  }
}

export function judge({ criteria, weights, alpha, expectedShare }: GuardRules, state: GuardState): StageVerdict {
  const failAt = criteria.length / alpha
  const judgements = criteria.map((criterion, i) => judgeCriterion(criterion, state.criteria[i]!, weights, failAt))
  const mismatch = expectedShare === null ? 1 : mismatchEvidence(state.sizes, expectedShare)
  const mismatched = expectedShare !== null && isMismatch(state.sizes, expectedShare)
  return { verdict: mismatched ? heldBy(judgements) : verdictOf(judgements), judgements, mismatch, mismatched }
}

/** Arms that do not fit prove no health, but harm that is proven stays harm. */
const heldBy = (judgements: readonly Judgement[]): Verdict =>
  judgements.some(({ verdict }) => verdict === 'FAIL') ? 'FAIL' : 'HOLD'

function verdictOf(judgements: readonly Judgement[]): Verdict {
  if (judgements.some(({ verdict }) => verdict === 'FAIL')) return 'FAIL'
  return judgements.length > 0 && judgements.every(({ verdict }) => verdict === 'PASS') ? 'PASS' : 'HOLD'
}
