// Evaluations by flag, day and variant, as telemetry objects hand them over. Only of flags that exist or existed: evaluators
// may hold an older snapshot, but nobody fills this table with names of their own.

import { gte, lt, max, min, sql, sum } from 'drizzle-orm'
import type { Reporting } from '../../../../domain/lifecycle/stale-reasons.ts'
import type { HandOver } from '../../telemetry/usage-ledger.ts'
import type { Db } from '../database.ts'
import { archivedFlags, flags, flagUsage } from '../schema.ts'
import { findAnswer, keepAnswer } from './answers.ts'

const dayMs = 24 * 3600 * 1000
export const usageKeptDays = 90
const servedDays = 7

export interface Recorded {
  readonly rows: number
  /** Rows of flags that nobody knows. */
  readonly unknown: number
}

/** Adds what a shard hands over. The same sequence again adds nothing: it is remembered like any other repeated request. */
export function recordUsage(db: Db, shard: string, { sequence, rows, refused }: HandOver, nowMs: number): Recorded {
  return db.transaction(() => {
    const [actor, key] = [`telemetry/${shard}`, String(sequence)]
    if (findAnswer(db, actor, key, nowMs) !== undefined) return { rows: 0, unknown: 0 }
    const text = JSON.stringify(rows)
    const known = sql`(value->>'key' IN (SELECT key FROM ${flags}) OR value->>'key' IN (SELECT key FROM ${archivedFlags}))`
    db.run(sql`
      INSERT INTO ${flagUsage} (key, day, variant, count, last_at)
      SELECT value->>'key', value->>'day', value->>'variant', value->>'count', value->>'lastAt'
      FROM json_each(${text}) WHERE ${known}
      ON CONFLICT (key, day, variant) DO UPDATE SET count = count + excluded.count,
        last_at = max(last_at, excluded.last_at)`)
    const { unknown } = db.get<{ unknown: number }>(
      sql`SELECT count(*) AS unknown FROM json_each(${text}) WHERE NOT ${known}`,
    )
    keepAnswer(db, actor, key, { fingerprint: '', status: 200, body: JSON.stringify({ refused }) }, nowMs)
    return { rows: rows.length, unknown }
  })
}

/** Since when and until when evaluators have reported; null where none ever did. */
export function readReporting(db: Db): Reporting | null {
  const { sinceMs, untilMs } = db
    .select({ sinceMs: min(flagUsage.lastAt), untilMs: max(flagUsage.lastAt) })
    .from(flagUsage)
    .get()!
  return sinceMs === null || untilMs === null ? null : { sinceMs, untilMs }
}

/** By flag key, of flags that were evaluated within what is kept. */
export function lastEvaluations(db: Db): Map<string, number> {
  const rows = db
    .select({ key: flagUsage.key, at: max(flagUsage.lastAt) })
    .from(flagUsage)
    .groupBy(flagUsage.key)
    .all()
  return new Map(rows.map(({ key, at }) => [key, at ?? 0]))
}

/** Evaluations by flag and variant over the last seven days and what is begun of today. */
export function servedLately(db: Db, nowMs: number): Map<string, Record<string, number>> {
  const rows = db
    .select({ key: flagUsage.key, variant: flagUsage.variant, count: sum(flagUsage.count).mapWith(Number) })
    .from(flagUsage)
    .where(gte(flagUsage.day, Math.floor(nowMs / dayMs) - servedDays))
    .groupBy(flagUsage.key, flagUsage.variant)
    .all()
  const served = new Map<string, Record<string, number>>()
  for (const { key, variant, count } of rows) {
    // Without a prototype: a variant may be called like something every object has.
    const counts = served.get(key) ?? (Object.create(null) as Record<string, number>)
    counts[variant] = count
    served.set(key, counts)
  }
  return served
}

export function forgetUsage(db: Db, nowMs: number): void {
  db.delete(flagUsage)
    .where(lt(flagUsage.day, Math.floor(nowMs / dayMs) - usageKeptDays))
    .run()
}
