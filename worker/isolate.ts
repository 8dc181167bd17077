// What one isolate keeps between requests, put together once.

import type { Sleep } from '../domain/bounded.ts'
import type { CreateHasher } from '../domain/bucket/hasher.ts'
import { compileSnapshot } from '../domain/flag/compile-snapshot.ts'
import type { FlagDocument } from '../domain/flag/flag-document.ts'
import type { Json } from '../domain/json.ts'
import { locationHintOf } from '../protocol/relay.ts'
import { EvaluationKeys } from './auth/evaluation-keys.ts'
import { type BreakGlass, readBreakGlass } from './break-glass/break-glass.ts'
import { type Env, readSettings, type Settings } from './env.ts'
import { fallbackDocument } from './fallback.ts'
import type { ColoCache } from './feed/colo-cache.ts'
import type { FeedParts } from './feed/feed-parts.ts'
import { defaultFeedPolicy, type FeedPolicy } from './feed/feed-policy.ts'
import { FeedSource } from './feed/feed-source.ts'
import { readRelaySnapshot } from './feed/relay-snapshot.ts'
import { realSleep } from './snapshot/bounded.ts'
import { KvSource } from './snapshot/kv-source.ts'
import { type KeepAlive, Ladder, type View } from './snapshot/ladder.ts'
import { defaultPolicy, type Policy } from './snapshot/policy.ts'
import { Counters } from './status/counters.ts'
import { Deliveries } from './telemetry/deliveries.ts'
import { defaultTelemetryPolicy } from './telemetry/telemetry-policy.ts'
import { defaultUsagePolicy, type UsagePolicy } from './usage/usage-policy.ts'
import { UsageReports } from './usage/usage-reports.ts'

export interface Isolate {
  readonly settings: Settings
  readonly ladder: Ladder
  /** Absent where the deployment has no feed. */
  readonly feed: FeedSource | undefined
  readonly keys: EvaluationKeys
  /** Absent where the deployment has not configured it. */
  readonly breakGlass: BreakGlass | undefined
  readonly counters: Counters
  /** Absent where the deployment has no telemetry: then nothing is counted for it. */
  readonly usage: UsageReports | undefined
  /** Absent there, too: then outcomes are not taken. */
  readonly deliveries: Deliveries | undefined
  readonly now: () => number
  readonly sleep: Sleep
}

/** What is handed in: by the deployed worker the platform's cache, by tests clock, waiting, chance and policies, too. */
export interface IsolateOptions {
  readonly createHasher: CreateHasher
  /** What this location's isolates share. Only used where there is a feed. */
  readonly cache?: ColoCache | undefined
  readonly policy?: Policy
  readonly feedPolicy?: FeedPolicy
  readonly usagePolicy?: UsagePolicy
  readonly fallback?: FlagDocument
  readonly now?: () => number
  readonly sleep?: Sleep
  readonly random?: () => number
  readonly checksum?: (text: string) => Promise<string>
}

export function createIsolate(env: Env, options: IsolateOptions): Isolate {
  const { createHasher, policy = defaultPolicy, now = Date.now, sleep = realSleep } = options
  const fallback = (options.fallback ?? fallbackDocument) as unknown as Json
  const feedParts = feedPartsOf(env, options, { now, sleep, leaseMs: policy.leaseMs })
  const feed = feedParts === undefined ? undefined : new FeedSource(feedParts)
  const ladder = new Ladder({
    kv: new KvSource(env.FLAGS_KV, policy, sleep),
    feed,
    cache: feedParts?.cache,
    fromRelay: feed && feedParts && ((revision) => readRelaySnapshot(revision, feedParts, feed.route)),
    fallback: compileSnapshot(fallback, 'fallback', createHasher)!,
    createHasher,
    checksum: options.checksum,
    policy,
    now,
    sleep,
  })
  const keys = new EvaluationKeys(now)
  const breakGlass = readBreakGlass(env)
  const usage = usageOf(env, options, { now, sleep }, feed)
  const deliveries = deliveriesOf(env, sleep)
  const counters = new Counters()
  return { settings: readSettings(env), ladder, feed, keys, breakGlass, counters, usage, deliveries, now, sleep }
}

interface Timing {
  readonly now: () => number
  readonly sleep: Sleep
  readonly leaseMs: number
}

function feedPartsOf({ RELAYS }: Env, options: IsolateOptions, timing: Timing): FeedParts | undefined {
  if (RELAYS === undefined) return undefined
  const { now, sleep, leaseMs } = timing
  return {
    now,
    sleep,
    random: options.random ?? Math.random,
    cache: options.cache,
    relays: (name) => RELAYS.getByName(name, { locationHint: locationHintOf(name) }),
    policy: { ...(options.feedPolicy ?? defaultFeedPolicy), leaseMs },
  }
}

function usageOf(
  { TELEMETRY }: Env,
  options: IsolateOptions,
  timing: Pick<Timing, 'now' | 'sleep'>,
  feed: FeedSource | undefined,
): UsageReports | undefined {
  if (TELEMETRY === undefined) return undefined
  return new UsageReports({
    ...timing,
    random: options.random ?? Math.random,
    newId: () => crypto.randomUUID(),
    telemetry: (shard) => TELEMETRY.getByName(shard),
    colo: () => feed?.route.colo ?? 'local',
    policy: options.usagePolicy ?? defaultUsagePolicy,
  })
}

function deliveriesOf({ TELEMETRY }: Env, sleep: Sleep): Deliveries | undefined {
  if (TELEMETRY === undefined) return undefined
  return new Deliveries({ sleep, telemetry: (shard) => TELEMETRY.getByName(shard), policy: defaultTelemetryPolicy })
}

/** The view for a request: at once where memory suffices, else after a bounded wait. A binding's call has no headers. */
export function viewFor(
  { ladder, breakGlass }: Isolate,
  keepAlive: KeepAlive,
  headers?: Headers,
): View | Promise<View> {
  const view = ladder.current(keepAlive) ?? ladder.settled(keepAlive)
  if (breakGlass === undefined) return view
  return view instanceof Promise ? view.then((one) => breakGlass.cut(one, headers)) : breakGlass.cut(view, headers)
}
