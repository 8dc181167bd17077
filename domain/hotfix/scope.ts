// The scope guard of hotfixes: a change that reaches outside the components that it declared is not the small fix that was
// reviewed. Names each file, and whose it is.

export interface Claim {
  readonly id: string
  /** Globs of the paths in the repository. */
  readonly paths: readonly string[]
}

export type MatchesPath = (glob: string, path: string) => boolean

/** The systems that claim a path, sorted. */
export const claimants = (path: string, systems: readonly Claim[], matches: MatchesPath): string[] =>
  systems
    .filter(({ paths }) => paths.some((glob) => matches(glob, path)))
    .map(({ id }) => id)
    .sort()

export interface OutOfScope {
  readonly path: string
  /** Whose it is; empty where no system claims it. */
  readonly systems: readonly string[]
}

/** Files that no declared component claims, in the order in which they came. */
export function outOfScope(
  files: readonly string[],
  components: readonly string[],
  systems: readonly Claim[],
  matches: MatchesPath,
): readonly OutOfScope[] {
  return files
    .map((path) => ({ path, systems: claimants(path, systems, matches) }))
    .filter((file) => !file.systems.some((id) => components.includes(id)))
}

/** For `missing`: the file, whose it is, and what to do. */
export const renderOutOfScope = ({ path, systems }: OutOfScope): string =>
  systems.length === 0
    ? `${path} inside a declared component: it belongs to no system; leave it out, or add it to the paths of a component`
    : `${path} inside a declared component: it belongs to ${systems.join(', ')}; leave it out, or open a hotfix that declares that`
