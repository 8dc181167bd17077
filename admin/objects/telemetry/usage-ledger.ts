// The tables of a telemetry object: what was counted and not handed to the root yet, what is being handed over, and which
// batches were counted. Every method is one synchronous transaction of its caller's.

import { maxBatchCounts, type TelemetryBatch } from '../../../protocol/telemetry.ts'

/** Evaluations of one flag on one day, as the root is told of them. */
export interface UsageRow {
  readonly key: string
  /** Days since 1970, UTC. */
  readonly day: number
  /** "" for answers without a variant. */
  readonly variant: string
  readonly count: number
  /** When the last of them was counted. */
  readonly lastAt: number
}

/** Rows on their way to the root. The same sequence always has the same content. */
export interface HandOver {
  readonly sequence: number
  readonly rows: readonly UsageRow[]
  /** Batches that were refused since the one before. */
  readonly refused: number
}

/** Rows that wait for the root. Beyond that evaluators keep their counts and try again. */
export const maxWaitingRows = 50_000
const maxHandedRows = maxBatchCounts
const dayMs = 24 * 3600 * 1000

const schema = `
  CREATE TABLE IF NOT EXISTS usage_totals (
    key TEXT NOT NULL, day INTEGER NOT NULL, variant TEXT NOT NULL, count INTEGER NOT NULL, last_at INTEGER NOT NULL,
    PRIMARY KEY (key, day, variant)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS hand_over (sequence INTEGER PRIMARY KEY, rows TEXT NOT NULL, refused INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS counted_batches (batch TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS counted_batches_by_age ON counted_batches (at);
  CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, refused INTEGER NOT NULL);
  INSERT OR IGNORE INTO progress (id, sequence, refused) VALUES (1, 0, 0);`

export class UsageLedger {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(schema)
  }

  wasCounted(batch: string): boolean {
    return this.#sql.exec('SELECT 1 FROM counted_batches WHERE batch = ?', batch).toArray().length > 0
  }

  get isFull(): boolean {
    return this.#number('SELECT count(*) AS value FROM usage_totals') >= maxWaitingRows
  }

  /** Reasons are not kept: what the root lists by day is served variants. */
  count({ batch, counts, ageMs }: TelemetryBatch, nowMs: number): void {
    const at = Math.max(0, Math.floor(nowMs - ageMs))
    const rows = counts.map(({ flag, variant, count }) => ({ flag, variant, count }))
    this.#sql.exec('INSERT INTO counted_batches (batch, at) VALUES (?, ?)', batch, nowMs)
    this.#sql.exec(
      `INSERT INTO usage_totals (key, day, variant, count, last_at)
       SELECT value->>'flag', ?, value->>'variant', sum(value->>'count'), ? FROM json_each(?) WHERE true GROUP BY 1, 3
       ON CONFLICT DO UPDATE SET count = count + excluded.count, last_at = max(last_at, excluded.last_at)`,
      Math.floor(at / dayMs),
      at,
      JSON.stringify(rows),
    )
  }

  noteRefusal(): void {
    this.#sql.exec('UPDATE progress SET refused = refused + 1')
  }

  /** What is to be handed over now: what was not acknowledged, else what has gathered. Undefined when there is nothing. */
  nextHandOver(nowMs: number): HandOver | undefined {
    const begun = this.#begunHandOver()
    if (begun !== undefined) return begun
    const rows = this.#sql
      .exec<UsageRowFields>(
        'SELECT key, day, variant, count, last_at AS lastAt FROM usage_totals ORDER BY key, day, variant LIMIT ?',
        maxHandedRows,
      )
      .toArray()
    const refused = this.#number('SELECT refused AS value FROM progress')
    if (rows.length === 0 && refused === 0) return undefined
    // Never below the clock: an object that lost its storage must not repeat the numbers of its earlier life.
    const sequence = Math.max(this.#number('SELECT sequence AS value FROM progress') + 1, Math.floor(nowMs))
    const text = JSON.stringify(rows)
    this.#sql.exec('INSERT INTO hand_over (sequence, rows, refused) VALUES (?, ?, ?)', sequence, text, refused)
    this.#sql.exec('UPDATE progress SET sequence = ?, refused = 0', sequence)
    const last = rows.at(-1)
    if (last !== undefined) {
      const { key, day, variant } = last
      this.#sql.exec('DELETE FROM usage_totals WHERE (key, day, variant) <= (?, ?, ?)', key, day, variant)
    }
    return { sequence, rows, refused }
  }

  acknowledged(sequence: number): void {
    this.#sql.exec('DELETE FROM hand_over WHERE sequence = ?', sequence)
  }

  forgetBatches(beforeMs: number): void {
    this.#sql.exec('DELETE FROM counted_batches WHERE at < ?', beforeMs)
  }

  get hasBatches(): boolean {
    return this.#number('SELECT count(*) AS value FROM (SELECT 1 FROM counted_batches LIMIT 1)') > 0
  }

  #begunHandOver(): HandOver | undefined {
    const [row] = this.#sql
      .exec<{ sequence: number; rows: string; refused: number }>('SELECT sequence, rows, refused FROM hand_over')
      .toArray()
    return row === undefined ? undefined : { ...row, rows: JSON.parse(row.rows) as UsageRow[] }
  }

  #number(query: string): number {
    return this.#sql.exec<{ value: number }>(query).one().value
  }
}

type UsageRowFields = { [K in keyof UsageRow]: UsageRow[K] }
