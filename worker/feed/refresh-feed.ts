// One refresh of the feed: what this location's isolates share; else a relay, and where that one fails a neighbour. Ends within
// a bound, never throws, and decides nothing: whatever it hears goes to `accept`, which alone knows what is newer.

import { bounded, timedOut } from '../../domain/bounded.ts'
import type { Feed } from '../../protocol/feed.ts'
import { parseRelayAnswer, type RelayAnswer, type RelayName } from '../../protocol/relay.ts'
import { retriedOnce } from '../../protocol/retried-once.ts'
import type { KeepAlive } from '../snapshot/keep-alive.ts'
import { learnFromColo, type Sharing, shareEntry, shareFailure } from './colo-share.ts'
import type { FeedParts } from './feed-parts.ts'
import type { RelayRoute } from './relay-route.ts'

export interface Refreshing extends FeedParts {
  readonly route: RelayRoute
  /** Takes evidence in; false when it is older than what is known. */
  readonly accept: (feed: Feed, asOfMs: number) => boolean
  readonly keepAlive: KeepAlive
}

/** Who gave fresh evidence; null when nobody did. */
export type RefreshedBy = 'cache' | 'relay' | null

export async function refreshFeed(refreshing: Refreshing): Promise<RefreshedBy> {
  const { cache } = refreshing
  if (cache === undefined) return (await askRelays(refreshing, undefined)) ? 'relay' : null
  const sharing = { ...refreshing, cache }
  const learnt = await learnFromColo(sharing)
  if (learnt !== 'ask') return learnt === 'fresh' ? 'cache' : null
  return (await askRelays(refreshing, sharing)) ? 'relay' : null
}

async function askRelays(refreshing: Refreshing, sharing: Sharing | undefined): Promise<boolean> {
  const { route, now, accept, policy } = refreshing
  let shared = false
  for (const name of route.candidates(now())) {
    const startedAtMs = now()
    const answer = await ask(refreshing, name)
    if (answer === null) {
      route.failed(name, now())
      continue
    }
    const asOfMs = startedAtMs - answer.ageMs
    if (!accept(answer.feed, asOfMs)) continue
    if (sharing !== undefined) shareEntry(sharing, answer.feed, asOfMs)
    shared = true
    if (now() - asOfMs <= policy.entryMaxAgeMs) {
      route.answered(name)
      return true
    }
    // It answers and is cut off from the root: another relay may not be.
    route.failed(name, now())
  }
  if (!shared && sharing !== undefined) shareFailure(sharing)
  return false
}

/** Null when the relay is out of reach, late, or has nothing. */
async function ask({ relays, route, policy, sleep }: Refreshing, name: RelayName): Promise<RelayAnswer | null> {
  try {
    const asked = retriedOnce(() => relays(name).read(route.colo))
    const answer = await bounded(asked, policy.relayTimeoutMs, sleep)
    return answer === timedOut ? null : parseRelayAnswer(answer)
  } catch {
    return null
  }
}
