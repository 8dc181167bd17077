// What a system failed at in the hour before a change, and how bad it has to become before anybody may say that it broke.
// Where too little is known of that hour nothing can be said, and the reason stands in `obstacle`: silence is no alarm.

import { dispersionOf } from '../guard/dispersion.ts'
import { upperBound } from '../guard/wilson.ts'

/** What was counted of a system as a whole. */
export interface SystemCounts {
  readonly units: number
  readonly failing: number
  /** Whether units are requests, of which one user may make many. */
  readonly requests?: boolean
  /** Failing units by slice of the users, for the spread; only requests need it. */
  readonly slices?: readonly number[]
}

export interface Baseline {
  readonly units: number
  readonly failing: number
  /** Share that failed; 0 without units. */
  readonly rate: number
  /** Upper 99 % bound of that share. */
  readonly bound: number
  /** How much worse an hour of this system may be than the one before: θ0. */
  readonly tolerated: number
  /** θ0 · bound: what a rate has to be proven to exceed. */
  readonly limit: number
  /** How much wider than binomial its failures spread: φ ≥ 1. */
  readonly spread: number
  readonly slices: readonly number[]
  /** Why no alarm can come of it; null where one can. */
  readonly obstacle: string | null
}

/** Below this Wilson's bound is too low for what never failed. */
const fewestUnits = 20
/** A limit this high leaves no room for a rate that exceeds it. */
const maxLimit = 0.9
/** Twice as much would be more than everything. */
const maxRate = 0.5

export const spreadOf = ({ requests = false, slices = [] }: Partial<SystemCounts>): number =>
  requests ? dispersionOf(slices) : 1

export function baselineOf(counts: SystemCounts, tolerated: number): Baseline {
  const { units, failing, slices = [] } = counts
  const spread = spreadOf(counts)
  const rate = units === 0 ? 0 : failing / units
  const bound = upperBound(units, failing, spread)
  const limit = tolerated * bound
  const obstacle = obstacleOf(units, rate, units < fewestUnits * spread || limit >= maxLimit)
  return { units, failing, rate, bound, tolerated, limit, spread, slices, obstacle }
}

function obstacleOf(units: number, rate: number, isTooFew: boolean): string | null {
  if (units === 0) return 'nothing was heard of it in the hour before the change: there is nothing to compare with'
  if (rate >= maxRate) return `it failed ${percent(rate)} in the hour before already: that cannot double`
  return isTooFew ? `it had ${units} units in the hour before: too few to tell a failure of all from chance` : null
}

const percent = (share: number): string => `${Math.round(share * 100)} %`
