// Kill drills, newest first; of each flag the last fifty.

import { and, desc, eq, inArray, max, sql } from 'drizzle-orm'
import { type DrillInput, type DrillRecord, drillsKept } from '../../../../protocol/admin-drill.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { Db } from '../database.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import { drills } from '../schema.ts'

export type DrillRow = typeof drills.$inferSelect

/** Records a drill, and lets go of what it is one too many for. */
export function insertDrill(
  db: Db,
  { key, passed, evaluator, endpoint }: DrillInput,
  at: number,
  by: string,
): DrillRow {
  const detail = JSON.stringify({ evaluator, endpoint })
  const row = db.insert(drills).values({ key, at, by, passed, detail }).returning().get()
  const kept = db
    .select({ position: drills.position })
    .from(drills)
    .where(eq(drills.key, key))
    .orderBy(desc(drills.position))
    .limit(drillsKept)
  db.delete(drills)
    .where(and(eq(drills.key, key), sql`${drills.position} NOT IN ${kept}`))
    .run()
  return row
}

/** By default newest first. */
export function listDrills(db: Db, query: ListQuery): Page<DrillRecord> {
  return listPage(db, query, {
    table: drills,
    order: { by: { at: drills.at }, tie: drills.position },
    columns: { key: drills.key, passed: drills.passed },
    render: renderDrill,
  })
}

export interface LastDrill {
  /** Unix milliseconds. */
  readonly at: number
  readonly passed: boolean
}

/** The last drill of each of these flags; a flag that was never drilled is not in the answer. */
export function lastDrills(db: Db, keys: readonly string[]): Map<string, LastDrill> {
  // As one parameter: a statement takes a hundred at most.
  const asked = sql`(SELECT value FROM json_each(${JSON.stringify(keys)}))`
  const newest = db
    .select({ position: max(drills.position) })
    .from(drills)
    .where(sql`${drills.key} IN ${asked}`)
    .groupBy(drills.key)
  const rows = db
    .select({ key: drills.key, at: drills.at, passed: drills.passed })
    .from(drills)
    .where(inArray(drills.position, newest))
    .all()
  return new Map(rows.map(({ key, at, passed }) => [key, { at, passed }]))
}

export function renderDrill({ key, at, by, passed, detail }: DrillRow): DrillRecord {
  const { evaluator, endpoint } = JSON.parse(detail) as Pick<DrillRecord, 'evaluator' | 'endpoint'>
  return {
    key,
    at: new Date(at).toISOString(),
    by,
    passed,
    evaluator,
    ...(endpoint !== undefined && { endpoint }),
  }
}
