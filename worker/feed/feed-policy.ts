// The parameters of the leased feed on the evaluator's side, in one place.

export interface FeedPolicy {
  /** How long a vouched-for feed may be used. Beyond it requests wait for a refresh, and strict flags are off. */
  readonly leaseMs: number
  /** A request waits this long for a refresh. */
  readonly refreshBudgetMs: number
  /** After a failed refresh no request waits for this long. */
  readonly breakerMs: number
  /** A busy isolate refreshes behind its requests' backs after this time × U(jitterFloor, 1). */
  readonly softRefreshMs: number
  readonly jitterFloor: number
  /** The location's cache entry is used while it was stored this recently (× U(jitterFloor, 1)) … */
  readonly entryUsableMs: number
  /** … and vouched for this recently. A relay's answer older than this makes the isolate ask another relay. */
  readonly entryMaxAgeMs: number
  readonly entryTtlSeconds: number
  /** While somebody else of this location is asking, others wait this long for the entry. */
  readonly markerMs: number
  /** How often they look. */
  readonly markerPollMs: number
  readonly cacheTimeoutMs: number
  readonly relayTimeoutMs: number
  /** A relay that failed is avoided for this long. */
  readonly avoidMs: number
  /** A refresh that has not ended by then is given up: its owner may be gone. */
  readonly flightMs: number
  /** Isolates that learn a seq from the cache spread their reports over this time. */
  readonly reportSpreadMs: number
}

export const defaultFeedPolicy: FeedPolicy = {
  leaseMs: 2_500,
  refreshBudgetMs: 400,
  breakerMs: 1_000,
  softRefreshMs: 500,
  jitterFloor: 0.8,
  entryUsableMs: 500,
  entryMaxAgeMs: 1_500,
  entryTtlSeconds: 5,
  markerMs: 300,
  markerPollMs: 50,
  cacheTimeoutMs: 100,
  relayTimeoutMs: 250,
  avoidMs: 5_000,
  flightMs: 1_500,
  reportSpreadMs: 10_000,
}
