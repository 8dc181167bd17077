// What one isolate keeps between requests, put together once.

import type { CreateHasher } from '../domain/bucket/hasher.ts'
import { compileSnapshot } from '../domain/flag/compile-snapshot.ts'
import type { FlagDocument } from '../domain/flag/flag-document.ts'
import type { Json } from '../domain/json.ts'
import { EvaluationKeys } from './auth/evaluation-keys.ts'
import { type Env, readSettings, type Settings } from './env.ts'
import { fallbackDocument } from './fallback.ts'
import { realSleep, type Sleep } from './snapshot/bounded.ts'
import { KvSource } from './snapshot/kv-source.ts'
import { type KeepAlive, Ladder, type View } from './snapshot/ladder.ts'
import { defaultPolicy, type Policy } from './snapshot/policy.ts'
import { Counters } from './status/counters.ts'

export interface Isolate {
  readonly settings: Settings
  readonly ladder: Ladder
  readonly keys: EvaluationKeys
  readonly counters: Counters
  readonly now: () => number
}

/** What tests hand in: the clock, the waiting, and a fallback of their own. */
export interface IsolateOptions {
  readonly createHasher: CreateHasher
  readonly policy?: Policy
  readonly fallback?: FlagDocument
  readonly now?: () => number
  readonly sleep?: Sleep
}

export function createIsolate(env: Env, options: IsolateOptions): Isolate {
  const { createHasher, policy = defaultPolicy, now = Date.now, sleep = realSleep } = options
  const fallback = (options.fallback ?? fallbackDocument) as unknown as Json
  const ladder = new Ladder({
    kv: new KvSource(env.FLAGS_KV, policy, sleep),
    fallback: compileSnapshot(fallback, 'fallback', createHasher)!,
    createHasher,
    policy,
    now,
    sleep,
  })
  return { settings: readSettings(env), ladder, keys: new EvaluationKeys(), counters: new Counters(), now }
}

/** The view for a request: at once where memory suffices, else after a bounded wait. */
export function viewFor({ ladder }: Isolate, keepAlive: KeepAlive): View | Promise<View> {
  return ladder.current(keepAlive) ?? ladder.settled(keepAlive)
}
