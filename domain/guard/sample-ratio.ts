// Whether the arms are as large as they should be. A treated share that is not the configured one means that users are lost
// or counted twice on one side, and then no comparison of the arms can be trusted: hold, and tell somebody.
//
// Sequential: the probability of the counts under a flat prior for the share, against the expected share (M. Lindon,
// A. Malek, Anytime-valid inference for multinomial count data, NeurIPS 2022). It may be looked at after every tick.

/** Cumulative units of the stage. */
export interface ArmSizes {
  readonly treated: number
  readonly control: number
}

/** A false alarm in one of a thousand stages: a mismatch stops everything, so it must be sure. */
const alarmAt = 1_000
/** A prior as narrow as this many units around the expected share: small deviations are what goes wrong in practice. */
const priorUnits = 100

/** The evidence against the expected share; 1 means none. */
export function mismatchEvidence({ treated, control }: ArmSizes, expectedShare: number): number {
  if (!(expectedShare > 0 && expectedShare < 1)) return 1
  const [a, b] = [priorUnits * expectedShare, priorUnits * (1 - expectedShare)]
  const marginal = logBeta(a + treated, b + control) - logBeta(a, b)
  const expected = treated * Math.log(expectedShare) + control * Math.log(1 - expectedShare)
  return Math.exp(Math.min(600, marginal - expected))
}

export const isMismatch = (sizes: ArmSizes, expectedShare: number): boolean =>
  mismatchEvidence(sizes, expectedShare) >= alarmAt

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)

/** Stirling's series after lifting the argument above 8; the error is below 1e-10. */
function logGamma(x: number): number {
  let [argument, lifted] = [x, 0]
  while (argument < 8) lifted -= Math.log(argument++)
  const inverse = 1 / (argument * argument)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / argument
  return lifted + (argument - 0.5) * Math.log(argument) - argument + Math.log(2 * Math.PI) / 2 + series
}
