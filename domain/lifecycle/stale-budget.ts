// How many stale flags an owner may have.

/** Where the deployment says nothing else. */
export const defaultStaleBudget = 5

export interface OwnedFlag {
  /** Null for a flag that names none. */
  readonly owner: string | null
  readonly isStale: boolean
}

export interface OwnerStale {
  /** "" for flags that name none. */
  readonly owner: string
  readonly flags: number
  readonly stale: number
  /** Whether more of them are stale than an owner may have. */
  readonly over: boolean
}

/** Per owner, by name. */
export function staleBudget(flags: Iterable<OwnedFlag>, budget: number): OwnerStale[] {
  const owners = new Map<string, { flags: number; stale: number }>()
  for (const { owner, isStale } of flags) {
    const name = owner ?? ''
    const counts = owners.get(name) ?? { flags: 0, stale: 0 }
    owners.set(name, { flags: counts.flags + 1, stale: counts.stale + Number(isStale) })
  }
  return [...owners]
    .map(([owner, { flags, stale }]) => ({ owner, flags, stale, over: stale > budget }))
    .sort((left, right) => (left.owner < right.owner ? -1 : 1))
}
