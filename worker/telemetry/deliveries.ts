// Takes outcomes to the telemetry objects, and waits until they have them: a sender that is told yes may forget them. Whoever
// is told no sends the same batch again; objects that had their part of it know that.

import { bounded, type Sleep, timedOut } from '../../domain/bounded.ts'
import type { OutcomeBatch, OutcomeCounts } from '../../protocol/outcomes.ts'
import { type OutcomeAnswer, shardOf, type TelemetryRpc, type TelemetryShard } from '../../protocol/telemetry.ts'
import type { TelemetryPolicy } from './telemetry-policy.ts'

export interface DeliveryParts {
  readonly sleep: Sleep
  /** A fresh stub with every call: stubs belong to the request that made them. */
  readonly telemetry: (shard: TelemetryShard) => Pick<TelemetryRpc, 'takeOutcomes'>
  readonly policy: TelemetryPolicy
}

/** `busy` is worth 429, `unreachable` 503. */
export type Delivered =
  | { readonly status: 'taken'; readonly duplicate: boolean }
  | { readonly status: 'busy'; readonly retryAfterSeconds: number }
  | { readonly status: 'unreachable'; readonly retryAfterSeconds: number }

export class Deliveries {
  readonly #parts: DeliveryParts
  #waiting = 0
  /** Requests since the isolate began, by what became of them, for `/metrics`. */
  readonly totals = { taken: 0, busy: 0, unreachable: 0 }

  constructor(parts: DeliveryParts) {
    this.#parts = parts
  }

  get policy(): TelemetryPolicy {
    return this.#parts.policy
  }

  async deliver(batch: string, bySystem: ReadonlyMap<string, readonly OutcomeCounts[]>): Promise<Delivered> {
    const delivered = await this.#deliver(batch, bySystem)
    this.totals[delivered.status]++
    return delivered
  }

  async #deliver(batch: string, bySystem: ReadonlyMap<string, readonly OutcomeCounts[]>): Promise<Delivered> {
    if (this.#waiting >= this.policy.waitingRequests) return { status: 'busy', retryAfterSeconds: 1 }
    this.#waiting++
    try {
      const sent = [...bySystem].map(([system, counts]) => this.#send({ batch, system, counts }))
      return this.#resultOf(await Promise.all(sent))
    } finally {
      this.#waiting--
    }
  }

  async #send(batch: OutcomeBatch): Promise<OutcomeAnswer | undefined> {
    const { telemetry, policy, sleep } = this.#parts
    try {
      const taken = telemetry(shardOf(batch.system)).takeOutcomes(batch)
      const answer = await bounded(taken, policy.timeoutMs, sleep)
      return answer === timedOut ? undefined : answer
    } catch {
      return undefined
    }
  }

  #resultOf(answers: readonly (OutcomeAnswer | undefined)[]): Delivered {
    if (answers.includes(undefined)) return { status: 'unreachable', retryAfterSeconds: this.policy.retryAfterSeconds }
    const known = answers.filter((answer) => answer !== undefined)
    const waits = known.map((answer) => ('retryAfterSeconds' in answer ? answer.retryAfterSeconds : 0))
    const longest = Math.max(0, ...waits)
    if (longest > 0) return { status: 'busy', retryAfterSeconds: longest }
    return { status: 'taken', duplicate: known.length > 0 && known.every((answer) => 'duplicate' in answer) }
  }
}
