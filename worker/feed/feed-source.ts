// The leased feed of an isolate: what it knows of kills, and until when it may use that. It acts only while requests come:
// behind their backs while the lease is fresh, before their answers once it has lapsed.
//
// What is known never goes back, and no time-out, failure or silence makes it fresher than its evidence.

import { bounded, timedOut } from '../../domain/bounded.ts'
import { compareFeeds, type Feed, type FeedPosition } from '../../protocol/feed.ts'
import type { KeepAlive } from '../snapshot/keep-alive.ts'
import { forgiving } from './colo-cache.ts'
import { jitter, readEntry } from './colo-share.ts'
import type { FeedParts } from './feed-parts.ts'
import { type RefreshedBy, refreshFeed } from './refresh-feed.ts'
import { placeOf } from './relay-choice.ts'
import { RelayRoute } from './relay-route.ts'
import { SightingReports } from './sighting-reports.ts'

export type FeedListener = (feed: Feed, keepAlive: KeepAlive) => void

interface Flight {
  readonly startedAtMs: number
  readonly done: Promise<void>
}

export class FeedSource {
  readonly #parts: FeedParts
  readonly route: RelayRoute
  readonly #reports: SightingReports
  #listener: FeedListener = () => {}
  #feed: Feed | undefined
  #asOfMs: number | undefined
  #launchedAtMs = Number.NEGATIVE_INFINITY
  #dueAtMs = Number.NEGATIVE_INFINITY
  #failedAtMs: number | undefined
  #flight: Flight | undefined
  /** Refreshes since the isolate began, for `/metrics`. */
  readonly counts = { refreshes: 0, failures: 0 }

  constructor(parts: FeedParts) {
    const cache = parts.cache === undefined ? undefined : forgiving(parts.cache)
    this.#parts = { ...parts, cache }
    this.route = new RelayRoute(parts.policy.avoidMs, parts.random)
    this.#reports = new SightingReports(this.#parts, this.route)
  }

  /** When the root last vouched for the feed, by this isolate's clock; undefined before the first time. */
  get asOfMs(): number | undefined {
    return this.#asOfMs
  }

  /** Who is told of every newer feed, at once. */
  listen(listener: FeedListener): void {
    this.#listener = listener
  }

  /** Learns from a request's `cf` where this isolate runs. Once is enough: an isolate does not travel. */
  locate(request: { readonly cf?: unknown }): void {
    if (this.route.located) return
    const place = placeOf(request.cf)
    if (place !== null) this.route.locate(place)
  }

  /** Starts a refresh behind the caller's back when one is due. The hot path: no promise, no I/O. */
  keepFresh(nowMs: number, keepAlive: KeepAlive): void {
    if (nowMs >= this.#dueAtMs) this.#launch(nowMs, keepAlive)
  }

  /** The same for a caller who wants to know sooner than requests do. Whether it began one. */
  keepFresherThan(everyMs: number, keepAlive: KeepAlive): boolean {
    const nowMs = this.#parts.now()
    if (nowMs - this.#launchedAtMs < everyMs) return false
    this.#launch(nowMs, keepAlive)
    return this.#launchedAtMs === nowMs
  }

  /** Whether a request may wait for a refresh, or one failed only just now. */
  mayBlock(nowMs: number): boolean {
    return this.#failedAtMs === undefined || nowMs - this.#failedAtMs >= this.#parts.policy.breakerMs
  }

  /** Waits for a refresh, its own or another request's, within the budget. */
  async settled(keepAlive: KeepAlive): Promise<void> {
    const { now, sleep, policy } = this.#parts
    this.#launch(now(), keepAlive)
    const outcome = await bounded(this.#flight?.done ?? Promise.resolve(), policy.refreshBudgetMs, sleep)
    if (outcome === timedOut) this.#failedAtMs = now()
  }

  /** Looks into the location's cache for a feed that somebody says is there. Asks nobody else. */
  async catchUp(position: FeedPosition, keepAlive: KeepAlive): Promise<void> {
    const { cache } = this.#parts
    if (cache === undefined || (this.#feed !== undefined && compareFeeds(this.#feed, position) >= 0)) return
    const entry = await readEntry({ ...this.#parts, cache })
    if (entry !== null) this.#accept(entry.feed, entry.asOfMs, keepAlive)
  }

  /** Notes that this isolate enforces a feed from now on, wherever it came from. */
  enforced(position: FeedPosition): void {
    this.#reports.note(position)
  }

  /** Starts a refresh unless one is under way. One whose owner is gone is given up after its time. */
  #launch(nowMs: number, keepAlive: KeepAlive): void {
    const { policy, random } = this.#parts
    if (this.#flight !== undefined && nowMs - this.#flight.startedAtMs < policy.flightMs) return
    this.#launchedAtMs = nowMs
    this.#dueAtMs = nowMs + policy.softRefreshMs * jitter(random, policy.jitterFloor)
    const flight: Flight = { startedAtMs: nowMs, done: this.#fly(keepAlive).then((by) => this.#land(flight, by)) }
    this.#flight = flight
    keepAlive(flight.done)
  }

  async #fly(keepAlive: KeepAlive): Promise<RefreshedBy> {
    this.counts.refreshes++
    const accept = (feed: Feed, asOfMs: number): boolean => this.#accept(feed, asOfMs, keepAlive)
    try {
      const by = await refreshFeed({ ...this.#parts, route: this.route, accept, keepAlive })
      this.#reports.flush(by === 'relay', keepAlive)
      return by
    } catch (error) {
      console.error('a refresh of the feed failed', error)
      return null
    }
  }

  #land(flight: Flight, by: RefreshedBy): void {
    if (by === null) this.counts.failures++
    // One that was given up says nothing about what has begun since.
    if (this.#flight !== flight) return
    this.#flight = undefined
    this.#failedAtMs = by === null ? this.#parts.now() : undefined
  }

  /** False for what is older than the feed known: that proves nothing about it either. */
  #accept(feed: Feed, asOfMs: number, keepAlive: KeepAlive): boolean {
    const order = this.#feed === undefined ? 1 : compareFeeds(feed, this.#feed)
    if (order < 0) return false
    this.#asOfMs = Math.max(this.#asOfMs ?? Number.NEGATIVE_INFINITY, asOfMs)
    if (order > 0) {
      this.#feed = feed
      this.#listener(feed, keepAlive)
    }
    return true
  }
}
