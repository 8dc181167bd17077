// Making and revoking admin tokens.

import { eq } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { NewTokenAnswer } from '../../../../protocol/admin-records.ts'
import type { Scope } from '../../../../protocol/scopes.ts'
import { mintToken } from '../../../auth/mint-token.ts'
import { hashText } from '../../../hash-text.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { tokens } from '../schema.ts'
import { findToken, renderToken, type TokenRow } from '../stores/token-rows.ts'

export interface TokenInput {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expiresAt?: string
}

/** The token itself leaves with this answer only. It is in no table, so a repeated request is answered without it. */
export function createToken(
  db: Db,
  { name, scopes, expiresAt }: TokenInput,
  { nowMs, actor }: Moment,
): Result<Done<NewTokenAnswer>, Refusal> {
  const expiresAtMs = expiresAt === undefined ? null : Date.parse(expiresAt)
  if (expiresAtMs !== null && expiresAtMs <= nowMs) {
    const allowed = `a time after ${new Date(nowMs).toISOString()}`
    return fail({ kind: 'invalid-body', problems: [{ path: '/expiresAt', found: JSON.stringify(expiresAt), allowed }] })
  }
  const { id, token } = mintToken(name)
  const row = { id, name, scopes, hash: hashText(token), createdAt: nowMs, createdBy: actor.id, expiresAt: expiresAtMs }
  db.insert(tokens).values(row).run()
  const record = renderToken(findToken(db, id) as TokenRow)
  const detail = { name, scopes, ...(expiresAt !== undefined && { expiresAt: record.expiresAt }) }
  return ok({
    status: 201,
    body: { ...record, token },
    repeat: record,
    audit: { action: 'token.create', subject: id, detail },
  })
}

/** Revoking twice is not an error. */
export function revokeToken(db: Db, id: string, { nowMs }: Moment): Result<Done<null>, Refusal> {
  const row = findToken(db, id)
  if (row === undefined)
    return fail({ kind: 'not-found', detail: `there is no token "${id}"; GET /api/v1/tokens lists them` })
  if (row.revokedAt !== null) return ok({ status: 204, body: null })
  db.update(tokens).set({ revokedAt: nowMs }).where(eq(tokens.id, id)).run()
  return ok({ status: 204, body: null, audit: { action: 'token.revoke', subject: id, detail: { name: row.name } } })
}
