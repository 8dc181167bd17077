// The parameters of a relay, in one place.

export interface RelayPolicy {
  /** Older knowledge than this is renewed behind a reader's back. */
  readonly softPullMs: number
  /** Older knowledge than this is renewed before a reader is answered. */
  readonly blockingPullMs: number
  /** A pull that has not ended by then is given up for another; its answer still counts when it comes after all. */
  readonly pullTimeoutMs: number
  /** After a failed pull no reader waits for this long: each hears the true age at once and can ask a neighbour. */
  readonly breakerMs: number
  /** The root is asked no sooner than this after a failure. */
  readonly retryMs: number
  /** How long a location counts as one that asks here. */
  readonly coloMemoryMs: number
  /** A part of a snapshot that has not arrived by then is not there. */
  readonly partTimeoutMs: number
}

export const defaultRelayPolicy: RelayPolicy = {
  softPullMs: 400,
  blockingPullMs: 1_000,
  pullTimeoutMs: 500,
  breakerMs: 1_000,
  retryMs: 250,
  coloMemoryMs: 60_000,
  partTimeoutMs: 5_000,
}
