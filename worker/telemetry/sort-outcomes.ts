// Where outcomes belong. What concerns a flag goes to the flag's own system, whatever the sender calls its own: that is where
// the flag's rollout looks for it. Variants that the document does not have are left out, so nobody can fill the telemetry
// objects with names.

import type { Snapshot } from '../../domain/flag/compile-snapshot.ts'
import type { SystemCounts } from '../../protocol/otlp/tally.ts'
import type { OutcomeCounts } from '../../protocol/outcomes.ts'
import type { Access } from '../answer.ts'

export interface Sorted {
  readonly bySystem: ReadonlyMap<string, readonly OutcomeCounts[]>
  /** Counts of flags and variants that the document does not have, or the sender may not see. */
  readonly unknown: number
}

export function sortOutcomes(outcomes: readonly SystemCounts[], snapshot: Snapshot, access: Access): Sorted {
  const bySystem = new Map<string, OutcomeCounts[]>()
  let unknown = 0
  for (const { system, counts } of outcomes) {
    const home = homeOf(system, counts, snapshot, access)
    if (home === undefined) {
      unknown++
      continue
    }
    const listed = bySystem.get(home)
    if (listed === undefined) bySystem.set(home, [counts])
    else listed.push(counts)
  }
  return { bySystem, unknown }
}

function homeOf(
  system: string,
  { flag, variant }: OutcomeCounts,
  snapshot: Snapshot,
  access: Access,
): string | undefined {
  if (flag === null || variant === null) return system
  const known = snapshot.find(flag)
  if (known === undefined || (access === 'client' && !known.clientSide)) return undefined
  if (!Object.hasOwn(known.variants, variant)) return undefined
  return known.settings.system ?? flag
}
