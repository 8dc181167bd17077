// Bounds of a share that was seen in some units: Wilson's score interval (E. B. Wilson 1927, JASA 22:209–212). It needs no
// failures to say something, and stays within 0 and 1.

/** 99 % of a normal distribution lie below it. */
const z = 2.326_347_87

function boundsOf(units: number, failing: number, spread: number): { middle: number; half: number; whole: number } {
  const n = units / spread
  const share = failing / units
  return {
    middle: share + (z * z) / (2 * n),
    half: z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n)),
    whole: 1 + (z * z) / n,
  }
}

/**
 * One-sided upper 99 % bound. Of n ≥ 20 units without a failure it is z²/(n + z²), somewhat above the exact 1 − 0.01^(1/n), the
 * safe side. `spread` makes n smaller: of failures that come in clumps there are fewer than it seems.
 */
export function upperBound(units: number, failing: number, spread = 1): number {
  if (units <= 0) return 1
  const { middle, half, whole } = boundsOf(units, failing, spread)
  return Math.min(1, (middle + half) / whole)
}

/** One-sided lower 99 % bound; 0 without units. */
export function lowerBound(units: number, failing: number, spread = 1): number {
  if (units <= 0) return 0
  const { middle, half, whole } = boundsOf(units, failing, spread)
  return Math.max(0, (middle - half) / whole)
}
