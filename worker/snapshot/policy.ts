// The parameters of propagation and failure, in one place.

export interface Policy {
  /** The kill lease: how long kill knowledge from the feed may be used. Strict flags are off beyond it. */
  readonly leaseMs: number
  /** Oldest last-known-good snapshot, counted from the last good read of KV. 0 tolerates no failed read at all. */
  readonly maxStaleMs: number
  /** KV is read again in the background when the last good read is older than this. */
  readonly revalidateMs: number
  /** KV's own edge cache. Its floor is 30 s. */
  readonly kvCacheTtlSeconds: number
  /** A request that has something to fall back on waits this long for a refresh. */
  readonly refreshBudgetMs: number
  /** A request in an isolate that holds nothing waits this long for the first load: KV's central stores are far away. */
  readonly coldBudgetMs: number
  /** After a failed load no request waits again for this long. */
  readonly breakerMs: number
  /** A load that has not ended by then is given up: its owner may be gone. */
  readonly loadTimeoutMs: number
}

export const defaultPolicy: Policy = {
  leaseMs: 2_500,
  maxStaleMs: 120_000,
  revalidateMs: 30_000,
  kvCacheTtlSeconds: 30,
  refreshBudgetMs: 400,
  coldBudgetMs: 1_500,
  breakerMs: 1_000,
  loadTimeoutMs: 5_000,
}
