// Admin tokens. The secret is never stored, only the hash of the whole token.

import { asc, eq, gt } from 'drizzle-orm'
import type { TokenRecord } from '../../../../protocol/admin-records.ts'
import { isScope, type Scope } from '../../../../protocol/scopes.ts'
import type { Db } from '../database.ts'
import { tokens } from '../schema.ts'

export type TokenRow = typeof tokens.$inferSelect

/** Use is noted once a minute: it is nothing to write a row for with every request. */
const usePrecisionMs = 60_000

export const findToken = (db: Db, id: string): TokenRow | undefined =>
  db.select().from(tokens).where(eq(tokens.id, id)).get()

/** In the order of their making. */
export function listTokens(db: Db, limit: number, after: number | undefined): TokenRow[] {
  return db
    .select()
    .from(tokens)
    .where(after === undefined ? undefined : gt(tokens.position, after))
    .orderBy(asc(tokens.position))
    .limit(limit)
    .all()
}

export const scopesOf = ({ scopes }: TokenRow): Scope[] => scopes.filter(isScope)

export function noteUse(db: Db, { id, lastUsedAt }: TokenRow, nowMs: number): void {
  if (lastUsedAt !== null && nowMs - lastUsedAt < usePrecisionMs) return
  db.update(tokens).set({ lastUsedAt: nowMs }).where(eq(tokens.id, id)).run()
}

export function renderToken(row: TokenRow): TokenRecord {
  const { id, name, createdAt, expiresAt, revokedAt, lastUsedAt } = row
  return {
    id,
    name,
    scopes: scopesOf(row),
    createdAt: new Date(createdAt).toISOString(),
    ...(expiresAt !== null && { expiresAt: new Date(expiresAt).toISOString() }),
    ...(revokedAt !== null && { revokedAt: new Date(revokedAt).toISOString() }),
    ...(lastUsedAt !== null && { lastUsedAt: new Date(lastUsedAt).toISOString() }),
  }
}
