// What the relays speak: with the root that feeds them, and with the isolates that lease from them.
//
// Two rules carry all of it. Push accelerates, pull proves: a pushed feed is used at once and vouches for nothing; only an
// answer of the root to a pull does. Ages, not timestamps: each hop says how old its knowledge is by its own clock,
// counted from before it asked, so that an age can only be over-estimated.

import { isJsonObject } from '../domain/json.ts'
import { type Feed, parseFeed } from './feed.ts'

/** The relays, one object each, named after where they live. */
export const relayNames = ['wnam', 'enam-1', 'enam-2', 'weur-1', 'weur-2', 'eeur', 'apac-ne', 'apac-se', 'oc'] as const
export type RelayName = (typeof relayNames)[number]

/**
 * Where to create a relay. Whoever touches it first decides, so everybody passes this hint.
 * @example
 * env.RELAYS.getByName(name, { locationHint: locationHintOf(name) })
 */
export const locationHintOf = (relay: RelayName): LocationHint => relay.replace(/-\d$/, '') as LocationHint

export type LocationHint = 'wnam' | 'enam' | 'weur' | 'eeur' | 'apac-ne' | 'apac-se' | 'oc'

/** What an isolate gets: the feed, and how long ago the root vouched for it. */
export interface RelayAnswer {
  readonly feed: Feed
  readonly ageMs: number
}

/** Null for anything that is no answer. A negative age would make knowledge younger than it is. */
export function parseRelayAnswer(value: unknown): RelayAnswer | null {
  if (!isJsonObject(value) || typeof value.ageMs !== 'number' || !(value.ageMs >= 0)) return null
  const feed = parseFeed(value.feed)
  return feed === null ? null : { feed, ageMs: value.ageMs }
}

/**
 * An isolate's report that it enforces a seq, and with it every older one: the kill receipt. Where several seqs follow each
 * other faster than an isolate reports, only the newest is named.
 */
export interface Sighting {
  /** IATA code of the location, "local" where there is none. */
  readonly colo: string
  readonly epoch: number
  readonly seq: number
  /** How long before this message it began to enforce it. Reports are spread out, so that a kill is no stampede. */
  readonly agoMs?: number
}

/** Sightings of one location, gathered by a relay on their way to the root. */
export interface GatheredSighting extends Omit<Sighting, 'agoMs'> {
  /** Isolates that reported. */
  readonly count: number
  /** How long before this message the first and the last of them began to enforce it. Over-estimated, never under. */
  readonly firstAgoMs: number
  readonly lastAgoMs: number
}

export interface PullRequest {
  readonly relay: RelayName
  readonly sightings: readonly GatheredSighting[]
  /** Locations that asked this relay within the last minute. */
  readonly colos: readonly string[]
}

/** A part of a snapshot's text. Parts are cut between characters and joined in order. */
export interface SnapshotPart {
  readonly text: string
  /** How many parts there are. */
  readonly count: number
}

/** The root, as relays see it. */
export interface RootFeedRpc {
  /** The committed feed, vouched for by a write begun after this call arrived. */
  pull(request: PullRequest): Promise<Feed>
  /** A part of a published snapshot; null for a revision or index that does not exist. */
  snapshotPart(revision: string, index: number): Promise<SnapshotPart | null>
}

/** A relay, as the root and isolates see it. */
export interface RelayRpc {
  /** From isolates. Null when the relay has never reached the root. */
  read(colo: string): Promise<RelayAnswer | null>
  /** From isolates: the first sight of a seq. */
  sighted(sighting: Sighting): Promise<void>
  /** From isolates whose KV does not have a revision yet. */
  snapshotPart(revision: string, index: number): Promise<SnapshotPart | null>
  /** From the root: newer kills. Returns the seq the relay now holds. */
  push(feed: Feed): Promise<number>
}
