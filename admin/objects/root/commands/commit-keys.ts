// Making and revoking evaluation keys: the row, and the revision whose snapshot has it or has it no more, in one transaction. A
// key that was acknowledged is in both or in neither; of two who write at once one plans again.

import { eq } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { NewKeyAnswer } from '../../../../protocol/admin-key.ts'
import type { EvaluationKeyKind } from '../../../../protocol/published-snapshot.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { evaluationKeys } from '../schema.ts'
import { findKey, type KeyRow, renderKey } from '../stores/key-rows.ts'
import { readPosition, revisionOf } from '../stores/positions.ts'
import { commitStaged, type StagedPlan } from './commit-plan.ts'

export interface NewKey {
  readonly id: string
  readonly name: string
  readonly kind: EvaluationKeyKind
  /** Of the whole key; the key itself never comes here. */
  readonly hash: string
  /** Unix milliseconds; null for never. */
  readonly expiresAt: number | null
}

export interface KeyCommit {
  /** The revision that the plan was made against. */
  readonly base: string
  readonly plan: StagedPlan
  readonly change: { readonly create: NewKey } | { readonly revoke: string }
}

export function commitKeys(db: Db, commit: KeyCommit, moment: Moment): Result<Done<NewKeyAnswer | null>, Refusal> {
  const committed = revisionOf(db, readPosition(db).committedNumber)
  if (committed !== commit.base) return fail({ kind: 'stale-precondition', revision: committed })
  const { change } = commit
  return 'create' in change
    ? createKey(db, commit, change.create, moment)
    : revokeKey(db, commit, change.revoke, moment)
}

function createKey(db: Db, { plan }: KeyCommit, key: NewKey, moment: Moment): Result<Done<NewKeyAnswer>, Refusal> {
  const { nowMs, actor } = moment
  const { id, name, kind, expiresAt } = key
  if (expiresAt !== null && expiresAt <= nowMs) {
    const allowed = `a time after ${new Date(nowMs).toISOString()}`
    const found = JSON.stringify(new Date(expiresAt).toISOString())
    return fail({ kind: 'invalid-body', problems: [{ path: '/expiresAt', found, allowed }] })
  }
  db.insert(evaluationKeys)
    .values({ ...key, createdAt: nowMs, createdBy: actor.id })
    .run()
  const number = commitRevision(db, plan, moment, `made the evaluation key ${id}`)
  const record = renderKey(findKey(db, id) as KeyRow)
  const ends = expiresAt !== null && { expiresAt: record.expiresAt }
  return ok({
    status: 201,
    body: { ...record, published: isPublished(db) },
    audit: { action: 'key.create', subject: id, detail: { name, kind, number, ...ends } },
  })
}

/** Revoking twice is not an error. */
function revokeKey(db: Db, { plan }: KeyCommit, id: string, moment: Moment): Result<Done<null>, Refusal> {
  const row = findKey(db, id)
  if (row === undefined) {
    return fail({ kind: 'not-found', detail: `there is no evaluation key "${id}"; GET /api/v1/keys lists them` })
  }
  if (row.revokedAt !== null) return ok({ status: 204, body: null })
  db.update(evaluationKeys).set({ revokedAt: moment.nowMs }).where(eq(evaluationKeys.id, id)).run()
  const number = commitRevision(db, plan, moment, `revoked the evaluation key ${id}`)
  return ok({
    status: 204,
    body: null,
    audit: { action: 'key.revoke', subject: id, detail: { name: row.name, number } },
  })
}

/** Where the key was in no snapshot, since it had expired, there is nothing to publish. */
function commitRevision(db: Db, plan: StagedPlan, { nowMs, actor }: Moment, reason: string): number {
  const { committedNumber } = readPosition(db)
  if (plan.revision === revisionOf(db, committedNumber)) return committedNumber
  return commitStaged(db, plan, { nowMs, by: actor.id, reason })
}

export function isPublished(db: Db): boolean {
  const { committedNumber, publishedNumber } = readPosition(db)
  return publishedNumber >= committedNumber
}
