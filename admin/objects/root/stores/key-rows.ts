// Evaluation keys: who made them and when. What evaluators go by is the list in the snapshot; both change in one transaction.

import { eq, isNotNull, isNull } from 'drizzle-orm'
import type { KeyRecord } from '../../../../protocol/admin-key.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { PublishedKey } from '../../../../protocol/published-snapshot.ts'
import type { Db } from '../database.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import { evaluationKeys } from '../schema.ts'

export type KeyRow = typeof evaluationKeys.$inferSelect

const { position, id, name, kind, createdAt, revokedAt } = evaluationKeys

export const findKey = (db: Db, wanted: string): KeyRow | undefined =>
  db.select().from(evaluationKeys).where(eq(id, wanted)).get()

/** By default in the order of their making. */
export function listKeys(db: Db, query: ListQuery): Page<KeyRecord> {
  const { revoked } = query.filters
  const isRevoked = revoked === 'true' ? isNotNull(revokedAt) : isNull(revokedAt)
  return listPage(db, query, {
    table: evaluationKeys,
    order: { by: { createdAt, name }, tie: position },
    columns: { name, kind },
    where: revoked === undefined ? undefined : isRevoked,
    render: renderKey,
  })
}

/** Keys that a snapshot had before this root knew them: their names are their ids. */
export function adoptKeys(db: Db, keys: readonly PublishedKey[], at: number, by: string): void {
  for (const { id: known, kind: sort, hash, expiresAt = null } of keys) {
    db.insert(evaluationKeys)
      .values({ id: known, name: known, kind: sort, hash, createdAt: at, createdBy: by, expiresAt })
      .onConflictDoNothing()
      .run()
  }
}

export function renderKey(row: KeyRow): KeyRecord {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    createdAt: new Date(row.createdAt).toISOString(),
    createdBy: row.createdBy,
    ...(row.expiresAt !== null && { expiresAt: new Date(row.expiresAt).toISOString() }),
    ...(row.revokedAt !== null && { revokedAt: new Date(row.revokedAt).toISOString() }),
  }
}
