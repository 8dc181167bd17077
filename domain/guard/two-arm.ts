// The treated arm against the concurrent control. Given how many units failed in both, the number among the treated is
// binomial; its share under a rate ratio θ is ρ(θ) = θq / (θq + 1 − q), where q is the treated share of the units. What hits
// both arms alike (an outage of something shared, the hour of the day) cancels out.
//
// Where units fail often, the count is hypergeometric, which is less spread than binomial: the process then errs on the side
// of too little evidence (W. Hoeffding, Probability inequalities for sums of bounded random variables, 1963, section 6).

import type { LogRatios } from './evidence.ts'

/** One tick, in units (users, sessions) that are counted once each. */
export interface ArmCounts {
  readonly treated: number
  readonly treatedBad: number
  readonly control: number
  readonly controlBad: number
}

/** Alternatives as multiples of the tolerated ratio, for "worse is more". */
export const worseGrid = [1.2, 1.5, 2, 3, 5, 10, 30, 100] as const
/** For "worse is less", and for proving that a ratio stays below a bound. */
export const lessGrid = [0.85, 0.75, 0.6, 0.4, 0.2, 0.05] as const

/**
 * Log likelihood ratios of a tick, for each `g` of the grid the ratio θ0·g against the boundary θ0.
 * @param dispersion φ ≥ 1: how much wider than binomial the counts spread; 1 for units counted once.
 */
export function ratioIncrements(
  { treated, treatedBad, control, controlBad }: ArmCounts,
  grid: readonly number[],
  tolerated: number,
  dispersion = 1,
): LogRatios {
  const share = treated / (treated + control)
  if (!(share > 0 && share < 1)) return grid.map(() => 0)
  const atBound = treatedShare(tolerated, share)
  return grid.map((factor) => {
    const alternative = treatedShare(tolerated * factor, share)
    const log = treatedBad * Math.log(alternative / atBound) + controlBad * Math.log((1 - alternative) / (1 - atBound))
    return log / dispersion
  })
}

/** The share of the bad units that are treated, where the treated fail `ratio` times as often. */
const treatedShare = (ratio: number, share: number): number => (ratio * share) / (ratio * share + 1 - share)
