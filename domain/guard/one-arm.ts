// The treated arm against a fixed limit L of its rate: "fewer than 2 % fail". Two processes, one against "the rate is L or
// more", whose evidence is a pass, and one against "the rate is L or less", whose evidence is a failure. The alternatives
// are rates f·L.

import type { LogRatios } from './evidence.ts'

/** Multiples of the limit that speak for a pass. */
export const belowGrid = [0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8] as const
/** Multiples of the limit that speak for a failure. */
export const aboveGrid = [1.2, 1.5, 2, 3, 5, 10, 30] as const

/** A rate of 1 would make a single good unit impossible. */
const maxRate = 0.999

/** Log likelihood ratios of a tick with `units`, of which `bad` are bad, for each rate f·limit against the limit. */
export function limitIncrements(
  units: number,
  bad: number,
  grid: readonly number[],
  limit: number,
  dispersion = 1,
): LogRatios {
  const bound = Math.min(maxRate, limit)
  return grid.map((factor) => {
    const rate = Math.min(maxRate, limit * factor)
    const log = bad * Math.log(rate / bound) + (units - bad) * Math.log((1 - rate) / (1 - bound))
    return log / dispersion
  })
}
