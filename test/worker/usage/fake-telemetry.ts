// The telemetry objects as an isolate sees them: every message is checked, counted once, and answered as the test says.

import type { OutcomeBatch } from '../../../protocol/outcomes.ts'
import {
  type BatchAnswer,
  type OutcomeAnswer,
  parseTelemetryBatch,
  type TelemetryBatch,
  type TelemetryRpc,
} from '../../../protocol/telemetry.ts'

export type Fault = 'throws' | 'hangs' | 'loses the answer' | 'is full' | 'refuses'

export class FakeTelemetry {
  /** What happens to messages now; undefined takes them. */
  fault: Fault | undefined
  /** Every message that arrived, in order, with its shard. */
  readonly arrived: (TelemetryBatch & { readonly shard: string })[] = []
  readonly #counted = new Map<string, TelemetryBatch>()
  /** Outcomes that arrived, each batch of a system once, with its shard. */
  readonly outcomes: (OutcomeBatch & { readonly shard: string })[] = []

  getByName(shard: string): TelemetryRpc {
    return {
      record: (batch) => this.#record(shard, batch),
      takeOutcomes: (batch) => this.#takeOutcomes(shard, batch),
    }
  }

  /** `flag/variant` and how often it was counted. */
  get totals(): Record<string, number> {
    const totals: Record<string, number> = {}
    for (const { counts } of this.#counted.values()) {
      for (const { flag, variant, count } of counts) {
        totals[`${flag}/${variant}`] = (totals[`${flag}/${variant}`] ?? 0) + count
      }
    }
    return totals
  }

  async #takeOutcomes(shard: string, batch: OutcomeBatch): Promise<OutcomeAnswer> {
    if (this.fault === 'throws') throw new Error('not now')
    if (this.fault === 'hangs') return new Promise(() => {})
    if (this.fault === 'is full') return { retryAfterSeconds: 7 }
    const known = this.outcomes.some((one) => one.batch === batch.batch && one.system === batch.system)
    if (!known) this.outcomes.push({ ...batch, shard })
    if (this.fault === 'loses the answer') throw new Error('lost')
    return known ? { duplicate: true } : { taken: true }
  }

  async #record(shard: string, batch: TelemetryBatch): Promise<BatchAnswer> {
    const parsed = parseTelemetryBatch(batch)
    if (!parsed.ok) throw new Error(`an isolate sent what is no batch: ${parsed.error}`)
    const known = this.arrived.find((earlier) => earlier.batch === batch.batch)
    if (known !== undefined && JSON.stringify(known.counts) !== JSON.stringify(batch.counts)) {
      throw new Error('an isolate changed a batch under the same id')
    }
    this.arrived.push({ ...batch, shard })
    if (this.fault === 'throws') throw new Error('not now')
    if (this.fault === 'hangs') return new Promise(() => {})
    if (this.fault === 'is full') return { status: 'full' }
    if (this.fault === 'refuses') return { status: 'refused', detail: 'no' }
    this.#counted.set(batch.batch, batch)
    if (this.fault === 'loses the answer') throw new Error('lost')
    return { status: 'counted' }
  }
}
