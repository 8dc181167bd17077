// When a probe fails a stage: three times in a row, at once and without statistics. One failure may be the network's; three
// within ninety seconds are the endpoint's. Evidence belongs to one stage, so whoever enters a stage begins with `noStreaks`.

import type { ProbeResult } from './probe-result.ts'

export const failuresInARow = 3
/** Runs further apart than this are not in a row: nobody looked in between. */
const maxGapSlots = 4

export interface ProbeStreaks {
  /** The last run that was counted; −1 before the first. */
  readonly slot: number
  /** Failures in a row by the probe's name, for those whose last run failed. */
  readonly failures: Readonly<Record<string, number>>
}

export const noStreaks: ProbeStreaks = { slot: -1, failures: {} }

export interface ProbeVerdict {
  readonly streaks: ProbeStreaks
  /** What to fail the stage with, one sentence for people; null where nothing fails it. */
  readonly failure: string | null
}

/** A run that comes twice, or after a later one, changes nothing. */
export function afterProbes(before: ProbeStreaks, slot: number, results: readonly ProbeResult[]): ProbeVerdict {
  if (slot <= before.slot) return { streaks: before, failure: null }
  const inARow = before.slot >= 0 && slot - before.slot <= maxGapSlots
  const failures: Record<string, number> = Object.create(null)
  for (const { name, failure } of results) {
    if (failure === null) continue
    const earlier = inARow && Object.hasOwn(before.failures, name) ? before.failures[name]! : 0
    failures[name] = earlier + 1
  }
  const worst = results.find(({ name }) => (failures[name] ?? 0) >= failuresInARow)
  return {
    streaks: { slot, failures: { ...failures } },
    failure:
      worst === undefined
        ? null
        : `probe ${worst.name} failed ${failures[worst.name]} times in a row: ${worst.failure}`,
  }
}
