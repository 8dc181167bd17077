// The snapshot ladder: memory → KV `head` → KV `snapshot/<revision>` → bundled fallback → off.
//
// One ladder serves an isolate. It never throws, never waits without a bound, runs at most one load at a time, and never
// goes back to an older feed. What may be answered is not decided here but in `decide`.

import type { CreateHasher } from '../../domain/bucket/hasher.ts'
import { compileSnapshot, type Snapshot } from '../../domain/flag/compile-snapshot.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { compareFeeds, type Feed } from '../../protocol/feed.ts'
import type { Cause, Tier } from '../../protocol/source.ts'
import { bounded, type Sleep, timedOut } from './bounded.ts'
import { type Decision, decide } from './decide.ts'
import { type Marks, marksOf } from './enforcement.ts'
import { type Held, hold, newest, overlay } from './held.ts'
import type { KvSource } from './kv-source.ts'
import type { Policy } from './policy.ts'

export interface LadderParts {
  readonly kv: KvSource
  readonly fallback: Snapshot
  readonly createHasher: CreateHasher
  readonly policy: Policy
  readonly now: () => number
  readonly sleep: Sleep
}

/** Keeps a promise alive beyond the response, as `ExecutionContext.waitUntil` does. */
export type KeepAlive = (work: Promise<unknown>) => void

/** What one request may answer from. */
export interface View {
  readonly held: Held | undefined
  readonly fallback: Snapshot
  readonly fallbackMarks: Marks
  readonly decision: Decision
  /** The tier of an answer that the held snapshot gives. */
  readonly servedTier: Tier
}

export class Ladder {
  readonly #parts: LadderParts
  #held: Held | undefined
  /** The newest feed ever seen here: kills are remembered whatever happens to its source. */
  #feed: Feed | undefined
  #fallbackMarks: Marks
  #kvReadAtMs: number | undefined
  #kvFailure: Cause | undefined
  #failedAtMs: number | undefined
  #outdatedSinceMs: number | undefined
  #load: { readonly startedAtMs: number; readonly done: Promise<void> } | undefined
  /** Loads since the isolate began, for `/metrics`. */
  readonly counts = { loads: 0, failures: 0 }

  constructor(parts: LadderParts) {
    this.#parts = parts
    this.#fallbackMarks = marksOf(parts.fallback, undefined, 0)
  }

  /** The view of this moment, when no refresh has to be awaited first. The hot path: no promise, no I/O. */
  current(keepAlive: KeepAlive): View | undefined {
    const decision = this.#decide()
    if (decision.refresh === 'blocking') return undefined
    if (decision.refresh === 'background' && !this.#coolingDown()) keepAlive(this.#refresh())
    return this.#view(decision, false)
  }

  /** The view after waiting for a refresh as long as the policy allows. */
  async settled(keepAlive: KeepAlive): Promise<View> {
    const { policy, sleep } = this.#parts
    if (this.#coolingDown()) return this.#view(this.#decide(), false)
    const refresh = this.#refresh()
    keepAlive(refresh)
    const budgetMs = this.#held === undefined ? policy.coldBudgetMs : policy.refreshBudgetMs
    if ((await bounded(refresh, budgetMs, sleep)) === timedOut) this.#noteFailure(this.#kvFailure ?? 'kv_timeout')
    return this.#view(this.#decide(), true)
  }

  #view(decision: Decision, refreshed: boolean): View {
    const servedTier: Tier = refreshed || decision.degraded ? 'kv' : 'memory'
    const { fallback } = this.#parts
    return { held: this.#held, fallback, fallbackMarks: this.#fallbackMarks, decision, servedTier }
  }

  #decide(): Decision {
    const evidence = {
      feedAsOfMs: undefined,
      hasFeed: false,
      kvReadAtMs: this.#kvReadAtMs,
      kvFailure: this.#kvFailure,
      outdatedSinceMs: this.#outdatedSinceMs,
    }
    return decide(this.#parts.now(), evidence, this.#parts.policy)
  }

  #coolingDown(): boolean {
    const { now, policy } = this.#parts
    return this.#failedAtMs !== undefined && now() - this.#failedAtMs < policy.breakerMs
  }

  /** Joins the load under way or starts one. A load whose owner is gone is given up after its time. */
  #refresh(): Promise<void> {
    const { now, policy } = this.#parts
    const startedAtMs = now()
    const load = this.#load
    // Two reads in a row, head and snapshot, each with the whole time-out.
    if (load !== undefined && startedAtMs - load.startedAtMs <= 2 * policy.loadTimeoutMs) return load.done
    const mine = { startedAtMs, done: this.#run(startedAtMs) }
    this.#load = mine
    return mine.done.then(() => {
      if (this.#load === mine) this.#load = undefined
    })
  }

  async #run(startedAtMs: number): Promise<void> {
    this.counts.loads++
    const result = await this.#loadOnce().catch((): Result<void, Cause> => fail('kv_failed'))
    if (!result.ok) {
      this.counts.failures++
      this.#noteFailure(result.error)
      return
    }
    this.#kvReadAtMs = Math.max(this.#kvReadAtMs ?? 0, startedAtMs)
    this.#kvFailure = undefined
    this.#failedAtMs = undefined
  }

  #noteFailure(cause: Cause): void {
    this.#kvFailure = cause
    this.#failedAtMs = this.#parts.now()
  }

  async #loadOnce(): Promise<Result<void, Cause>> {
    const { kv, createHasher } = this.#parts
    const head = await kv.readHead()
    if (!head.ok) return head
    this.#accept(head.value)
    const feed = newest(this.#feed, head.value)
    if (this.#held?.snapshot.revision === feed.revision) return ok(undefined)
    const published = await kv.readSnapshot(feed.revision)
    if (!published.ok) return published
    const { document, keys } = published.value
    const snapshot = compileSnapshot(document, feed.revision, createHasher)
    if (snapshot === null) return fail('kv_invalid')
    this.#adopt(hold(snapshot, keys, feed))
    return ok(undefined)
  }

  /** Takes a snapshot in, unless a load that began later has brought a newer one meanwhile. */
  #adopt(loaded: Held): void {
    if (this.#held !== undefined && compareFeeds(loaded.at, this.#held.at) < 0) return
    this.#held = this.#feed === undefined ? loaded : overlay(loaded, this.#feed)
    this.#noteRevision()
  }

  /** Takes a feed in unless it is older than the one known. */
  #accept(offered: Feed): void {
    const feed = newest(this.#feed, offered)
    if (feed === this.#feed) return
    this.#feed = feed
    this.#fallbackMarks = marksOf(this.#parts.fallback, feed, feed.seq)
    if (this.#held !== undefined) this.#held = overlay(this.#held, feed)
    this.#noteRevision()
  }

  #noteRevision(): void {
    const current = this.#held === undefined || this.#held.snapshot.revision === this.#feed?.revision
    this.#outdatedSinceMs = current ? undefined : (this.#outdatedSinceMs ?? this.#parts.now())
  }
}
