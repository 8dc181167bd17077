// Restoring the root to a point in time, as the admin API tells it. Times are ISO 8601 in UTC.

import type { KillRecord } from './admin-kill.ts'
import type { TokenRecord } from './admin-records.ts'
import type { RevisionRecord } from './admin-revision.ts'
import type { FeedKill } from './feed.ts'

/** How far back a restore can reach: what the storage of a Durable Object remembers. */
export const restorableMs = 30 * 24 * 3600 * 1000

/** How many there are, and the newest of them. */
export interface Counted<T> {
  readonly count: number
  readonly newest: readonly T[]
}

/** What a restore would do. Asking for it changes nothing. */
export interface RestorePlan {
  readonly at: string
  /** False where the storage keeps no history: a restore is refused there with `not-available-here`. */
  readonly available: boolean
  /** What happened since, and is no longer so after a restore. */
  readonly undone: {
    readonly revisions: Counted<RevisionRecord>
    readonly killsMade: Counted<KillRecord>
    /** Those that were made before `at` come into force again. */
    readonly killsLifted: Counted<KillRecord>
    /** They stop working: their hashes are gone. */
    readonly tokensMade: Counted<TokenRecord>
    /** Ids of evaluation keys, which stop working as well. */
    readonly keysMade: readonly string[]
    readonly auditRows: number
  }
  /** What a restore never takes back. */
  readonly kept: {
    readonly kills: readonly FeedKill[]
    /** Ids of tokens and evaluation keys. */
    readonly revocations: readonly string[]
  }
}

export interface RestoreAnswer {
  /** The time or bookmark that was asked for. */
  readonly at: string
  /** A bookmark of the moment before: restoring to it undoes this restore. */
  readonly undo: string
  readonly epoch: number
  readonly seq: number
  readonly revision: string
  /** All kills in force now. */
  readonly kills: readonly FeedKill[]
  /** Ids of kills that the restored state did not know. */
  readonly keptKills: readonly string[]
  /** Ids of tokens and evaluation keys that the restored state took for valid. */
  readonly keptRevocations: readonly string[]
}
