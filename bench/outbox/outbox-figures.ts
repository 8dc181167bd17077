// What one run of the outbox is asked for, and what it found.

export interface OutboxRun {
  /** Notifications; four to an incident. */
  readonly count: number
  readonly seed: number
  /** What the provider can do against doubling. */
  readonly provider: 'key' | 'look-up'
}

export interface OutboxFigures {
  /** Not with the provider in the end, or not known to be. */
  readonly lost: number
  /** With the provider more than once. */
  readonly doubled: number
  /** Taken before one of the same incident that was written earlier. */
  readonly disordered: number
  readonly sendings: number
  readonly lookUps: number
  /** Sendings that a provider knew by their key. */
  readonly recognised: number
  /** Attempts that nobody got an answer to. */
  readonly unanswered: number
  /** Processes that were killed. */
  readonly kills: number
  /** By the virtual clock. */
  readonly drainedAfterMs: number
  /** Of the database. */
  readonly statements: number
}
