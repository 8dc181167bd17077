// The names that a mistyped one was probably meant to be.

/** Edits from one text to the other: insert, delete, replace, or swap neighbours. */
export function editDistance(left: string, right: string): number {
  const a = [...left]
  const b = [...right]
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const replaced = previous[column - 1]! + (same ? 0 : 1)
      let least = Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1)
      const swaps = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swaps) least = Math.min(least, beforePrevious[column - 2]! + 1)
      current.push(least)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.length]!
}

/** Names within a third of the given one's length in edits, nearest first. */
export function nearestNames(given: string, names: readonly string[], most = 3): string[] {
  const reach = Math.max(2, Math.ceil(given.length / 3))
  return names
    .map((name) => ({ name, distance: name.startsWith(given) ? 0 : editDistance(given, name) }))
    .filter(({ distance }) => distance <= reach)
    .sort((left, right) => left.distance - right.distance || left.name.localeCompare(right.name))
    .slice(0, most)
    .map(({ name }) => name)
}
