// The known names nearest to an unknown one, so that a typo in an emergency finds its remedy in the answer.

const most = 5

/** Nearest first. Names that share nothing with it are left out. */
export function nearestNames(name: string, known: Iterable<string>): string[] {
  const wanted = name.toLowerCase()
  const found: { readonly name: string; readonly distance: number }[] = []
  for (const candidate of known) {
    const limit = Math.max(2, Math.ceil(Math.max(wanted.length, candidate.length) / 2))
    const distance = editDistance(wanted, candidate.toLowerCase(), limit)
    if (distance <= limit) found.push({ name: candidate, distance })
  }
  found.sort((left, right) => left.distance - right.distance || (left.name < right.name ? -1 : 1))
  return found.slice(0, most).map((one) => one.name)
}

/** Levenshtein's distance; anything beyond the limit is told as more than the limit. */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1
  let above = Uint16Array.from({ length: right.length + 1 }, (_, j) => j)
  let row = new Uint16Array(right.length + 1)
  for (let i = 1; i <= left.length; i++) {
    row[0] = i
    let least = i
    for (let j = 1; j <= right.length; j++) {
      const swap = above[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1)
      row[j] = Math.min(swap, above[j]! + 1, row[j - 1]! + 1)
      least = Math.min(least, row[j]!)
    }
    if (least > limit) return limit + 1
    ;[above, row] = [row, above]
  }
  return Math.min(above[right.length]!, limit + 1)
}
