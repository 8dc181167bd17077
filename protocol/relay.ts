// What the relays speak: with the root that feeds them, and with the isolates that lease from them.
//
// Two rules carry all of it. Push accelerates, pull proves: a pushed feed is used at once and vouches for nothing; only an
// answer of the root to a pull does. Ages, not timestamps: each hop says how old its knowledge is by its own clock,
// counted from before it asked, so that an age can only be over-estimated.

import type { Feed } from './feed.ts'

/** The relays, one object each. The part before the dash is the location hint. */
export const relayNames = ['wnam', 'enam-1', 'enam-2', 'weur-1', 'weur-2', 'eeur', 'apac-ne', 'apac-se', 'oc'] as const
export type RelayName = (typeof relayNames)[number]

/** What an isolate gets: the feed, and how long ago the root vouched for it. */
export interface RelayAnswer {
  readonly feed: Feed
  readonly ageMs: number
}

/** An isolate's report that it enforces a seq: the kill receipt. */
export interface Sighting {
  /** IATA code of the location, "local" where there is none. */
  readonly colo: string
  readonly epoch: number
  readonly seq: number
}

/** Sightings of one location, gathered by a relay on their way to the root. */
export interface GatheredSighting extends Sighting {
  /** Isolates that reported. */
  readonly count: number
  /** How long before this message the first and the last of them arrived at the relay. */
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
