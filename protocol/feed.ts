// What travels fast: which revision is current, what is killed, and what was lowered. KV's key `head` mirrors it, and the
// relays serve it. Monotonic by (epoch, seq): whoever holds a newer one never goes back.

import { isJsonObject, type Json } from '../domain/json.ts'

/** What a kill cuts: one flag, all flags of a system, or everything. */
export type KillTarget = { readonly flag: string } | { readonly system: string } | { readonly all: true }

export interface FeedKill {
  /** The seq at which the kill was committed. */
  readonly seq: number
  readonly target: KillTarget
}

/**
 * @example
 * { "format": 1, "epoch": 1, "seq": 42, "revision": "9f2c…", "kills": [{ "seq": 42, "target": { "flag": "new-checkout" } }],
 *   "lowered": { "fraud-check": 40 } }
 */
export interface Feed {
  readonly format: 1
  /** Raised by a restore to a point in time, so that an older history can never pass for a newer one. */
  readonly epoch: number
  readonly seq: number
  /** Content hash of the current snapshot. */
  readonly revision: string
  /** All kills in force. */
  readonly kills: readonly FeedKill[]
  /** Flags whose exposure a newer snapshot lowers, with the seq that did it: off for whoever holds an older one. */
  readonly lowered: Readonly<Record<string, number>>
}

/** A place in the feed's history. */
export type FeedPosition = Pick<Feed, 'epoch' | 'seq'>

/** Bytes of a whole feed as JSON. */
export const maxFeedBytes = 64 * 1024

/** The KV key that mirrors the feed. */
export const headKey = 'head'

/** Null for anything that is not exactly a feed. */
export function parseFeed(value: unknown): Feed | null {
  if (!isJsonObject(value) || value.format !== 1) return null
  const { epoch, seq, revision, kills, lowered } = value
  if (!isCount(epoch) || !isCount(seq) || typeof revision !== 'string' || !isRevision(revision)) return null
  if (!Array.isArray(kills) || !kills.every(isKill)) return null
  if (!isJsonObject(lowered) || !Object.values(lowered).every(isCount)) return null
  return value as unknown as Feed
}

/** Negative when `left` is older than `right`. */
export function compareFeeds(left: FeedPosition, right: FeedPosition): number {
  return left.epoch - right.epoch || left.seq - right.seq
}

export const isRevision = (value: string): boolean => /^[0-9a-f]{64}$/.test(value)

const isCount = (value: Json | undefined): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function isKill(kill: Json): boolean {
  if (!isJsonObject(kill) || !isCount(kill.seq) || !isJsonObject(kill.target)) return false
  const [[kind, value] = [], ...others] = Object.entries(kill.target)
  if (others.length > 0) return false
  return kind === 'all' ? value === true : (kind === 'flag' || kind === 'system') && typeof value === 'string'
}
