// The failure policy, pure: what an isolate may answer from, given what it holds and how old that is.
//
//   feed   KV     strict flag                  standard flag
//   ok     ok     normal                       normal
//   ok     down   last known good ≤ S_max      last known good ≤ S_max
//   down   ok     off once the lease lapses    KV's kills, marked degraded
//   down   down   off once the lease lapses    last known good ≤ S_max
//   nothing held  bundled fallback, else off   bundled fallback, else off

import type { Cause } from '../../protocol/source.ts'
import type { Policy } from './policy.ts'

export interface Evidence {
  /** When the feed last vouched for the kills; undefined before the first time. */
  readonly feedAsOfMs: number | undefined
  /** Whether this deployment has a feed at all. Without one no lease exists, so strict flags stay off. */
  readonly hasFeed: boolean
  /** When the last good read of KV began; undefined while nothing is held. */
  readonly kvReadAtMs: number | undefined
  /** Why the reads since then failed, if they did. */
  readonly kvFailure: Cause | undefined
  /** Since when the held snapshot is known not to be the current one. */
  readonly outdatedSinceMs: number | undefined
}

export interface Decision {
  /** Standard flags may be evaluated from the held snapshot. */
  readonly standardServed: boolean
  /** Strict flags may be, too. */
  readonly strictServed: boolean
  /** Age of the evidence that vouches for kills and snapshot. */
  readonly ageMs: number
  readonly cause: Cause | undefined
  /** Only KV vouches for the kills, although there is a feed. */
  readonly degraded: boolean
  /** Whether a load is due: in the background, or before answering. */
  readonly refresh: 'none' | 'background' | 'blocking'
}

export function decide(nowMs: number, evidence: Evidence, policy: Policy): Decision {
  const { feedAsOfMs, hasFeed, kvReadAtMs, kvFailure, outdatedSinceMs } = evidence
  if (kvReadAtMs === undefined) {
    const cause = kvFailure ?? 'no_snapshot'
    return { standardServed: false, strictServed: false, ageMs: 0, cause, degraded: false, refresh: 'blocking' }
  }
  const kvAgeMs = nowMs - kvReadAtMs
  const revalidate = kvAgeMs > policy.revalidateMs
  const tolerated = kvAgeMs <= policy.maxStaleMs || (!revalidate && kvFailure === undefined)
  const outdated = outdatedSinceMs !== undefined && nowMs - outdatedSinceMs > policy.maxStaleMs
  const leased = feedAsOfMs !== undefined && nowMs - feedAsOfMs <= policy.leaseMs
  const standardServed = tolerated && !outdated
  const due = revalidate || kvFailure !== undefined || outdatedSinceMs !== undefined

  return {
    standardServed,
    strictServed: standardServed && leased,
    ageMs: Math.max(0, leased ? nowMs - feedAsOfMs : kvAgeMs),
    cause: causeOf({ tolerated, outdated, leased: leased || !hasFeed, kvFailure }),
    degraded: hasFeed && !leased,
    refresh: !tolerated ? 'blocking' : due ? 'background' : 'none',
  }
}

interface Findings {
  readonly tolerated: boolean
  readonly outdated: boolean
  readonly leased: boolean
  readonly kvFailure: Cause | undefined
}

function causeOf({ tolerated, outdated, leased, kvFailure }: Findings): Cause | undefined {
  if (!tolerated) return kvFailure ?? 'snapshot_too_old'
  if (outdated) return 'revision_outdated'
  if (!leased) return 'feed_lapsed'
  return kvFailure
}
