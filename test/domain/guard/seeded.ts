// Chance that repeats itself: the same seed, the same traffic.

export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** How many of `units` are hit, each with a chance of its own. */
export function hits(random: () => number, units: number, rate: number): number {
  let count = 0
  for (let i = 0; i < units; i++) if (random() < rate) count++
  return count
}
