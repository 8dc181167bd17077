// Systems that are watched for a cascade now. A row goes when nothing that it is watched for is younger than an hour.

import { asc, eq, lte } from 'drizzle-orm'
import type { WatchState } from '../../../../domain/cascade/system-watch.ts'
import type { WatchRecord } from '../../../../protocol/admin-cascade.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import { describeWatch } from '../../../incidents/describe-watch.ts'
import type { Db } from '../database.ts'
import { watches } from '../incident-schema.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'

type WatchRow = typeof watches.$inferSelect

export interface Watch extends Omit<WatchRow, 'state'> {
  /** Null until the hour before is known. */
  readonly state: WatchState | null
  /** The incident that its alarm opened or joined; null while nobody has acted on it. */
  readonly incident: string | null
}

interface Kept {
  readonly watch: WatchState
  readonly incident: string | null
}

function readRow({ state, ...row }: WatchRow): Watch {
  const kept = state === null ? null : (JSON.parse(state) as Kept)
  return { ...row, state: kept?.watch ?? null, incident: kept?.incident ?? null }
}

export const allWatches = (db: Db): Watch[] => db.select().from(watches).orderBy(asc(watches.system)).all().map(readRow)

export function findWatch(db: Db, system: string): Watch | undefined {
  const row = db.select().from(watches).where(eq(watches.system, system)).get()
  return row === undefined ? undefined : readRow(row)
}

export const isWatching = (db: Db): boolean => db.select().from(watches).limit(1).get() !== undefined

/** What it was before is gone. */
export function saveWatch(db: Db, { system, since, cursor, state, incident, alarmedAt }: Watch): void {
  const kept: Kept | null = state && { watch: state, incident }
  const row = { since, cursor, alarmedAt, state: kept && JSON.stringify(kept) }
  db.insert(watches)
    .values({ system, ...row })
    .onConflictDoUpdate({ target: watches.system, set: row })
    .run()
}

/** Removes those of changes that were made no later. */
export const endWatches = (db: Db, upToMs: number): void => {
  db.delete(watches).where(lte(watches.since, upToMs)).run()
}

export const listWatches = (db: Db, query: ListQuery): Page<WatchRecord> =>
  listPage(db, query, {
    table: watches,
    order: { by: { system: watches.system }, tie: watches.system },
    render: (row) => describeWatch(readRow(row)),
  })
