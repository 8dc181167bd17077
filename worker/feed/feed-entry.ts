// The feed in a location's cache. Times are this location's own: the machines of one location keep their clocks together,
// and an entry that claims to come from the future is not used.

import { isJsonObject } from '../../domain/json.ts'
import { type Feed, parseFeed } from '../../protocol/feed.ts'
import type { Avoided } from './relay-route.ts'

export const entryName = 'feed'
export const markerName = 'refreshing'

/** What two clocks of one location may differ. */
export const maxSkewMs = 100

export interface FeedEntry {
  readonly feed: Feed
  /** Before the relay was asked, less the age it answered. */
  readonly asOfMs: number
  readonly storedAtMs: number
  /** Relays that failed whoever stored this. */
  readonly avoided: Avoided
}

/** Null for anything that is no entry, or none of the past. */
export function parseEntry(text: string | null, nowMs: number): FeedEntry | null {
  const value = parseJson(text)
  if (!isJsonObject(value)) return null
  const { asOfMs, storedAtMs } = value
  const feed = parseFeed(value.feed)
  if (feed === null || typeof asOfMs !== 'number' || typeof storedAtMs !== 'number') return null
  if (asOfMs > storedAtMs || storedAtMs > nowMs + maxSkewMs) return null
  return { feed, asOfMs, storedAtMs, avoided: parseAvoided(value.avoided) }
}

export const renderEntry = (entry: FeedEntry): string => JSON.stringify(entry)

/** What the last isolate of this location that asked relays left: that it asks, or that it asked in vain. */
export interface Marker {
  readonly atMs: number
  readonly failed: boolean
  readonly avoided: Avoided
}

export function parseMarker(text: string | null): Marker | null {
  const value = parseJson(text)
  if (!isJsonObject(value)) return null
  const { atMs, failed } = value
  if (typeof atMs !== 'number' || typeof failed !== 'boolean') return null
  return { atMs, failed, avoided: parseAvoided(value.avoided) }
}

export const renderMarker = (marker: Marker): string => JSON.stringify(marker)

function parseAvoided(value: unknown): Avoided {
  if (!isJsonObject(value)) return {}
  return Object.fromEntries(Object.entries(value).filter(([, untilMs]) => typeof untilMs === 'number'))
}

function parseJson(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
