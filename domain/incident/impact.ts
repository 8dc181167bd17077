// What an incident cost, measured: users that failed beyond those that usually do.

export interface SystemImpact {
  readonly system: string
  readonly units: number
  readonly failing: number
  /** Share that failed in the day before; null where nothing is known of it. */
  readonly usualRate: number | null
}

/** Users that failed because of it, as far as can be told: never below none. */
export const excessFailures = ({ units, failing, usualRate }: SystemImpact): number =>
  Math.max(0, Math.round(failing - units * (usualRate ?? 0)))

const percent = (share: number): string => `${(share * 100).toPrecision(2)} %`

/** @example '1,204 of 8,310 failed (14 %, usually 0.50 %): about 1,162 more than usual' */
export function describeImpact(impact: SystemImpact): string {
  const { units, failing, usualRate } = impact
  const number = (value: number): string => value.toLocaleString('en-GB')
  if (units === 0) return 'nothing was heard of it, so nothing can be said'
  const usually = usualRate === null ? 'what is usual is not known' : `usually ${percent(usualRate)}`
  const more = usualRate === null ? '' : `: about ${number(excessFailures(impact))} more than usual`
  return `${number(failing)} of ${number(units)} failed (${percent(failing / units)}, ${usually})${more}`
}
