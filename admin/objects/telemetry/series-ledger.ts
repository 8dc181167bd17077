// The last reading of each series of cumulative metrics, and by how much a new one has grown. When in doubt it counts nothing:
// what is not known to be new is no evidence.

import type { LatencyBuckets } from '../../../domain/guard/latency.ts'
import { maxOutcomeAgeMs, type OutcomeCounts, type SeriesPoint } from '../../../protocol/outcomes.ts'
import { telemetryPolicy } from './telemetry-policy.ts'

interface Reading extends Record<string, SqlStorageValue> {
  startAt: number
  readAt: number
  units: number
  failing: number
  converted: number
  latency: string
}

export class SeriesLedger {
  readonly #sql: SqlStorage
  /** How many there are; undefined until it is counted. */
  #count: number | undefined

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** By how much a series has grown since it was read last, which is now its last reading. */
  grown(told: OutcomeCounts, point: SeriesPoint, nowMs: number): OutcomeCounts | 'late' {
    const [last] = this.#sql
      .exec<Reading>(
        `SELECT start_at AS startAt, read_at AS readAt, units, failing, converted, latency FROM outcome_series WHERE id = ?`,
        point.id,
      )
      .toArray()
    if (last !== undefined && (point.atMs <= last.readAt || point.startMs < last.startAt)) return nothingOf(told)
    this.#keep(told, point, nowMs, last === undefined)
    if (last === undefined) return nothingOf(told)
    // Of so long an interval nobody can say which stage it belongs to.
    if (point.atMs - last.readAt > maxOutcomeAgeMs) return 'late'
    return growth(told, point, last)
  }

  #keep({ units, failing, converted, latency }: OutcomeCounts, point: SeriesPoint, nowMs: number, isNew: boolean) {
    this.#sql.exec(
      'INSERT OR REPLACE INTO outcome_series VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      point.id,
      point.startMs,
      point.atMs,
      units,
      failing,
      converted,
      JSON.stringify(latency),
      nowMs,
    )
    if (!isNew) return
    const counted = () => this.#sql.exec<{ value: number }>('SELECT count(*) AS value FROM outcome_series').one().value
    this.#count = this.#count === undefined ? counted() : this.#count + 1
    if (this.#count <= telemetryPolicy.series) return
    this.#count = undefined
    // A tenth at once, so that a flood of new series does not search for the oldest with each of them.
    const forgotten = Math.ceil(telemetryPolicy.series / 10)
    this.#sql.exec(
      'DELETE FROM outcome_series WHERE id IN (SELECT id FROM outcome_series ORDER BY seen_at LIMIT ?)',
      forgotten,
    )
  }

  forget(beforeMs: number): void {
    this.#count = undefined
    this.#sql.exec('DELETE FROM outcome_series WHERE seen_at < ?', beforeMs)
  }
}

function growth(told: OutcomeCounts, { startMs }: SeriesPoint, last: Reading): OutcomeCounts {
  if (startMs > last.startAt) return startMs >= last.readAt ? told : nothingOf(told)
  const isLower = told.units < last.units || told.failing < last.failing || told.converted < last.converted
  // It began again from zero without saying so.
  if (isLower) return told
  return {
    ...told,
    units: told.units - last.units,
    failing: told.failing - last.failing,
    converted: told.converted - last.converted,
    latency: grownBuckets(told.latency, JSON.parse(last.latency)),
  }
}

/** None where a bucket has shrunk: a histogram that changed its scale cannot be compared with itself. */
function grownBuckets(told: LatencyBuckets, last: LatencyBuckets): LatencyBuckets {
  const grown: Record<string, number> = {}
  for (const bucket of new Set([...Object.keys(told), ...Object.keys(last)])) {
    const by = (told[bucket] ?? 0) - (last[bucket] ?? 0)
    if (by < 0) return {}
    if (by > 0) grown[bucket] = by
  }
  return grown
}

const nothingOf = (told: OutcomeCounts): OutcomeCounts => ({ ...told, units: 0, failing: 0, converted: 0, latency: {} })
