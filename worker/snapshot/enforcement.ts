// Kills and lowerings, laid over a compiled snapshot once per change, so that a request only looks up a byte.

import type { CompiledFlag } from '../../domain/flag/compile-flag.ts'
import type { Snapshot } from '../../domain/flag/compile-snapshot.ts'
import type { Feed, FeedPosition } from '../../protocol/feed.ts'

export const mark = { none: 0, killed: 1, lowered: 2 } as const

/** One mark per flag, by index. */
export type Marks = Uint8Array

/**
 * `at` is the feed position that the snapshot belongs to: newer lowerings are not in it yet. After a restore the seq
 * counts on from an older one, so of a later epoch every lowering is newer.
 */
export function marksOf(snapshot: Snapshot, feed: Feed | undefined, at: FeedPosition): Marks {
  const marks = new Uint8Array(snapshot.flags.length)
  if (feed === undefined) return marks
  for (const [key, seq] of Object.entries(feed.lowered)) {
    const flag = snapshot.find(key)
    if (flag !== undefined && (seq > at.seq || feed.epoch > at.epoch)) marks[flag.index] = mark.lowered
  }
  const flags = new Set<string>()
  const systems = new Set<string>()
  for (const { target } of feed.kills) {
    if ('all' in target) return marks.fill(mark.killed)
    if ('flag' in target) flags.add(target.flag)
    else systems.add(target.system)
  }
  if (flags.size + systems.size === 0) return marks
  for (const flag of snapshot.flags) if (isKilled(flag, flags, systems)) marks[flag.index] = mark.killed
  return marks
}

function isKilled(flag: CompiledFlag, flags: ReadonlySet<string>, systems: ReadonlySet<string>): boolean {
  return flags.has(flag.key) || (flag.settings.system !== undefined && systems.has(flag.settings.system))
}
