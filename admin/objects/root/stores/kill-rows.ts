// Kills: in force until lifted, and kept for ever.

import { and, desc, eq, isNull } from 'drizzle-orm'
import type { KillRecord } from '../../../../protocol/admin-kill.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { FeedKill, KillTarget } from '../../../../protocol/feed.ts'
import type { Db } from '../database.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import { kills } from '../schema.ts'

export type KillRow = typeof kills.$inferSelect

type Place = Pick<KillRow, 'kind' | 'name'>

export function placeOf(target: KillTarget): Place {
  if ('flag' in target) return { kind: 'flag', name: target.flag }
  if ('system' in target) return { kind: 'system', name: target.system }
  return { kind: 'all', name: '' }
}

export function targetOf({ kind, name }: Place): KillTarget {
  if (kind === 'all') return { all: true }
  return kind === 'flag' ? { flag: name } : { system: name }
}

const inForce = isNull(kills.liftedAt)

export function findKillInForce(db: Db, target: KillTarget): KillRow | undefined {
  const { kind, name } = placeOf(target)
  return db
    .select()
    .from(kills)
    .where(and(eq(kills.kind, kind), eq(kills.name, name), inForce))
    .get()
}

export const findKill = (db: Db, id: string): KillRow | undefined =>
  db.select().from(kills).where(eq(kills.id, id)).get()

/** Newest first. */
export const killRowsInForce = (db: Db): KillRow[] =>
  db.select().from(kills).where(inForce).orderBy(desc(kills.seq)).all()

/** As the feed carries them, oldest first. */
export function killsInForce(db: Db): FeedKill[] {
  const rows = killRowsInForce(db).reverse()
  return rows.map((row) => ({ seq: row.seq, target: targetOf(row) }))
}

/** By default newest first, and only those in force. */
export const listKills = (db: Db, query: ListQuery): Page<KillRecord> =>
  listPage(db, query, {
    table: kills,
    order: { by: { seq: kills.seq }, tie: kills.seq },
    columns: { kind: kills.kind, name: kills.name, by: kills.by, incident: kills.incident },
    where: query.filters.all === 'true' ? undefined : inForce,
    render: renderKill,
  })

export function renderKill(row: KillRow): KillRecord {
  const { id, seq, reason, by, at, incident, liftedAt, liftedBy, liftedSeq } = row
  return {
    id,
    seq,
    target: targetOf(row),
    reason,
    by,
    at: new Date(at).toISOString(),
    ...(incident !== null && { incident }),
    ...(liftedAt !== null && { liftedAt: new Date(liftedAt).toISOString() }),
    ...(liftedBy !== null && { liftedBy }),
    ...(liftedSeq !== null && { liftedSeq }),
  }
}
