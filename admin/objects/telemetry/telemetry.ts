// The telemetry object: one for each share of the systems. Takes the evaluators' counts, each batch once, and hands day totals
// to the root, each once. Takes outcomes, too, and answers what became of each arm. It decides nothing, and nothing that is
// answered to users waits for it.

import { DurableObject } from 'cloudflare:workers'
import type { Result } from '../../../domain/result.ts'
import type { OutcomeBatch } from '../../../protocol/outcomes.ts'
import {
  type ArmsAnswer,
  type ArmsQuery,
  type BatchAnswer,
  type OutcomeAnswer,
  type OutcomeReaderRpc,
  type OutcomeTotals,
  parseTelemetryBatch,
  type SystemAnswer,
  type SystemQuery,
  type TelemetryBatch,
  type TelemetryRpc,
  type TelemetryShard,
  telemetryShards,
} from '../../../protocol/telemetry.ts'
import { clockOf } from '../../clock.ts'
import { bounded, realSleep, type Sleep, timedOut } from '../../waiting.ts'
import { OutcomeLog } from './outcome-log.ts'
import { telemetryPolicy } from './telemetry-policy.ts'
import { type HandOver, UsageLedger } from './usage-ledger.ts'

/** The root, as telemetry objects see it. */
export interface RootUsageRpc {
  /** Adds the rows once, however often the same sequence of a shard comes. */
  recordUsage(shard: TelemetryShard, handOver: HandOver): Promise<void>
}

export interface TelemetryEnv {
  readonly ROOT: { getByName(name: string): RootUsageRpc }
  readonly LOCAL?: string
  readonly LOCAL_CLOCK?: string
}

/** What lies outside the object. Tests put their own in its place. */
interface Surroundings {
  now: () => number
  sleep: Sleep
  root: () => RootUsageRpc
}

export class Telemetry extends DurableObject<TelemetryEnv> implements TelemetryRpc, OutcomeReaderRpc {
  readonly surroundings: Surroundings
  readonly #ledger: UsageLedger
  readonly #outcomes: OutcomeLog
  readonly #name: TelemetryShard

  constructor(ctx: DurableObjectState, env: TelemetryEnv) {
    super(ctx, env)
    this.#name = nameOf(ctx.id)
    this.#ledger = new UsageLedger(ctx.storage.sql)
    this.#outcomes = new OutcomeLog(ctx.storage.sql)
    this.surroundings = { now: clockOf(env).now, sleep: realSleep, root: () => env.ROOT.getByName('root') }
  }

  async record(value: TelemetryBatch): Promise<BatchAnswer> {
    const answer = this.ctx.storage.transactionSync(() => this.#take(parseTelemetryBatch(value)))
    await this.#wakeWithin(telemetryPolicy.handOverEveryMs)
    return answer
  }

  #take(parsed: Result<TelemetryBatch, string>): BatchAnswer {
    if (!parsed.ok) {
      this.#ledger.noteRefusal()
      return { status: 'refused', detail: parsed.error }
    }
    const batch = parsed.value
    if (this.#ledger.wasCounted(batch.batch)) return { status: 'counted' }
    if (this.#ledger.isFull) return { status: 'full' }
    this.#ledger.count(batch, this.surroundings.now())
    return { status: 'counted' }
  }

  async takeOutcomes(batch: OutcomeBatch): Promise<OutcomeAnswer> {
    const answer = this.ctx.storage.transactionSync(() => this.#outcomes.take(batch, this.surroundings.now()))
    if ('taken' in answer) await this.#wakeWithin(telemetryPolicy.batchKeptMs)
    return answer
  }

  async arms(query: ArmsQuery): Promise<ArmsAnswer> {
    return this.ctx.storage.transactionSync(() => this.#outcomes.arms(query))
  }

  async systemOutcomes(query: SystemQuery): Promise<SystemAnswer> {
    return this.ctx.storage.transactionSync(() => this.#outcomes.system(query))
  }

  async outcomeTotals(): Promise<OutcomeTotals> {
    return this.#outcomes.totals
  }

  /** Rings while anything is left to hand over or to forget. Rung twice, it does nothing twice. */
  override async alarm(): Promise<void> {
    const { handOverEveryMs, batchKeptMs } = telemetryPolicy
    this.#ledger.forgetBatches(this.surroundings.now() - batchKeptMs)
    this.ctx.storage.transactionSync(() => this.#outcomes.forget(this.surroundings.now()))
    const isDone = await this.#handOver()
    if (!isDone) await this.#wakeWithin(handOverEveryMs)
    else if (this.#ledger.hasBatches || !this.#outcomes.isEmpty) await this.#wakeWithin(batchKeptMs)
  }

  /** True once the root has everything. */
  async #handOver(): Promise<boolean> {
    const { now, sleep, root } = this.surroundings
    for (;;) {
      const handOver = this.ctx.storage.transactionSync(() => this.#ledger.nextHandOver(now()))
      if (handOver === undefined) return true
      try {
        const told = await bounded(root().recordUsage(this.#name, handOver), telemetryPolicy.rootTimeoutMs, sleep)
        if (told === timedOut) return false
      } catch (error) {
        console.error(`${this.#name} could not reach the root and tries again`, error)
        return false
      }
      this.#ledger.acknowledged(handOver.sequence)
    }
  }

  async #wakeWithin(ms: number): Promise<void> {
    const dueAt = Date.now() + ms
    const setTo = await this.ctx.storage.getAlarm()
    if (setTo === null || setTo > dueAt) await this.ctx.storage.setAlarm(dueAt)
  }
}

/** Addressed by name only: to the root it is who its name says. */
function nameOf(id: DurableObjectId): TelemetryShard {
  const name = telemetryShards.find((known) => known === id.name)
  if (name === undefined)
    throw new Error(`there is no telemetry named ${id.name}; there are: ${telemetryShards.join(', ')}`)
  return name
}
