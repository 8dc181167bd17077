// How much wider than binomial the errors of requests spread: one user who retries four times fails four times. Units that
// are counted once need none of this. The control's errors are counted in slices of its users; independent failures would
// give them a variance as large as their mean.

/** Slices that users are spread over by hash. */
export const sliceCount = 32
/** Until slices have this many errors on average, nothing is known of their spread. */
const enoughPerSlice = 3
/** What is assumed until then. */
const assumed = 3
/** A variance estimated from few slices is uncertain: some more than the estimate. */
const caution = 1.25

/** φ ≥ 1 from the control's cumulative errors by slice. */
export function dispersionOf(errorsBySlice: readonly number[]): number {
  const mean = errorsBySlice.reduce((sum, errors) => sum + errors, 0) / sliceCount
  const padded = Array.from({ length: sliceCount }, (_, i) => errorsBySlice[i] ?? 0)
  const variance = padded.reduce((sum, errors) => sum + (errors - mean) ** 2, 0) / (sliceCount - 1)
  const estimate = mean === 0 ? 1 : Math.max(1, (caution * variance) / mean)
  return mean < enoughPerSlice ? Math.max(assumed, estimate) : estimate
}
