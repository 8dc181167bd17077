// What an isolate holds. Replaced as a whole, never half: a request that began with one view ends with it.

import type { Snapshot } from '../../domain/flag/compile-snapshot.ts'
import { compareFeeds, type Feed, type FeedPosition } from '../../protocol/feed.ts'
import type { PublishedKey } from '../../protocol/published-snapshot.ts'
import { type Marks, marksOf } from './enforcement.ts'

/** A snapshot with the kills in force laid over it. */
export interface Held {
  readonly snapshot: Snapshot
  readonly keys: readonly PublishedKey[]
  /** The feed position this snapshot belongs to: newer lowerings are not in it yet. */
  readonly at: FeedPosition
  readonly marks: Marks
}

/** Holds a snapshot that was loaded for `feed`. */
export function hold(snapshot: Snapshot, keys: readonly PublishedKey[], feed: Feed): Held {
  return { snapshot, keys, at: feed, marks: marksOf(snapshot, feed, feed) }
}

/** The same snapshot under another feed. */
export function overlay(held: Held, feed: Feed): Held {
  const at = feed.revision === held.snapshot.revision ? feed : held.at
  return { ...held, at, marks: marksOf(held.snapshot, feed, at) }
}

/** The newer of two feeds. Of two equal ones the known stays. */
export function newest(known: Feed | undefined, offered: Feed): Feed {
  return known !== undefined && compareFeeds(offered, known) <= 0 ? known : offered
}
