// An isolate's reports of what it answered: counted while it answers, sent behind an answer's back, and never the reason
// for one to be late. Answers of the bundled fallback and of unknown keys belong to no revision and are not counted here.

import { bounded, type Sleep, timedOut } from '../../domain/bounded.ts'
import type { Outcome } from '../../domain/flag/outcome.ts'
import {
  type BatchAnswer,
  shardOf,
  type TelemetryRpc,
  type TelemetryShard,
  telemetryShards,
} from '../../protocol/telemetry.ts'
import type { Held } from '../snapshot/held.ts'
import type { KeepAlive } from '../snapshot/keep-alive.ts'
import { UsageCounts } from './usage-counts.ts'
import { type OutgoingBatch, UsageOutbox } from './usage-outbox.ts'
import type { UsagePolicy } from './usage-policy.ts'

/** Of one shard in one report: a large document, or two revisions. What is left goes with the next report. */
const maxBatches = 8

export interface UsageParts {
  readonly now: () => number
  readonly sleep: Sleep
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly newId: () => string
  /** A fresh stub with every call: stubs belong to the request that made them. */
  readonly telemetry: (shard: TelemetryShard) => TelemetryRpc
  readonly colo: () => string
  readonly policy: UsagePolicy
}

export class UsageReports {
  readonly #parts: UsageParts
  readonly #outboxes = new Map<TelemetryShard, UsageOutbox>(telemetryShards.map((shard) => [shard, new UsageOutbox()]))
  #counts: UsageCounts | undefined
  #isolateId: string | undefined
  /** A report is under way or planned until then; one whose request has died in between is overdue, and forgotten. */
  #busyUntilMs = Number.NEGATIVE_INFINITY
  #sentAtMs = Number.NEGATIVE_INFINITY
  /** Batches since the isolate began, and answers whose counts were given up, for `/metrics`. */
  readonly totals = { acknowledged: 0, failed: 0, lostAnswers: 0 }

  constructor(parts: UsageParts) {
    this.#parts = parts
  }

  /** Counts an answer of the held snapshot. */
  count(held: Held, index: number, { code }: Outcome): void {
    let counts = this.#counts
    if (counts === undefined || counts.snapshot !== held.snapshot) {
      this.#collect()
      counts = new UsageCounts(held.snapshot)
      this.#counts = counts
    }
    counts.count(index, code)
  }

  /** Counts the one answer of a request. */
  answered(held: Held, index: number, outcome: Outcome, keepAlive: KeepAlive): void {
    this.count(held, index, outcome)
    this.plan(keepAlive)
  }

  /** Sees to it that what was counted is sent before long. To be called once for a request. */
  plan(keepAlive: KeepAlive): void {
    const { now, random, policy } = this.#parts
    const nowMs = now()
    if (nowMs < this.#busyUntilMs) return
    const delayMs = Math.max(0, this.#sentAtMs + policy.intervalMs - nowMs) + random() * policy.spreadMs
    this.#busyUntilMs = nowMs + delayMs + maxBatches * policy.timeoutMs
    keepAlive(this.#sendAfter(delayMs))
  }

  async #sendAfter(delayMs: number): Promise<void> {
    const { now, sleep } = this.#parts
    await sleep(delayMs)
    this.#sentAtMs = now()
    this.#collect()
    const waiting = [...this.#outboxes].filter(([, outbox]) => !outbox.isEmpty)
    await Promise.allSettled(waiting.map(([shard, outbox]) => this.#send(shard, outbox)))
    this.#busyUntilMs = Number.NEGATIVE_INFINITY
  }

  #collect(): void {
    const counts = this.#counts
    counts?.drain((outcome, count, system) => {
      const outbox = this.#outboxes.get(shardOf(system ?? outcome.key))!
      if (!outbox.add(counts.snapshot.revision, outcome, count)) this.totals.lostAnswers += count
    })
  }

  async #send(shard: TelemetryShard, outbox: UsageOutbox): Promise<void> {
    const { now, newId, policy } = this.#parts
    for (let sent = 0; sent < maxBatches; sent++) {
      const batch = outbox.next(now(), newId)
      if (batch === undefined) return
      const answer = await this.#deliver(shard, batch)
      const isCounted = answer?.status === 'counted'
      this.totals[isCounted ? 'acknowledged' : 'failed']++
      if (answer?.status === 'refused') console.error(`telemetry ${shard} refused a batch: ${answer.detail}`)
      this.totals.lostAnswers += outbox.settle(answer, now(), policy.repeatedMs)
      if (!isCounted) return
    }
  }

  /** Undefined when nothing answered in time. */
  async #deliver(shard: TelemetryShard, batch: OutgoingBatch): Promise<BatchAnswer | undefined> {
    const { now, sleep, newId, telemetry, colo, policy } = this.#parts
    const { closedAtMs, ...content } = batch
    this.#isolateId ??= newId()
    const message = {
      format: 1,
      ...content,
      isolate: this.#isolateId,
      colo: colo(),
      ageMs: now() - closedAtMs,
    } as const
    try {
      const answer = await bounded(telemetry(shard).record(message), policy.timeoutMs, sleep)
      return answer === timedOut ? undefined : answer
    } catch {
      return undefined
    }
  }
}
