// The snapshot ladder: memory, under the lease of the feed → KV `head` and `snapshot/<revision>` → bundled fallback → off.
//
// One ladder serves an isolate. It never throws, never waits without a bound, runs at most one load at a time, and never
// goes back to an older feed, from wherever it comes. What may be answered is not decided here but in `decide`.

import { bounded, timedOut } from '../../domain/bounded.ts'
import type { CreateHasher } from '../../domain/bucket/hasher.ts'
import { compileSnapshot, type Snapshot } from '../../domain/flag/compile-snapshot.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { compareFeeds, type Feed, type FeedPosition } from '../../protocol/feed.ts'
import type { Cause, Tier } from '../../protocol/source.ts'
import type { FeedSource } from '../feed/feed-source.ts'
import { type Decision, decide } from './decide.ts'
import { type Marks, marksOf } from './enforcement.ts'
import { findSnapshot, type SnapshotWays } from './find-snapshot.ts'
import { type Held, hold, newest, overlay } from './held.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { Policy } from './policy.ts'

export type { KeepAlive } from './keep-alive.ts'

export interface LadderParts extends SnapshotWays {
  /** Absent where the deployment has no feed. */
  readonly feed?: FeedSource | undefined
  readonly fallback: Snapshot
  readonly createHasher: CreateHasher
  readonly policy: Policy
  readonly now: () => number
}

/** What one request may answer from. */
export interface View {
  readonly held: Held | undefined
  readonly fallback: Snapshot
  readonly fallbackMarks: Marks
  readonly decision: Decision
  /** The tier of an answer that the held snapshot gives. */
  readonly servedTier: Tier
}

export interface LadderPosition {
  readonly position: { readonly feed: Feed | undefined; readonly held: string | undefined }
  readonly movedAtMs: number
}

/** Whether a load that succeeded has heard from KV itself. */
type KvProof = 'kv_read' | 'kv_not_asked'

export class Ladder {
  readonly #parts: LadderParts
  #held: Held | undefined
  /** The newest feed ever seen here: kills are remembered whatever happens to its source. */
  #feed: Feed | undefined
  #fallbackMarks: Marks
  #kvReadAtMs: number | undefined
  #kvFailure: Cause | undefined
  #failedAtMs: number | undefined
  /** When the load began that KV was last judged by. One that began earlier and ends later says nothing any more. */
  #judgedAtMs = Number.NEGATIVE_INFINITY
  #outdatedSinceMs: number | undefined
  #movedAtMs = Number.NEGATIVE_INFINITY
  #load: { readonly startedAtMs: number; readonly done: Promise<void> } | undefined
  /** Loads since the isolate began, for `/metrics`. */
  readonly counts = { loads: 0, failures: 0 }

  constructor(parts: LadderParts) {
    this.#parts = parts
    this.#fallbackMarks = marksOf(parts.fallback, undefined, { epoch: 0, seq: 0 })
    parts.feed?.listen((feed, keepAlive) => {
      this.#accept(feed)
      if (this.#outdatedSinceMs !== undefined && !this.#coolingDown()) this.#refresh(keepAlive)
    })
  }

  get hasFeed(): boolean {
    return this.#parts.feed !== undefined
  }

  /** The newest feed known and the revision held, which clients that listen for changes are told about, and since when. */
  get position(): LadderPosition {
    return {
      position: { feed: this.#feed, held: this.#held?.snapshot.revision },
      movedAtMs: this.#movedAtMs,
    }
  }

  /** The view of this moment, when no refresh has to be awaited first. The hot path: no promise, no I/O. */
  current(keepAlive: KeepAlive): View | undefined {
    const { feed, now } = this.#parts
    const nowMs = now()
    const decision = this.#decide(nowMs)
    if (decision.refresh === 'blocking') return undefined
    if (feed !== undefined) {
      if (decision.degraded && feed.mayBlock(nowMs)) return undefined
      feed.keepFresh(nowMs, keepAlive)
    }
    if (decision.refresh === 'background' && !this.#coolingDown()) this.#refresh(keepAlive)
    return this.#view(decision, 'memory')
  }

  /** The view after waiting for a refresh, of feed, KV or both, as long as the policy allows. */
  async settled(keepAlive: KeepAlive): Promise<View> {
    const before = this.#decide(this.#parts.now())
    const [feedAsked, kvAsked] = await Promise.all([
      this.#awaitFeed(before, keepAlive),
      this.#awaitLoad(before, keepAlive),
    ])
    const tier = kvAsked ? 'kv' : feedAsked ? 'feed' : 'memory'
    return this.#view(this.#decide(this.#parts.now()), tier)
  }

  /** Waits, within the budget, until this isolate knows what another one of its location already told a client. */
  async caughtUp(position: FeedPosition, keepAlive: KeepAlive): Promise<void> {
    const { feed, policy, sleep } = this.#parts
    await feed?.catchUp(position, keepAlive)
    if (this.#outdatedSinceMs === undefined || this.#coolingDown()) return
    await bounded(this.#refresh(keepAlive), policy.refreshBudgetMs, sleep)
  }

  /** Whether the feed was waited for. */
  async #awaitFeed(before: Decision, keepAlive: KeepAlive): Promise<boolean> {
    const { feed, now } = this.#parts
    if (feed === undefined) return false
    const waits = before.degraded && feed.mayBlock(now())
    if (waits) await feed.settled(keepAlive)
    else feed.keepFresh(now(), keepAlive)
    return waits
  }

  /** Whether KV was waited for. */
  async #awaitLoad(before: Decision, keepAlive: KeepAlive): Promise<boolean> {
    const { policy, sleep } = this.#parts
    if (before.refresh === 'none' || this.#coolingDown()) return false
    if (before.refresh === 'background') {
      this.#refresh(keepAlive)
      return false
    }
    const budgetMs = this.#held === undefined ? policy.coldBudgetMs : policy.refreshBudgetMs
    const outcome = await bounded(this.#refresh(keepAlive), budgetMs, sleep)
    if (outcome === timedOut) this.#noteFailure(this.#kvFailure ?? 'kv_timeout')
    return true
  }

  #view(decision: Decision, tier: Tier): View {
    const servedTier = decision.degraded ? 'kv' : tier
    const { fallback } = this.#parts
    return { held: this.#held, fallback, fallbackMarks: this.#fallbackMarks, decision, servedTier }
  }

  #decide(nowMs: number): Decision {
    const { feed, policy } = this.#parts
    const evidence = {
      feedAsOfMs: feed?.asOfMs,
      hasFeed: feed !== undefined,
      kvReadAtMs: this.#kvReadAtMs,
      kvFailure: this.#kvFailure,
      outdatedSinceMs: this.#outdatedSinceMs,
    }
    return decide(nowMs, evidence, policy)
  }

  #coolingDown(): boolean {
    const { now, policy } = this.#parts
    return this.#failedAtMs !== undefined && now() - this.#failedAtMs < policy.breakerMs
  }

  /** Joins the load under way or starts one. A load whose owner is gone is given up after its time. */
  #refresh(keepAlive: KeepAlive): Promise<void> {
    const { now, policy } = this.#parts
    const startedAtMs = now()
    const load = this.#load
    // Head and snapshot are read one after the other, each with the whole time-out.
    if (load !== undefined && startedAtMs - load.startedAtMs <= 2 * policy.loadTimeoutMs) return load.done
    const mine = { startedAtMs, done: this.#run(startedAtMs, keepAlive) }
    this.#load = mine
    const ended = mine.done.then(() => {
      if (this.#load === mine) this.#load = undefined
    })
    keepAlive(ended)
    return ended
  }

  async #run(startedAtMs: number, keepAlive: KeepAlive): Promise<void> {
    this.counts.loads++
    const loaded = await this.#loadOnce(startedAtMs, keepAlive).catch((): Result<KvProof, Cause> => fail('kv_failed'))
    if (startedAtMs < this.#judgedAtMs) return
    this.#judgedAtMs = startedAtMs
    if (!loaded.ok) {
      this.counts.failures++
      this.#noteFailure(loaded.error)
    } else if (loaded.value === 'kv_read') {
      this.#kvReadAtMs = Math.max(this.#kvReadAtMs ?? 0, startedAtMs)
      this.#kvFailure = undefined
      this.#failedAtMs = undefined
    }
  }

  #noteFailure(cause: Cause): void {
    this.#kvFailure = cause
    this.#failedAtMs = this.#parts.now()
  }

  /** Reads `head` where KV has to prove itself, then the snapshot that the newest feed names. */
  async #loadOnce(startedAtMs: number, keepAlive: KeepAlive): Promise<Result<KvProof, Cause>> {
    const { kv, createHasher, policy } = this.#parts
    const proven = this.#kvReadAtMs !== undefined && startedAtMs - this.#kvReadAtMs <= policy.revalidateMs
    const readsHead = !proven || this.#kvFailure !== undefined || this.#feed === undefined
    if (readsHead) {
      const head = await kv.readHead()
      if (!head.ok) return head
      this.#accept(head.value)
    }
    const feed = this.#feed!
    const done = ok<KvProof>(readsHead ? 'kv_read' : 'kv_not_asked')
    if (this.#held?.snapshot.revision === feed.revision) return done
    const published = await findSnapshot(feed.revision, this.#parts, keepAlive)
    if (!published.ok) return published
    const { document, keys } = published.value
    const snapshot = compileSnapshot(document, feed.revision, createHasher)
    if (snapshot === null) return fail('kv_invalid')
    this.#adopt(hold(snapshot, keys, feed))
    return done
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
    this.#fallbackMarks = marksOf(this.#parts.fallback, feed, feed)
    if (this.#held !== undefined) this.#held = overlay(this.#held, feed)
    this.#noteRevision()
    this.#parts.feed?.enforced(feed)
  }

  #noteRevision(): void {
    this.#movedAtMs = this.#parts.now()
    const current = this.#held === undefined || this.#held.snapshot.revision === this.#feed?.revision
    this.#outdatedSinceMs = current ? undefined : (this.#outdatedSinceMs ?? this.#parts.now())
  }
}
