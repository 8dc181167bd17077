// One write: a synchronous transaction in which a repeated request finds its answer, the work is done, and its audit row
// and answer are kept. All of it is there afterwards, or none.

import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Actor, Caller } from '../../auth/caller.ts'
import type { Refusal } from '../../refusal.ts'
import type { Db } from './database.ts'
import { findAnswer, keepAnswer } from './stores/answers.ts'
import { type AuditEntry, appendAudit } from './stores/audit-log.ts'

/** Who, and when: what a command may know of its surroundings. */
export interface Moment {
  readonly nowMs: number
  readonly actor: Actor
}

export interface Done<T> {
  /** 202: kept until somebody else decides. */
  readonly status: 200 | 201 | 202 | 204
  readonly body: T
  /** Absent when nothing changed. */
  readonly audit?: AuditEntry
  /** What a repeated request is told, where that is not the body itself. */
  readonly repeat?: unknown
}

export interface Reply<T> {
  readonly status: number
  readonly body: T
  /** True for the answer of an earlier request with the same idempotency key. */
  readonly replayed: boolean
}

/** A command checks first and writes then: one that refuses has written nothing. */
export function perform<T>(
  db: Db,
  caller: Caller,
  moment: Moment,
  work: () => Result<Done<T>, Refusal>,
): Result<Reply<T>, Refusal> {
  return db.transaction(() => {
    const replay = findReplay<T>(db, caller, moment)
    if (replay !== undefined) return replay
    const done = work()
    if (!done.ok) return done
    const { status, body, audit, repeat = body } = done.value
    if (audit !== undefined) appendAudit(db, moment.nowMs, moment.actor.id, audit)
    keepReply(db, caller, moment, status, repeat)
    return ok({ status, body, replayed: false })
  })
}

/** The answer that this request was given before; a refusal where its key was used for another one. */
export function findReplay<T>(
  db: Db,
  { idempotency }: Caller,
  { nowMs, actor }: Moment,
): Result<Reply<T>, Refusal> | undefined {
  if (idempotency === undefined) return undefined
  const earlier = findAnswer(db, actor.id, idempotency.key, nowMs)
  if (earlier === undefined) return undefined
  if (earlier.fingerprint !== idempotency.fingerprint) return fail({ kind: 'idempotency-key-reused' })
  return ok({ status: earlier.status, body: JSON.parse(earlier.body) as T, replayed: true })
}

/** Keeps an answer for repeated requests; called again when its final form is known. */
export function keepReply(db: Db, { idempotency }: Caller, moment: Moment, status: number, body: unknown): void {
  if (idempotency === undefined) return
  const { key, fingerprint } = idempotency
  keepAnswer(db, moment.actor.id, key, { fingerprint, status, body: JSON.stringify(body ?? null) }, moment.nowMs)
}
