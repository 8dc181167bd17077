// What other tables know about flags: kills in force, evaluations, drills. Asked for a page of flags at once.

import { sql } from 'drizzle-orm'
import type { FlagFacts } from '../../../flags/summarize-flag.ts'
import { flagRollout } from '../../../rollouts/describe-rollout.ts'
import type { Db } from '../database.ts'
import { flagUsage } from '../schema.ts'
import { lastDrills } from './drill-rows.ts'
import { killRowsInForce } from './kill-rows.ts'
import { runningRollouts } from './rollout-rows.ts'

/** A flag's row, as SQLite gives it: yes and no are 1 and 0. */
export interface FlagRow
  extends Omit<FlagFacts, 'clientSide' | 'approval' | 'killedBy' | 'served' | 'drill' | 'archived' | 'rollout'> {
  readonly clientSide: number
  readonly approval: number
  readonly definition: string
  /** Null for flags that are in the document. */
  readonly archivedBy: string | null
}

const dayMs = 24 * 3600 * 1000
/** Days that `served` counts, and what is begun of today. */
const servedDays = 7

export function factsOf(db: Db, rows: readonly FlagRow[], nowMs: number): FlagFacts[] {
  const keys = JSON.stringify(rows.map(({ key }) => key))
  const inForce = killRowsInForce(db)
  const served = servedOf(db, keys, nowMs)
  const running = new Map(runningRollouts(db).map((rollout) => [rollout.key, flagRollout(rollout)]))
  const drilled = lastDrills(
    db,
    rows.map(({ key }) => key),
  )
  return rows.map(({ clientSide, approval, archivedBy, definition: _, ...row }) => ({
    ...row,
    clientSide: clientSide === 1,
    approval: approval === 1,
    killedBy: inForce
      .filter(({ kind, name }) => kind === 'all' || name === (kind === 'flag' ? row.key : row.system))
      .map(({ id }) => id),
    served: served.get(row.key) ?? {},
    rollout: running.get(row.key) ?? null,
    drill: drilled.get(row.key) ?? null,
    archived: archivedBy === null ? null : { at: row.changedAt, by: archivedBy },
  }))
}

function servedOf(db: Db, keys: string, nowMs: number): Map<string, Record<string, number>> {
  const since = Math.floor(nowMs / dayMs) - servedDays
  const rows = db.all<{ key: string; variant: string; count: number }>(sql`
    SELECT key, variant, sum(count) AS count FROM ${flagUsage}
    WHERE key IN (SELECT value FROM json_each(${keys})) AND day >= ${since} GROUP BY key, variant`)
  const byKey = Map.groupBy(rows, ({ key }) => key)
  // By entries: a variant may be called like what every object inherits.
  return new Map(
    [...byKey].map(([key, list]) => [key, Object.fromEntries(list.map(({ variant, count }) => [variant, count]))]),
  )
}
