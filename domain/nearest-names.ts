// The known names that an unknown one was probably meant to be, so that a typo in an emergency finds its remedy in the answer.

/** Edits from one text to the other: insert, delete, replace, or swap neighbours (optimal string alignment). */
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

/** Names within a third of the given one's length in edits, nearest first. Capitals do not count. */
export function nearestNames(given: string, names: Iterable<string>, most = 5): string[] {
  const wanted = given.toLowerCase()
  const reach = Math.max(2, Math.ceil(given.length / 3))
  const found: { readonly name: string; readonly distance: number }[] = []
  for (const name of names) {
    const candidate = name.toLowerCase()
    const begins = wanted !== '' && candidate.startsWith(wanted)
    // More letters too many than edits allowed: no need to count them.
    if (!begins && Math.abs(candidate.length - wanted.length) > reach) continue
    const distance = begins ? 0 : editDistance(wanted, candidate)
    if (distance <= reach) found.push({ name, distance })
  }
  found.sort((left, right) => left.distance - right.distance || (left.name < right.name ? -1 : 1))
  return found.slice(0, most).map(({ name }) => name)
}
