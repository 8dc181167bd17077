// The outcomes of the last two hours, in the order in which they came. A row that was read never changes again, so that a
// reader with a cursor gets everything once. Every method is one synchronous transaction of its caller's.

import { maxOutcomeAgeMs, type OutcomeBatch, type OutcomeCounts } from '../../../protocol/outcomes.ts'
import type {
  ArmsAnswer,
  ArmsQuery,
  OutcomeAnswer,
  OutcomeTotals,
  SystemAnswer,
  SystemQuery,
} from '../../../protocol/telemetry.ts'
import { Admissions } from './admissions.ts'
import { type LogRow, mergeCounts, readArm, sumRows } from './outcome-rows.ts'
import { outcomeTables } from './outcome-tables.ts'
import { SeriesLedger } from './series-ledger.ts'
import { telemetryPolicy, windowMs } from './telemetry-policy.ts'

/** What a count became. */
type Fate = 'taken' | 'late' | 'overflow'

interface Pair {
  readonly flag: string
  readonly variant: string
}

/** Positions a millisecond at most. A log whose storage was lost goes on above every position of its earlier life. */
const positionsPerMs = 4

export class OutcomeLog {
  readonly #sql: SqlStorage
  readonly #series: SeriesLedger
  readonly #admissions = new Admissions()

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(outcomeTables)
    this.#series = new SeriesLedger(sql)
  }

  take({ batch, system, counts }: OutcomeBatch, nowMs: number): OutcomeAnswer {
    if (this.#sql.exec('SELECT 1 FROM outcome_batches WHERE batch = ? AND system = ?', batch, system).toArray()[0]) {
      this.#sql.exec('UPDATE outcome_totals SET duplicate = duplicate + 1')
      return { duplicate: true }
    }
    const retryAfterSeconds = this.#admissions.admit(nowMs)
    if (retryAfterSeconds > 0) return { retryAfterSeconds }
    this.#sql.exec('INSERT INTO outcome_batches (batch, system, at) VALUES (?, ?, ?)', batch, system, nowMs)
    const fates: Record<Fate, number> = { taken: 0, late: 0, overflow: 0 }
    for (const each of counts) fates[this.#takeOne(system, each, nowMs)]++
    this.#sql.exec(
      'UPDATE outcome_totals SET taken = taken + ?, late = late + ?, overflow = overflow + ?',
      fates.taken,
      fates.late,
      fates.overflow,
    )
    return { taken: true }
  }

  #takeOne(system: string, told: OutcomeCounts, nowMs: number): Fate {
    // A late reading of a series is remembered all the same: the next one must not count what this one left out.
    const grown = told.series === undefined ? told : this.#series.grown(told, told.series, nowMs)
    if (grown === 'late' || told.ageMs > maxOutcomeAgeMs) return 'late'
    if (grown.units === 0 && grown.failing === 0 && grown.converted === 0) return 'taken'
    const isSystem = told.flag === null || told.variant === null
    const pair = isSystem ? { flag: '', variant: system } : { flag: told.flag!, variant: told.variant! }
    const sealed = this.#sealedOf(pair, nowMs)
    if (sealed === undefined) return 'overflow'
    // Nothing ends in the future: an age is never below zero.
    this.#append(pair, sealed, grown, Math.floor(nowMs - Math.max(0, told.ageMs)), nowMs)
    return 'taken'
  }

  /** Up to which position rows of a pair were read; undefined where there is no room for another pair. */
  #sealedOf({ flag, variant }: Pair, nowMs: number): number | undefined {
    const [known] = this.#sql
      .exec<{ sealed: number; seenAt: number }>(
        'SELECT sealed, seen_at AS seenAt FROM outcome_pairs WHERE flag = ? AND variant = ?',
        flag,
        variant,
      )
      .toArray()
    if (known === undefined) {
      if (this.#number('SELECT count(*) AS value FROM outcome_pairs') >= telemetryPolicy.pairs) return undefined
      this.#sql.exec('INSERT INTO outcome_pairs VALUES (?, ?, 0, ?)', flag, variant, nowMs)
      return 0
    }
    if (known.seenAt < nowMs - windowMs) {
      this.#sql.exec('UPDATE outcome_pairs SET seen_at = ? WHERE flag = ? AND variant = ?', nowMs, flag, variant)
    }
    return known.sealed
  }

  #append({ flag, variant }: Pair, sealed: number, counts: OutcomeCounts, endedAt: number, nowMs: number): void {
    const bucket = Math.floor(endedAt / windowMs) * windowMs
    const requests = Number(counts.requests)
    const [open] = this.#sql
      .exec<LogRow>(
        `SELECT * FROM outcome_log WHERE flag = ? AND variant = ? AND position > ? AND bucket = ? AND requests = ? LIMIT 1`,
        flag,
        variant,
        sealed,
        bucket,
        requests,
      )
      .toArray()
    const row = mergeCounts(open, counts, endedAt)
    const amounts = [row.units, row.failing, row.converted, row.slices, row.latency, row.first_ended_at]
    if (open !== undefined) {
      this.#sql.exec(
        `UPDATE outcome_log SET units = ?, failing = ?, converted = ?, slices = ?, latency = ?, first_ended_at = ?,
         last_ended_at = ? WHERE position = ?`,
        ...amounts,
        row.last_ended_at,
        open.position,
      )
      return
    }
    const position = Math.max(this.#lastPosition + 1, this.#lastPosition === 0 ? Math.floor(nowMs) * positionsPerMs : 0)
    this.#sql.exec(
      'INSERT INTO outcome_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      position,
      flag,
      variant,
      bucket,
      requests,
      ...amounts,
      row.last_ended_at,
    )
    this.#sql.exec('UPDATE outcome_totals SET last_position = ?', position)
    this.#sql.exec('DELETE FROM outcome_log WHERE position <= ?', position - telemetryPolicy.logRows)
    this.#admissions.noteRow()
  }

  arms({ flag, treated, control, cursor, sinceMs }: ArmsQuery): ArmsAnswer {
    const [left, right] = [treated, control].map((variant) => this.#read({ flag, variant }, cursor, sinceMs))
    const slices = right!.slices
    const tick = {
      treated: left!.arm,
      control: right!.arm,
      requests: left!.requests || right!.requests,
      ...(slices !== undefined && { controlSlices: slices }),
    }
    const ends = [left!.lastAtMs, right!.lastAtMs].filter((at) => at !== null)
    return { tick, cursor: this.#seal(cursor), lastAtMs: ends.length === 0 ? null : Math.max(...ends) }
  }

  system({ system, cursor, sinceMs = 0, untilMs }: SystemQuery): SystemAnswer {
    const { arm, requests, slices, lastAtMs } = this.#read({ flag: '', variant: system }, cursor, sinceMs, untilMs)
    return { arm, requests, ...(slices !== undefined && { slices }), cursor: this.#seal(cursor), lastAtMs }
  }

  #read({ flag, variant }: Pair, cursor: number, sinceMs: number, untilMs = Number.MAX_SAFE_INTEGER) {
    const rows = this.#sql
      .exec<LogRow>(
        `SELECT * FROM outcome_log WHERE flag = ? AND variant = ? AND position > ? AND first_ended_at > ?
         AND last_ended_at <= ?`,
        flag,
        variant,
        cursor,
        sinceMs,
        untilMs,
      )
      .toArray()
    const last = this.#sql
      .exec<{ value: number | null }>(
        'SELECT max(last_ended_at) AS value FROM outcome_log WHERE flag = ? AND variant = ? AND first_ended_at > ?',
        flag,
        variant,
        sinceMs,
      )
      .one().value
    this.#sql.exec(
      'UPDATE outcome_pairs SET sealed = ? WHERE flag = ? AND variant = ?',
      this.#lastPosition,
      flag,
      variant,
    )
    const sum = sumRows(rows)
    return { arm: readArm(sum), requests: sum.requests, slices: sum.slices, lastAtMs: last }
  }

  #seal = (cursor: number): number => Math.max(cursor, this.#lastPosition)

  get totals(): OutcomeTotals {
    const [row] = this.#sql
      .exec<{ taken: number; duplicate: number; late: number; overflow: number }>(
        'SELECT taken, duplicate, late, overflow FROM outcome_totals',
      )
      .toArray()
    return { ...row!, refused: this.#admissions.refused }
  }

  forget(nowMs: number): void {
    const { batchKeptMs, outcomesKeptMs } = telemetryPolicy
    this.#sql.exec('DELETE FROM outcome_batches WHERE at < ?', nowMs - batchKeptMs)
    this.#sql.exec('DELETE FROM outcome_log WHERE bucket < ?', nowMs - outcomesKeptMs)
    this.#sql.exec('DELETE FROM outcome_pairs WHERE seen_at < ?', nowMs - outcomesKeptMs)
    this.#series.forget(nowMs - outcomesKeptMs)
  }

  get isEmpty(): boolean {
    const tables = ['outcome_batches', 'outcome_log', 'outcome_pairs', 'outcome_series']
    return tables.every((table) => this.#number(`SELECT count(*) AS value FROM (SELECT 1 FROM ${table} LIMIT 1)`) === 0)
  }

  get #lastPosition(): number {
    return this.#number('SELECT last_position AS value FROM outcome_totals')
  }

  #number(query: string): number {
    return this.#sql.exec<{ value: number }>(query).one().value
  }
}
