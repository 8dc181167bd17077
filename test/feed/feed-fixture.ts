// One isolate's feed, alone: fake relays, a fake cache, a clock that stands still, and chance that always says 1/2.

import type { Feed } from '../../protocol/feed.ts'
import type { ColoCache } from '../../worker/feed/colo-cache.ts'
import { defaultFeedPolicy, type FeedPolicy } from '../../worker/feed/feed-policy.ts'
import { FeedSource } from '../../worker/feed/feed-source.ts'
import { VirtualClock } from '../worker/virtual-clock.ts'
import { FakeCache, FakeRelays } from './fake-relays.ts'

export interface FeedFixture {
  readonly source: FeedSource
  readonly relays: FakeRelays
  readonly cache: FakeCache
  readonly clock: VirtualClock
  readonly policy: FeedPolicy
  /** Every newer feed, as the ladder would hear of it. */
  readonly heard: Feed[]
  /** Makes one refresh and plays it to its end. */
  refresh(): Promise<void>
  /** Plays what refreshes have left running. */
  idle(): Promise<void>
  /** How old the evidence is; undefined while there is none. */
  ageMs(): number | undefined
}

export interface FeedFixtureOptions {
  readonly relays?: FakeRelays
  readonly cache?: FakeCache
  readonly cacheAbsent?: boolean
  readonly clock?: VirtualClock
  readonly policy?: Partial<FeedPolicy>
  readonly random?: () => number
  readonly colo?: string | undefined
}

export function createFeedFixture(options: FeedFixtureOptions = {}): FeedFixture {
  const { relays = new FakeRelays(), cache = new FakeCache(), clock = new VirtualClock() } = options
  const policy = { ...defaultFeedPolicy, ...options.policy }
  const shared: ColoCache | undefined = options.cacheAbsent ? undefined : cache
  const source = new FeedSource({
    now: clock.now,
    sleep: clock.sleep,
    random: options.random ?? (() => 0.5),
    cache: shared,
    relays: (name) => relays.getByName(name),
    policy,
  })
  const colo = 'colo' in options ? options.colo : 'FRA'
  if (colo !== undefined) source.locate({ cf: { colo, continent: 'EU', longitude: '8.7' } })
  const heard: Feed[] = []
  const background: Promise<unknown>[] = []
  source.listen((feed) => {
    heard.push(feed)
    source.enforced(feed)
  })
  return {
    source,
    relays,
    cache,
    clock,
    policy,
    heard,
    refresh: async () => {
      source.keepFresherThan(0, (work) => background.push(work))
      await clock.settle(Promise.all(background))
    },
    idle: async () => {
      for (let at = 0; at < background.length; at++) await clock.settle(background[at]!)
    },
    ageMs: () => (source.asOfMs === undefined ? undefined : clock.now() - source.asOfMs),
  }
}
