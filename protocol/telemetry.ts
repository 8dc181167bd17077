// What evaluators tell the telemetry objects: counts of their own answers, and outcomes that applications sent them. A batch
// keeps its id and its content however often it is sent, so that one that arrives twice counts once.

import type { ArmTick, Tick } from '../domain/guard/tick.ts'
import { isJsonObject, type Json } from '../domain/json.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import { isRevision } from './feed.ts'
import { fnv1a } from './fnv.ts'
import type { OutcomeBatch } from './outcomes.ts'

/** The telemetry objects, one for each share of the systems. */
export const telemetryShards = ['t0', 't1', 't2', 't3', 't4', 't5', 't6', 't7'] as const
export type TelemetryShard = (typeof telemetryShards)[number]

/** Counts of one batch: with the longest names they fit a message and a row. What is more goes with the next one. */
export const maxBatchCounts = 500
/** Characters of a flag key or a variant's name. */
export const maxCountedNameLength = 256
const maxCount = 2 ** 40

const reasons = ['STATIC', 'DEFAULT', 'TARGETING_MATCH', 'DISABLED', 'ERROR'] as const

export interface TelemetryCount {
  readonly flag: string
  /** "" for an answer without a variant. */
  readonly variant: string
  readonly reason: (typeof reasons)[number]
  readonly count: number
}

/**
 * @example
 * { "format": 1, "batch": "9f0c1a52-…", "isolate": "4be7d0c1-…", "colo": "FRA", "revision": "9f2c…", "ageMs": 210,
 *   "counts": [{ "flag": "new-checkout", "variant": "on", "reason": "TARGETING_MATCH", "count": 1200 }] }
 */
export interface TelemetryBatch {
  readonly format: 1
  /** UUID: names this batch among all. */
  readonly batch: string
  /** UUID: names the isolate while it lives. */
  readonly isolate: string
  /** IATA code of the location, "local" where there is none. */
  readonly colo: string
  /** Of the snapshot whose answers were counted. */
  readonly revision: string
  /** How long before this message the batch was closed: it grows with every attempt to send it. */
  readonly ageMs: number
  readonly counts: readonly TelemetryCount[]
}

/** `counted`: also for a batch that was counted before. `full`: later, please. `refused`: never, as it is. */
export type BatchAnswer =
  | { readonly status: 'counted' }
  | { readonly status: 'full' }
  | { readonly status: 'refused'; readonly detail: string }

/** `duplicate`: it was taken before, and everything in it counts. `retryAfterSeconds`: nothing of it was taken. */
export type OutcomeAnswer =
  | { readonly taken: true }
  | { readonly duplicate: true }
  | { readonly retryAfterSeconds: number }

/** A telemetry object, as evaluators see it. */
export interface TelemetryRpc {
  record(batch: TelemetryBatch): Promise<BatchAnswer>
  /** All of a batch or nothing of it, durable once answered. */
  takeOutcomes(batch: OutcomeBatch): Promise<OutcomeAnswer>
}

/** Which outcomes a reader has had. A reader that has had none begins at 0. */
export interface OutcomeCursor {
  /** Of the answer before. */
  readonly cursor: number
  /** Only intervals that ended after it: late data of an earlier stage is no evidence for this one. */
  readonly sinceMs: number
}

export interface ArmsQuery extends OutcomeCursor {
  readonly flag: string
  /** The variant that is tried, and the one it is compared with. */
  readonly treated: string
  readonly control: string
}

export interface SystemQuery extends Omit<OutcomeCursor, 'sinceMs'> {
  readonly system: string
  readonly sinceMs?: number
  /** Only intervals that ended by then. */
  readonly untilMs?: number
}

export interface ArmsAnswer {
  readonly tick: Tick
  /** To ask with the next time. */
  readonly cursor: number
  /** When the newest interval of either variant after `sinceMs` ended, read before or now; null where there is none. */
  readonly lastAtMs: number | null
}

export interface SystemAnswer {
  readonly arm: ArmTick
  /** Whether any of it was requests, of which one user may make many. */
  readonly requests?: boolean
  /** Failures by slice of the users; absent where nobody told them. */
  readonly slices?: readonly number[]
  readonly cursor: number
  readonly lastAtMs: number | null
}

/** Since the object was made. */
export interface OutcomeTotals {
  /** Counts that went into the log. */
  readonly taken: number
  /** Batches that came again. */
  readonly duplicate: number
  /** Counts of intervals that ended more than five minutes before they came. */
  readonly late: number
  /** Counts of variants or systems beyond the most that are told apart. */
  readonly overflow: number
  /** Batches that were put off. */
  readonly refused: number
}

/** A telemetry object, as the control plane reads it. Reading twice with one cursor answers the same and more. */
export interface OutcomeReaderRpc {
  arms(query: ArmsQuery): Promise<ArmsAnswer>
  systemOutcomes(query: SystemQuery): Promise<SystemAnswer>
  outcomeTotals(): Promise<OutcomeTotals>
}

/** Where a flag is counted: flags of one system together, all others by their own key. */
export const shardOf = (systemOrFlag: string): TelemetryShard =>
  telemetryShards[fnv1a(systemOrFlag) % telemetryShards.length]!

/** The reason names the member and says what may stand there. */
export function parseTelemetryBatch(value: unknown): Result<TelemetryBatch, string> {
  if (!isJsonObject(value)) return fail('a batch is an object')
  const { format, batch, isolate, colo, revision, ageMs, counts } = value
  if (format !== 1) return fail('/format: 1 is the only one')
  if (!isUuid(batch)) return fail('/batch: a UUID')
  if (!isUuid(isolate)) return fail('/isolate: a UUID')
  if (typeof colo !== 'string' || colo.length === 0 || colo.length > 16) return fail('/colo: 1 to 16 characters')
  if (typeof revision !== 'string' || !isRevision(revision)) return fail('/revision: 64 hexadecimal digits')
  if (typeof ageMs !== 'number' || !(ageMs >= 0) || ageMs === Number.POSITIVE_INFINITY) {
    return fail('/ageMs: milliseconds from 0')
  }
  if (!Array.isArray(counts)) return fail('/counts: a list')
  if (counts.length > maxBatchCounts)
    return fail(`/counts: ${counts.length} of them; up to ${maxBatchCounts} are taken`)
  const bad = counts.findIndex((count) => !isCount(count))
  if (bad >= 0) {
    return fail(
      `/counts/${bad}: {"flag", "variant", "reason", "count"} with names of up to ${maxCountedNameLength} characters, a reason ` +
        `of OpenFeature's, and a whole number from 1 to ${maxCount}`,
    )
  }
  return ok(value as unknown as TelemetryBatch)
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const isUuid = (value: Json | undefined): value is string => typeof value === 'string' && uuid.test(value)

function isCount(value: Json): boolean {
  if (!isJsonObject(value)) return false
  const { flag, variant, reason, count } = value
  if (typeof flag !== 'string' || flag.length === 0 || flag.length > maxCountedNameLength) return false
  if (typeof variant !== 'string' || variant.length > maxCountedNameLength) return false
  if (!reasons.some((known) => known === reason)) return false
  return Number.isSafeInteger(count) && (count as number) >= 1 && (count as number) <= maxCount
}
