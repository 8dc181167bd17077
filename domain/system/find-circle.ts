// Circles among dependencies. Pure.

interface Node {
  readonly id: string
  readonly dependsOn: readonly string[]
}

/** The way from a system back to itself, its name at both ends; undefined where there is none. */
export function findCircle(systems: readonly Node[], from: string): string[] | undefined {
  const dependencies = new Map(systems.map(({ id, dependsOn }) => [id, dependsOn]))
  const seen = new Set<string>()
  const open: string[][] = [[from]]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const next of dependencies.get(path.at(-1)!) ?? []) {
      if (next === from) return [...path, next]
      if (seen.has(next)) continue
      seen.add(next)
      open.push([...path, next])
    }
  }
  return undefined
}
