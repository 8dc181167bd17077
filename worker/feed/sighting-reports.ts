// Kill receipts: an isolate tells a relay, once per seq, that it enforces it. Whoever asked a relay itself reports at once,
// so a location is confirmed as soon as it knows; the others of the location spread their reports, and where they are too
// many for that, most keep silent, or every kill would be a stampede. Where seqs follow each other faster than that, the newest
// stands for all.

import { bounded, timedOut } from '../../domain/bounded.ts'
import type { FeedPosition } from '../../protocol/feed.ts'
import type { KeepAlive } from '../snapshot/keep-alive.ts'
import type { FeedParts } from './feed-parts.ts'
import type { RelayRoute } from './relay-route.ts'

interface Pending {
  readonly position: FeedPosition
  readonly seenAtMs: number
  attemptsLeft: number
}

const maxAttempts = 3
/** Isolates of one location that report within one second, besides those that asked a relay. */
const maxPerSecond = 2
const countTtlSeconds = 2

export class SightingReports {
  readonly #parts: FeedParts
  readonly #route: RelayRoute
  #pending: Pending | undefined
  #busyUntilMs = 0

  constructor(parts: FeedParts, route: RelayRoute) {
    this.#parts = parts
    this.#route = route
  }

  note({ epoch, seq }: FeedPosition): void {
    this.#pending = { position: { epoch, seq }, seenAtMs: this.#parts.now(), attemptsLeft: maxAttempts }
  }

  /** Sends what has not been reported, at once or within the spread. */
  flush(atOnce: boolean, keepAlive: KeepAlive): void {
    const { now, random, policy } = this.#parts
    if (this.#pending === undefined || (!atOnce && now() < this.#busyUntilMs)) return
    const delayMs = atOnce ? 0 : random() * policy.reportSpreadMs
    this.#busyUntilMs = now() + delayMs + policy.relayTimeoutMs
    keepAlive(atOnce ? this.#send() : this.#sendLater(delayMs))
  }

  async #sendLater(delayMs: number): Promise<void> {
    const { now, sleep, cache, policy } = this.#parts
    await sleep(delayMs)
    const pending = this.#pending
    if (pending === undefined || cache === undefined) return this.#send()
    const name = `reports/${Math.floor(now() / 1_000)}`
    const count = await bounded(cache.read(name), policy.cacheTimeoutMs, sleep)
    const reported = typeof count === 'string' ? Number(count) : 0
    if (reported >= maxPerSecond) {
      if (this.#pending === pending) this.#pending = undefined
      return
    }
    await Promise.all([this.#send(), cache.write(name, String(reported + 1), countTtlSeconds)])
  }

  async #send(): Promise<void> {
    const pending = this.#pending
    if (pending === undefined) return
    this.#pending = undefined
    pending.attemptsLeft--
    const sent = await this.#deliver(pending)
    this.#busyUntilMs = 0
    if (!sent && pending.attemptsLeft > 0) this.#pending ??= pending
  }

  async #deliver({ position, seenAtMs }: Pending): Promise<boolean> {
    const { now, sleep, relays, policy } = this.#parts
    const [name] = this.#route.candidates(now())
    try {
      const report = { colo: this.#route.colo, ...position, agoMs: now() - seenAtMs }
      return (await bounded(relays(name!).sighted(report), policy.relayTimeoutMs, sleep)) !== timedOut
    } catch {
      return false
    }
  }
}
