// What a refresh learns from the other isolates of its location before it asks a relay itself. Whatever happens, a location
// asks relays a few times a second and not once per isolate: when all is well, because one asks for all; when relays are slow
// or cut off, because those who come too late hear that it was in vain and leave them alone. Else every outage would be
// answered with a storm that prolongs it.

import { bounded, type Sleep, timedOut } from '../../domain/bounded.ts'
import type { Feed } from '../../protocol/feed.ts'
import type { KeepAlive } from '../snapshot/keep-alive.ts'
import type { ColoCache } from './colo-cache.ts'
import {
  entryName,
  type FeedEntry,
  type Marker,
  markerName,
  parseEntry,
  parseMarker,
  renderEntry,
  renderMarker,
} from './feed-entry.ts'
import type { FeedPolicy } from './feed-policy.ts'
import type { RelayRoute } from './relay-route.ts'

export interface Sharing {
  readonly now: () => number
  readonly sleep: Sleep
  readonly random: () => number
  readonly cache: ColoCache
  readonly policy: FeedPolicy
  /** Takes evidence in; false when it is older than what is known. */
  readonly accept: (feed: Feed, asOfMs: number) => boolean
  readonly keepAlive: KeepAlive
  readonly route: RelayRoute
}

/** `ask` is an order to oneself: nobody else does. */
export type Learnt = 'fresh' | 'in_vain' | 'ask'

export const jitter = (random: () => number, floor: number): number => floor + (1 - floor) * random()

export async function learnFromColo(sharing: Sharing): Promise<Learnt> {
  const { now, sleep, random, policy } = sharing
  const usableMs = policy.entryUsableMs * jitter(random, policy.jitterFloor)
  // Those who wait for the same isolate in vain do not take its place at the same moment.
  const patienceMs = policy.markerMs * (1 + random() / 2)
  const startedAtMs = now()
  for (;;) {
    const learnt = judge(await readEntry(sharing), usableMs, sharing)
    if (learnt !== 'ask') return learnt
    const marker = await readMarker(sharing)
    if (marker !== null) sharing.route.learn(marker.avoided, now())
    if (marker?.failed && isWithin(usableMs, marker, now())) return 'in_vain'
    if (marker === null || marker.failed || !isWithin(patienceMs, marker, now())) break
    if (now() - startedAtMs > 2 * policy.markerMs) return 'in_vain'
    await sleep(policy.markerPollMs)
  }
  leaveMarker(sharing, false)
  return 'ask'
}

/** Leaves for the others what was learnt, however old it turned out to be. */
export function shareEntry({ cache, keepAlive, now, policy, route }: Sharing, feed: Feed, asOfMs: number): void {
  const entry = { feed, asOfMs, storedAtMs: now(), avoided: route.avoided(now()) }
  keepAlive(cache.write(entryName, renderEntry(entry), policy.entryTtlSeconds))
}

export const shareFailure = (sharing: Sharing): void => leaveMarker(sharing, true)

function leaveMarker({ cache, keepAlive, now, route }: Sharing, failed: boolean): void {
  const marker = { atMs: now(), failed, avoided: route.avoided(now()) }
  keepAlive(cache.write(markerName, renderMarker(marker), 1))
}

export async function readEntry({
  now,
  sleep,
  cache,
  policy,
}: Pick<Sharing, 'now' | 'sleep' | 'cache' | 'policy'>): Promise<FeedEntry | null> {
  const text = await bounded(cache.read(entryName), policy.cacheTimeoutMs, sleep)
  return text === timedOut ? null : parseEntry(text, now())
}

async function readMarker({ sleep, cache, policy }: Sharing): Promise<Marker | null> {
  const text = await bounded(cache.read(markerName), policy.cacheTimeoutMs, sleep)
  return text === timedOut ? null : parseMarker(text)
}

/** Takes an entry in, however old, and says whether there is a point in asking further. */
function judge(entry: FeedEntry | null, usableMs: number, { accept, now, policy, route }: Sharing): Learnt {
  if (entry !== null) route.learn(entry.avoided, now())
  if (entry === null || !accept(entry.feed, entry.asOfMs) || now() - entry.storedAtMs > usableMs) return 'ask'
  return now() - entry.asOfMs <= policy.entryMaxAgeMs ? 'fresh' : 'in_vain'
}

const isWithin = (ms: number, { atMs }: Marker, nowMs: number): boolean => Math.abs(nowMs - atMs) < ms
