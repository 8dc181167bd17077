// Admin tokens. The secret is never stored, only the hash of the whole token.

import { eq, isNotNull, isNull } from 'drizzle-orm'
import type { Page, TokenRecord } from '../../../../protocol/admin-records.ts'
import { isScope, type Scope } from '../../../../protocol/scopes.ts'
import type { Db } from '../database.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import { tokens } from '../schema.ts'

export type TokenRow = typeof tokens.$inferSelect

/** Use is noted once a minute: it is nothing to write a row for with every request. */
const usePrecisionMs = 60_000

export const findToken = (db: Db, id: string): TokenRow | undefined =>
  db.select().from(tokens).where(eq(tokens.id, id)).get()

const { position, name, createdAt, revokedAt } = tokens

/** By default in the order of their making. */
export function listTokens(db: Db, query: ListQuery): Page<TokenRecord> {
  const { revoked } = query.filters
  const isRevoked = revoked === 'true' ? isNotNull(revokedAt) : isNull(revokedAt)
  return listPage(db, query, {
    table: tokens,
    order: { by: { createdAt, name }, tie: position },
    columns: { name },
    where: revoked === undefined ? undefined : isRevoked,
    render: renderToken,
  })
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
