// An evaluator with a lease: the shipped isolate and app over a store, relays and a cache that a test can break.

import { createExecutionContext } from 'cloudflare:test'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import type { Feed } from '../../protocol/feed.ts'
import type { PublishedKey } from '../../protocol/published-snapshot.ts'
import type { Source } from '../../protocol/source.ts'
import { createHasher } from '../../wasm/load-workerd.ts'
import { answerOne, createFrame, sourceOf } from '../../worker/answer.ts'
import { createApp } from '../../worker/app.ts'
import type { Env } from '../../worker/env.ts'
import { createIsolate, type Isolate } from '../../worker/isolate.ts'
import { defaultPolicy, type Policy } from '../../worker/snapshot/policy.ts'
import { MemoryStore } from '../worker/memory-store.ts'
import { rest, VirtualClock } from '../worker/virtual-clock.ts'
import { FakeCache, FakeRelays, feedAt } from './fake-relays.ts'

export interface Answered {
  readonly on: boolean
  readonly reason: string
  readonly source: Source
}

export interface LeasedFixture {
  readonly isolate: Isolate
  readonly store: MemoryStore
  readonly relays: FakeRelays
  readonly cache: FakeCache
  readonly clock: VirtualClock
  /** How long the last request waited. */
  waitedMs: number
  /** One flag, as a request would be answered now. */
  ask(key: string): Promise<Answered>
  /** Publishes to KV, and tells the relays. */
  publish(document: FlagDocument, feed?: Partial<Feed>, keys?: readonly PublishedKey[]): Promise<string>
  /** Moves the feed on; KV does not hear of it. */
  tell(feed: Partial<Feed>): void
  /** Lets time pass with a request every 100 ms. */
  busy(ms: number): Promise<void>
  fetch(path: string, init?: RequestInit): Promise<Response>
}

export interface LeasedOptions {
  readonly policy?: Partial<Policy>
  readonly fallback?: FlagDocument
  readonly auth?: 'off'
  /** Break-glass variables of the environment. */
  readonly glass?: Pick<Env, 'KILLED' | 'KILL_HEADER'>
  readonly store?: MemoryStore
  readonly relays?: FakeRelays
  readonly cache?: FakeCache
  readonly clock?: VirtualClock
}

export const flag = (strict: boolean, on = true, system?: string) =>
  ({
    state: 'ENABLED',
    variants: { on: true, off: false },
    defaultVariant: on ? 'on' : 'off',
    fuseboard: { strict, ...(system === undefined ? {} : { system }) },
  }) as const

export const bothOn: FlagDocument = { flags: { strict: flag(true), standard: flag(false, true, 'shop') } }
export const bothOff: FlagDocument = { flags: { strict: flag(true, false), standard: flag(false, false, 'shop') } }

export async function createLeasedFixture(options: LeasedOptions = {}): Promise<LeasedFixture> {
  const { store = new MemoryStore(), relays = new FakeRelays() } = options
  const { cache = new FakeCache(), clock = new VirtualClock() } = options
  const auth = options.auth === undefined ? {} : { AUTH: options.auth }
  const env: Env = { FLAGS_KV: store, RELAYS: relays, ...auth, ...options.glass }
  const isolate = createIsolate(env, {
    createHasher,
    cache,
    policy: { ...defaultPolicy, ...options.policy },
    now: clock.now,
    sleep: clock.sleep,
    random: () => 0.5,
    ...(options.fallback === undefined ? {} : { fallback: options.fallback }),
  })
  isolate.feed!.locate({ cf: { colo: 'FRA', continent: 'EU', longitude: '8.7' } })
  const app = createApp(() => isolate)
  const ignore = (): void => {}
  let current = feedAt(0)
  const fixture: LeasedFixture = {
    isolate,
    store,
    relays,
    cache,
    clock,
    waitedMs: 0,
    ask: async (key) => {
      const startedAtMs = clock.now()
      const view = isolate.ladder.current(ignore) ?? (await clock.settle(isolate.ladder.settled(ignore)))
      fixture.waitedMs = clock.now() - startedAtMs
      const { outcome, tier } = answerOne(view, key, createFrame({}, clock.now()), 'server')
      await rest()
      return { on: outcome.value === true, reason: outcome.reason, source: sourceOf(view, tier) }
    },
    publish: async (document, feed = {}, keys = []) => {
      const seq = feed.seq ?? current.seq + 1
      const revision = await store.publish(document, { seq, keys })
      fixture.tell({ ...feed, seq, revision })
      return revision
    },
    tell: (feed) => {
      current = { ...current, ...feed }
      relays.answer = { feed: current, ageMs: 0 }
    },
    busy: async (ms) => {
      for (let passed = 0; passed < ms; passed += 100) {
        await clock.advance(100)
        await fixture.ask('strict')
      }
    },
    fetch: async (path, init) =>
      app.fetch(new Request(`https://flags.example${path}`, init), env, createExecutionContext()),
  }
  return fixture
}
