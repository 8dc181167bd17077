// Whether systems that broke are a cascade, and which changes of the last hour may have brought it: those whose reach, the
// systems that depend on theirs, meets what broke. One system alone is never a cascade: its own rollouts guard it.

import { blastRadius, type Dependent } from '../incident/blast-radius.ts'
import { watchedMs } from './system-watch.ts'

/** So many systems are a cascade. */
const fewest = 2

export interface AlarmedSystem {
  readonly system: string
  /** Unix milliseconds. */
  readonly atMs: number
}

/** A change that gave somebody something. */
export interface Suspectable {
  /** Unix milliseconds. */
  readonly atMs: number
  /** Absent where nobody said what it belongs to. */
  readonly system?: string
}

export interface Suspect<C extends Suspectable> {
  readonly change: C
  /** All that a failure of its system can reach; empty where its system is not known. */
  readonly reaches: readonly string[]
  /** Of those, what broke after it. */
  readonly explains: readonly string[]
}

export interface Cascade<C extends Suspectable> {
  /** Sorted. */
  readonly systems: readonly string[]
  /** The most recent first; of one moment, the one that explains most, then the one that reaches furthest. */
  readonly suspects: readonly Suspect<C>[]
}

/**
 * Null where it is none. A change without a system is suspected only where something broke that no other change explains: it
 * may have done it, and nothing else did.
 */
export function decideCascade<C extends Suspectable>(
  alarms: readonly AlarmedSystem[],
  changes: readonly C[],
  map: readonly Dependent[],
  nowMs: number,
): Cascade<C> | null {
  const broken = alarms.filter(({ atMs }) => atMs > nowMs - watchedMs)
  const systems = [...new Set(broken.map(({ system }) => system))].sort()
  if (systems.length < fewest) return null
  const young = changes.filter(({ atMs }) => atMs > nowMs - watchedMs)
  const placed = young.filter(({ system }) => system !== undefined).map((change) => suspectOf(change, broken, map))
  const explained = new Set(placed.flatMap(({ explains }) => explains))
  const open = broken.filter(({ system }) => !explained.has(system))
  const placeless = young
    .filter(({ system }) => system === undefined)
    .map((change) => ({ change, reaches: [], explains: after(change, open) }))
  const suspects = [...placed, ...placeless].filter(({ explains }) => explains.length > 0)
  return { systems, suspects: suspects.sort(byLikelihood) }
}

function suspectOf<C extends Suspectable>(
  change: C,
  broken: readonly AlarmedSystem[],
  map: readonly Dependent[],
): Suspect<C> {
  const reaches = blastRadius([change.system as string], map)
  const met = broken.filter(({ system }) => reaches.includes(system))
  return { change, reaches, explains: after(change, met) }
}

/** What broke before a change was not broken by it. */
const after = ({ atMs }: Suspectable, broken: readonly AlarmedSystem[]): string[] =>
  broken
    .filter((one) => one.atMs >= atMs)
    .map(({ system }) => system)
    .sort()

const byLikelihood = (left: Suspect<Suspectable>, right: Suspect<Suspectable>): number =>
  right.change.atMs - left.change.atMs ||
  right.explains.length - left.explains.length ||
  right.reaches.length - left.reaches.length

/** SEV1 where a critical system broke, or three did. */
export function severityOf(
  systems: readonly string[],
  map: readonly { readonly id: string; readonly critical: boolean }[],
): 1 | 2 {
  const critical = map.some(({ id, critical: isCritical }) => isCritical && systems.includes(id))
  return critical || systems.length > fewest ? 1 : 2
}
