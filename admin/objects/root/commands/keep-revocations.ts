// Tokens and evaluation keys that were revoked, over a restore to a time when they were not: they stay revoked. A restored
// snapshot may still carry such a key, so a revision without it follows at once.

import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import type { FlagDocument } from '../../../../domain/flag/flag-document.ts'
import { parseSnapshot } from '../../../../protocol/published-snapshot.ts'
import { planChange } from '../../../flags/plan-change.ts'
import type { Db } from '../database.ts'
import { evaluationKeys, tokens } from '../schema.ts'
import { committedRevision, readSnapshotText } from '../stores/revision-rows.ts'
import { commitPlan } from './commit-plan.ts'

export interface Revocation {
  readonly id: string
  readonly revokedAt: number
  /** Of the whole token or key. */
  readonly hash: string
}

export interface Revocations {
  readonly tokens: readonly Revocation[]
  readonly keys: readonly Revocation[]
}

export const revocationsIn = (db: Db): Revocations => ({
  tokens: revoked(db, tokens),
  keys: revoked(db, evaluationKeys),
})

function revoked(db: Db, table: typeof tokens | typeof evaluationKeys): Revocation[] {
  const columns = { id: table.id, revokedAt: table.revokedAt, hash: table.hash }
  const rows = db.select(columns).from(table).where(isNotNull(table.revokedAt)).all()
  return rows.map(({ id, revokedAt, hash }) => ({ id, revokedAt: revokedAt ?? 0, hash }))
}

/** Part of a transaction. Answers the ids of those that the restored state took for valid. */
export function keepRevocations(db: Db, known: Revocations, by: string, nowMs: number): string[] {
  const kept = [...revokeAgain(db, tokens, known.tokens), ...revokeAgain(db, evaluationKeys, known.keys)]
  publishWithout(db, known.keys, by, nowMs)
  return kept
}

function revokeAgain(db: Db, table: typeof tokens | typeof evaluationKeys, known: readonly Revocation[]): string[] {
  return known.flatMap(({ id, revokedAt }) => {
    const isValid = and(eq(table.id, id), isNull(table.revokedAt))
    return db
      .update(table)
      .set({ revokedAt })
      .where(isValid)
      .returning({ id: table.id })
      .all()
      .map((row) => row.id)
  })
}

function publishWithout(db: Db, revokedKeys: readonly Revocation[], by: string, nowMs: number): void {
  if (revokedKeys.length === 0) return
  const snapshot = parseSnapshot(readSnapshotText(db, committedRevision(db).revision))
  const hashes = new Set(revokedKeys.map(({ hash }) => hash))
  const keys = snapshot?.keys.filter(({ hash }) => !hashes.has(hash)) ?? []
  if (snapshot === null || keys.length === snapshot.keys.length) return
  // The same document with fewer keys: nothing in it has to be checked anew, and it cannot have become too large.
  const plan = planChange(snapshot, snapshot.document as unknown as FlagDocument, keys)
  if (!plan.ok)
    throw new Error(`the restored document cannot be published without its revoked keys: ${plan.error.kind}`)
  commitPlan(db, plan.value, { nowMs, by, reason: 'evaluation keys that were revoked stay revoked over the restore' })
}
