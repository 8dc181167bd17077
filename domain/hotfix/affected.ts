// What a change can break: the components whose files changed, and all that depend on them through any number of steps. A file
// that nobody has mapped, or that several claim, can break anything.

import { claimants, type MatchesPath } from './scope.ts'

/** A system of the map, as far as the choice of tests looks at it. */
export interface Component {
  readonly id: string
  readonly paths: readonly string[]
  readonly dependsOn: readonly string[]
  readonly critical: boolean
  /** Globs of its tests; absent, tests are its own that lie in its paths. */
  readonly tests?: readonly string[]
}

export interface AffectedComponent {
  readonly id: string
  readonly critical: boolean
  /** What it depends on and is affected through; null where its own files changed. */
  readonly through: string | null
  /** Its own changed files; empty where it is affected through another. */
  readonly files: readonly string[]
}

export interface Affected {
  /** Those whose files changed first, each other one after the one it is affected through. */
  readonly components: readonly AffectedComponent[]
  /** Changed files that no component claims. */
  readonly unmapped: readonly string[]
  /** Changed files that several claim. */
  readonly shared: readonly { readonly path: string; readonly components: readonly string[] }[]
}

export function findAffected(
  changed: readonly string[],
  components: readonly Component[],
  matches: MatchesPath,
): Affected {
  const claimed = changed.map((path) => ({ path, components: claimants(path, components, matches) }))
  const filesOf = new Map<string, string[]>()
  for (const { path, components: ids } of claimed) {
    for (const id of ids) filesOf.set(id, [...(filesOf.get(id) ?? []), path])
  }
  return {
    components: reach(filesOf, components),
    unmapped: claimed.filter(({ components: ids }) => ids.length === 0).map(({ path }) => path),
    shared: claimed.filter(({ components: ids }) => ids.length > 1),
  }
}

/** Breadth first, so that each is affected through the shortest way. Circles end by themselves. */
function reach(filesOf: ReadonlyMap<string, readonly string[]>, components: readonly Component[]): AffectedComponent[] {
  const found = new Map<string, AffectedComponent>()
  const sorted = [...components].sort((left, right) => (left.id < right.id ? -1 : 1))
  for (const { id, critical } of sorted) {
    const files = filesOf.get(id)
    if (files !== undefined) found.set(id, { id, critical, through: null, files })
  }
  for (const { id: through } of found.values()) {
    for (const { id, critical, dependsOn } of sorted) {
      if (!found.has(id) && dependsOn.includes(through)) found.set(id, { id, critical, through, files: [] })
    }
  }
  return [...found.values()]
}
