// How far a failure reaches: the systems themselves and, through any number of steps, all that depend on them.

export interface Dependent {
  readonly id: string
  readonly dependsOn: readonly string[]
}

/**
 * The reverse dependency closure, sorted. Systems that nobody has mapped are in it alone.
 *
 * @example blastRadius(['payments'], [{ id: 'checkout', dependsOn: ['payments'] }]) // ['checkout', 'payments']
 */
export function blastRadius(systems: readonly string[], map: readonly Dependent[]): readonly string[] {
  const dependents = new Map<string, string[]>()
  for (const { id, dependsOn } of map) {
    for (const on of dependsOn) dependents.set(on, [...(dependents.get(on) ?? []), id])
  }
  const reached = new Set<string>()
  const waiting = [...systems]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue
    reached.add(next)
    waiting.push(...(dependents.get(next) ?? []))
  }
  return [...reached].sort()
}
