// The 64 KB of a feed, shared out so that nothing can ever crowd out a kill. Kills have their own half, whose last part is
// for the selectors that cut more than one flag; lowered flags have the other half. With everything killed only that one
// selector travels, so "everything" always fits.

import type { FeedKill, KillTarget } from '../../protocol/feed.ts'
import { maxFeedBytes } from '../../protocol/feed.ts'

const envelopeBytes = 1024
const maxKillBytes = 32 * 1024
/** Kept free by kills of single flags. */
const systemReserveBytes = 2 * 1024
export const maxLoweredBytes = maxFeedBytes - maxKillBytes - envelopeBytes

/** Kills as they travel: what another one implies stays at home. */
export function effectiveKills(inForce: readonly FeedKill[]): readonly FeedKill[] {
  const everything = inForce.find(({ target }) => 'all' in target)
  return everything === undefined ? inForce : [everything]
}

/** Whether one more kill fits, beside all others that are in force. */
export const killFits = (inForce: readonly FeedKill[], target: KillTarget): boolean => killsFit(inForce, [target])

/** Whether these fit together, beside all others that are in force. */
export function killsFit(inForce: readonly FeedKill[], targets: readonly KillTarget[]): boolean {
  const newKills = targets.filter((target) => !('all' in target))
  if (newKills.length === 0) return true
  const others = inForce.filter((kill) => !('all' in kill.target))
  // The seqs are not known yet; none is longer.
  const added = newKills.map((target): FeedKill => ({ seq: Number.MAX_SAFE_INTEGER, target }))
  const limit = newKills.some((target) => 'flag' in target) ? maxKillBytes - systemReserveBytes : maxKillBytes
  return jsonBytes([...others, ...added]) <= limit
}

/** Whether these flags may all be named as lowered at once. */
export function loweredFits(keys: Iterable<string>): boolean {
  const entries = Object.fromEntries([...keys].map((key) => [key, Number.MAX_SAFE_INTEGER]))
  return jsonBytes(entries) <= maxLoweredBytes
}

/** A change that broke the glass may be ended by killing its flags: they get a quarter of the kills' room at most. */
export const maxGlassBytes = maxKillBytes / 4

export function takeBackFits(keys: readonly string[]): boolean {
  const kills = keys.map((flag): FeedKill => ({ seq: Number.MAX_SAFE_INTEGER, target: { flag } }))
  return jsonBytes(kills) <= maxGlassBytes
}

const encoder = new TextEncoder()

const jsonBytes = (value: unknown): number => encoder.encode(JSON.stringify(value)).length
