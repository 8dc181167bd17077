// A relay's rules, without the platform: clock, waiting and root are handed in, so that a simulated world can drive them.
//
// Push accelerates, pull proves: only an answer of the root to a pull moves `#asOfMs`, and only to the moment before the
// pull was sent. The feed never goes back. No reader waits without a bound, and readers share one pull.

import { bounded, type Sleep } from '../../../domain/bounded.ts'
import { compareFeeds, type Feed, parseFeed } from '../../../protocol/feed.ts'
import type { RelayAnswer, RelayName, RelayRpc, RootFeedRpc, Sighting, SnapshotPart } from '../../../protocol/relay.ts'
import { retriedOnce } from '../../../protocol/retried-once.ts'
import { GatheredSightings, renderBatch } from './gathered-sightings.ts'
import type { PartShelf } from './part-shelf.ts'
import { RecentColos } from './recent-colos.ts'
import type { RelayPolicy } from './relay-policy.ts'
import { SharedParts } from './shared-parts.ts'

export interface RelayParts {
  readonly name: RelayName
  readonly now: () => number
  readonly sleep: Sleep
  /** A fresh stub with every call: an exception breaks the one it came from. */
  readonly root: () => RootFeedRpc
  readonly shelf: PartShelf
  readonly policy: RelayPolicy
}

/** The age of a feed that nobody has vouched for: older than any lease, and a number in every encoding. */
const unprovenAgeMs = Number.MAX_SAFE_INTEGER

export class RelayCore implements RelayRpc {
  readonly #parts: RelayParts
  readonly #sightings = new GatheredSightings()
  readonly #colos: RecentColos
  readonly #snapshots: SharedParts
  #feed: Feed | undefined
  #asOfMs: number | undefined
  #pull: { readonly startedAtMs: number; readonly done: Promise<void> } | undefined
  #failedAtMs: number | undefined
  #delivering = false

  constructor(parts: RelayParts) {
    this.#parts = parts
    this.#colos = new RecentColos(parts.policy.coloMemoryMs)
    this.#snapshots = new SharedParts(parts)
  }

  async read(colo: string): Promise<RelayAnswer | null> {
    const { now, sleep, policy } = this.#parts
    const nowMs = now()
    this.#colos.saw(colo, nowMs)
    const ageMs = this.#ageMs(nowMs)
    if (ageMs > policy.softPullMs) {
      const pull = this.#pulled(nowMs)
      const waits = ageMs > policy.blockingPullMs && !this.#failedWithin(policy.breakerMs, nowMs)
      if (waits) await bounded(pull, policy.pullTimeoutMs, sleep)
    }
    if (this.#feed === undefined) return null
    return { feed: this.#feed, ageMs: this.#ageMs(now()) }
  }

  async sighted(sighting: Sighting): Promise<void> {
    this.#sightings.add(sighting, this.#parts.now())
    this.#deliver()
  }

  async snapshotPart(revision: string, index: number): Promise<SnapshotPart | null> {
    return this.#snapshots.part(revision, index, this.#feed?.revision)
  }

  async push(feed: Feed): Promise<number> {
    this.#accept(feed)
    return this.#feed?.seq ?? 0
  }

  /** Receipts go with the next pull; where nobody reads, one is made for them. */
  async #deliver(): Promise<void> {
    const { now, sleep, policy } = this.#parts
    if (this.#delivering) return
    this.#delivering = true
    await sleep(policy.softPullMs)
    this.#delivering = false
    if (this.#sightings.size > 0) this.#pulled(now())
  }

  #ageMs(nowMs: number): number {
    return this.#asOfMs === undefined ? unprovenAgeMs : Math.max(0, nowMs - this.#asOfMs)
  }

  #failedWithin(ms: number, nowMs: number): boolean {
    return this.#failedAtMs !== undefined && nowMs - this.#failedAtMs < ms
  }

  /** Joins the pull under way or starts one. Never rejects; resolves at once where it is too soon after a failure. */
  #pulled(nowMs: number): Promise<void> {
    const { policy } = this.#parts
    if (this.#pull !== undefined && nowMs - this.#pull.startedAtMs < policy.pullTimeoutMs) return this.#pull.done
    if (this.#pull !== undefined) this.#failedAtMs = nowMs
    else if (this.#failedWithin(policy.retryMs, nowMs)) return Promise.resolve()
    const mine = { startedAtMs: nowMs, done: this.#runPull(nowMs) }
    this.#pull = mine
    return mine.done.then(() => {
      if (this.#pull === mine) this.#pull = undefined
    })
  }

  async #runPull(startedAtMs: number): Promise<void> {
    const { name, now, root, policy } = this.#parts
    const batch = this.#sightings.take()
    try {
      const colos = this.#colos.list(startedAtMs)
      const answer = await retriedOnce(() => root().pull({ relay: name, sightings: renderBatch(batch, now()), colos }))
      const feed = parseFeed(answer)
      if (feed === null) throw new Error('the root answered something that is no feed')
      if (this.#accept(feed)) this.#asOfMs = Math.max(this.#asOfMs ?? Number.NEGATIVE_INFINITY, startedAtMs)
      // A late answer does not undo that later pulls have failed since.
      if (now() - startedAtMs < policy.pullTimeoutMs) this.#failedAtMs = undefined
    } catch (error) {
      this.#failedAtMs = now()
      this.#sightings.restore(batch)
      console.warn(`relay ${name}: the root could not be asked`, error)
    }
  }

  /** Whether the feed is at least as new as the one known. */
  #accept(feed: Feed): boolean {
    const order = this.#feed === undefined ? 1 : compareFeeds(feed, this.#feed)
    if (order > 0) this.#feed = feed
    return order >= 0
  }
}
