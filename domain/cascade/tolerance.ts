// How much a system's rate of failures changes from one hour to the next by itself: θ0. A system that swings is given more
// room before it counts as broken, and so is one that is not known yet.

/** Failures of a system in one hour. */
export interface SystemHour {
  /** Hours since 1970. */
  readonly hour: number
  readonly units: number
  readonly failing: number
}

/** No system is held to less than this. */
export const leastTolerated = 1.3
/** Until enough of its hours are known. */
export const cautiousTolerated = 2
/** With fewer failures an hour, chance moves the ratio more than the system does. */
const enoughFailing = 20
/** Ratios that have to be known. */
const enoughRatios = 24

/**
 * max(1.3, 99th percentile of the ratios of consecutive hours), of up to 15 days. Rounded down to a known ratio, so that the
 * one outage of a quiet week is not taken for its manner.
 *
 * @example toleratedRatio([]) // 2
 */
export function toleratedRatio(hours: readonly SystemHour[]): number {
  const byHour = new Map(hours.map((one) => [one.hour, one]))
  const ratios = hours.flatMap((later) => {
    const earlier = byHour.get(later.hour - 1)
    if (earlier === undefined || Math.min(earlier.failing, later.failing) < enoughFailing) return []
    return [later.failing / later.units / (earlier.failing / earlier.units)]
  })
  if (ratios.length < enoughRatios) return cautiousTolerated
  ratios.sort((left, right) => left - right)
  return Math.max(leastTolerated, ratios[Math.floor(0.99 * (ratios.length - 1))]!)
}
