// Kills, as the admin API tells them. Times are ISO 8601 in UTC.

import type { KillTarget } from './feed.ts'

/** Kill knowledge may be used for this long: within it every evaluator that still answers enforces a kill. */
export const killLeaseMs = 2_500

/** For this long after a kill, whoever may kill may also take it back. */
export const undoMs = 10 * 60 * 1000

/** A relay's acknowledgement of a push, or why there is none yet. It will hear of it with its next pull all the same. */
export type RelayAcknowledgement =
  | { readonly region: string; readonly ackMs: number }
  | { readonly region: string; readonly error: string }

export interface KillRecord {
  readonly id: string
  readonly seq: number
  readonly target: KillTarget
  readonly reason: string
  readonly by: string
  readonly at: string
  readonly incident?: string
  /** These three only on a kill that was lifted. */
  readonly liftedAt?: string
  readonly liftedBy?: string
  readonly liftedSeq?: number
}

export interface KillAnswer extends KillRecord {
  /** Whether this target was killed before. */
  readonly already: boolean
  /** From then on no evaluator answers "on", whatever fails. */
  readonly enforcedBy: string
  readonly relays: readonly RelayAcknowledgement[]
  /** Present when nothing by that name is known: a typo must not look like success. */
  readonly warning?: string
  readonly nearest?: readonly string[]
}

export interface LiftAnswer {
  readonly id: string
  readonly seq: number
  readonly liftedAt: string
  readonly enforcedBy: string
  readonly relays: readonly RelayAcknowledgement[]
}

/** Who has confirmed a seq. */
export interface ReceiptsAnswer {
  readonly seq: number
  readonly committedAt: string
  readonly elapsedMs: number
  readonly leaseMs: number
  readonly leasePassed: boolean
  /** Delays are counted from the commit, by the root's clock. */
  readonly confirmed: readonly {
    readonly colo: string
    readonly isolates: number
    readonly firstMs: number
    readonly lastMs: number
  }[]
  /** Locations that were asking when it was committed, and have not been heard of since. */
  readonly unconfirmed: readonly string[]
  /** Null while nobody has confirmed. */
  readonly p50Ms: number | null
  readonly p99Ms: number | null
  readonly worstMs: number | null
}
