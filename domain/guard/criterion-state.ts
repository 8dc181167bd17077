// The evidence of one criterion in one stage: from a tick to the counts that its test needs, and on to the two processes of
// every criterion, one that speaks for a failure and one that speaks for a pass.

import type { Criterion } from './criterion.ts'
import { dispersionOf, sliceCount } from './dispersion.ts'
import { addTick, type Evidence, type LogRatios, noEvidence } from './evidence.ts'
import { boundOf, bucketOf, countAbove, type LatencyBuckets, mergeBuckets, quantileBucket, totalOf } from './latency.ts'
import { aboveGrid, belowGrid, limitIncrements } from './one-arm.ts'
import type { Tick } from './tick.ts'
import { type ArmCounts, lessGrid, ratioIncrements, worseGrid } from './two-arm.ts'

export interface CriterionState {
  /** Against "it is as good as declared". */
  readonly failure: Evidence
  /** Against "it is so bad that it must not pass". No restarts: whoever passes has been good from the start. */
  readonly pass: LogRatios
  /** Against "failures are more than negligible": passes what never fails, where there is no ratio to speak of. */
  readonly negligible: LogRatios
  /** Cumulative, in what the criterion counts as bad. */
  readonly counts: ArmCounts
  /** The control's latencies of earlier ticks. */
  readonly controlLatency: LatencyBuckets
  /** The control's cumulative failures by slice. */
  readonly controlSlices: readonly number[]
}

/** A ratio that is proven to stay below this passes: a doubling is excluded. */
const provenRatio = 2
/** A conversion ratio that is proven to stay above this passes. */
const provenConversion = 0.75
const moreGrid = [1.1, 1.2, 1.33, 1.5] as const
/** A share of failing users that is proven to be below this passes, whatever the control's. */
const negligibleRate = 0.001

export function newState(criterion: Criterion): CriterionState {
  const { failureGrid, passGrid } = gridsOf(criterion)
  return {
    failure: noEvidence(failureGrid.length),
    pass: passGrid.map(() => 0),
    negligible: belowGrid.map(() => 0),
    counts: { treated: 0, treatedBad: 0, control: 0, controlBad: 0 },
    controlLatency: {},
    controlSlices: new Array(sliceCount).fill(0),
  }
}

function gridsOf({ metric, compare }: Criterion) {
  if (compare === 'limit') return { failureGrid: aboveGrid, passGrid: belowGrid }
  if (metric === 'conversion') return { failureGrid: lessGrid, passGrid: moreGrid }
  return { failureGrid: worseGrid, passGrid: lessGrid }
}

/** `clockMs` is the stage's own clock at the end of the tick. */
export function advance(criterion: Criterion, state: CriterionState, tick: Tick, clockMs: number): CriterionState {
  const counts = countsOf(criterion, state, tick)
  const controlSlices = state.controlSlices.map((errors, i) => errors + (tick.controlSlices?.[i] ?? 0))
  const spread = tick.requests && criterion.metric === 'failures' ? dispersionOf(controlSlices) : 1
  const { failure, pass } = incrementsOf(criterion, counts, spread)
  const isRate = criterion.metric === 'failures'
  const { treated, treatedBad } = counts
  const small = isRate
    ? limitIncrements(treated, treatedBad, belowGrid, negligibleRate, spread)
    : belowGrid.map(() => 0)
  const latency = criterion.metric === 'latency' && criterion.compare === 'baseline' ? tick.control.latency : {}
  return {
    failure: addTick(state.failure, failure, clockMs),
    pass: sum(state.pass, pass),
    negligible: sum(state.negligible, small),
    counts: total(state.counts, counts),
    controlLatency: mergeBuckets(state.controlLatency, latency),
    controlSlices,
  }
}

/** What the criterion counts as bad in a tick; for conversion what it counts as good. */
function countsOf(criterion: Criterion, state: CriterionState, { treated, control }: Tick): ArmCounts {
  if (criterion.metric === 'latency') {
    if (criterion.compare === 'limit') {
      const limit = bucketOf(criterion.belowMs)
      return latencyCounts(treated.latency, limit, control.latency, limit)
    }
    // Judged against what the control was before this tick: a threshold from the same data would follow it.
    const bound = quantileBucket(state.controlLatency, criterion.quantile)
    if (bound === undefined) return { treated: 0, treatedBad: 0, control: 0, controlBad: 0 }
    const tolerated = bucketOf(boundOf(bound) * (1 + criterion.tolerance))
    return latencyCounts(treated.latency, tolerated, control.latency, bound)
  }
  const bad = criterion.metric === 'conversion' ? 'converted' : 'failing'
  return { treated: treated.units, treatedBad: treated[bad], control: control.units, controlBad: control[bad] }
}

function latencyCounts(
  treated: LatencyBuckets,
  treatedBound: number,
  control: LatencyBuckets,
  controlBound: number,
): ArmCounts {
  return {
    treated: totalOf(treated),
    treatedBad: countAbove(treated, treatedBound),
    control: totalOf(control),
    controlBad: countAbove(control, controlBound),
  }
}

interface Increments {
  readonly failure: LogRatios
  readonly pass: LogRatios
}

function incrementsOf(criterion: Criterion, counts: ArmCounts, spread: number): Increments {
  if (criterion.compare === 'limit') {
    const limit = criterion.metric === 'latency' ? 1 - criterion.quantile : criterion.below
    return {
      failure: limitIncrements(counts.treated, counts.treatedBad, aboveGrid, limit, spread),
      pass: limitIncrements(counts.treated, counts.treatedBad, belowGrid, limit, spread),
    }
  }
  if (criterion.metric === 'conversion') {
    return {
      failure: ratioIncrements(counts, lessGrid, 1 - criterion.tolerance, spread),
      pass: ratioIncrements(counts, moreGrid, provenConversion, spread),
    }
  }
  // The tolerance of a latency is in its bound already.
  const tolerated = criterion.metric === 'latency' ? 1 : 1 + criterion.tolerance
  return {
    failure: ratioIncrements(counts, worseGrid, tolerated, spread),
    pass: ratioIncrements(counts, lessGrid, Math.max(provenRatio, tolerated), spread),
  }
}

const sum = (left: LogRatios, right: LogRatios): number[] => left.map((value, i) => value + right[i]!)

const total = (left: ArmCounts, right: ArmCounts): ArmCounts => ({
  treated: left.treated + right.treated,
  treatedBad: left.treatedBad + right.treatedBad,
  control: left.control + right.control,
  controlBad: left.controlBad + right.controlBad,
})
