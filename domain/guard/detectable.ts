// What a stage can see, said before it starts: with little traffic a doubling of the errors stays invisible, and it is better
// to know that beforehand than to take silence for health.

/** Treated failures that a doubling takes to be proven, at the thresholds of an ordinary rollout. */
const failuresNeeded = 75
/** Failures a second below which waiting is pointless. */
const hopeless = 0.01

export interface Detectable {
  /** Expected seconds until a doubling is proven; null where it cannot be within the stage. */
  readonly doublingSeconds: number | null
  /** One sentence for people. */
  readonly statement: string
}

/**
 * @param treatedPerSecond treated units a second in the stage
 * @param baselineRate share of the control's units that fail
 */
export function detectable(treatedPerSecond: number, baselineRate: number, stageSeconds: number): Detectable {
  const failuresPerSecond = treatedPerSecond * baselineRate
  const seconds = Math.round(failuresNeeded / (2 * failuresPerSecond))
  if (!(failuresPerSecond >= hopeless) || seconds > stageSeconds) {
    return { doublingSeconds: null, statement: 'a doubling is not detectable in this stage' }
  }
  return { doublingSeconds: seconds, statement: `a doubling shows after about ${spoken(seconds)}` }
}

const spoken = (seconds: number): string => {
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`
}
