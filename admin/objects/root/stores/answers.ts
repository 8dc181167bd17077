// Answers already given, so that a repeated request gets the same one again instead of doing its work twice.

import { and, eq, lt } from 'drizzle-orm'
import type { Db } from '../database.ts'
import { idempotency } from '../schema.ts'

export const answerKeptMs = 24 * 3600 * 1000

export interface IdempotencyKey {
  readonly key: string
  /** Hash of method, path and body. */
  readonly fingerprint: string
}

export interface KeptAnswer {
  readonly fingerprint: string
  readonly status: number
  /** JSON text. */
  readonly body: string
}

export function findAnswer(db: Db, actor: string, key: string, nowMs: number): KeptAnswer | undefined {
  const row = db.select().from(idempotency).where(sameCaller(actor, key)).get()
  return row !== undefined && nowMs - row.at <= answerKeptMs ? row : undefined
}

/** Keeps an answer, or replaces it by its final form. */
export function keepAnswer(db: Db, actor: string, key: string, answer: KeptAnswer, at: number): void {
  const { fingerprint, status, body } = answer
  db.insert(idempotency)
    .values({ actor, key, fingerprint, status, body, at })
    .onConflictDoUpdate({
      target: [idempotency.actor, idempotency.key],
      set: { fingerprint, status, body, at },
    })
    .run()
}

export function forgetAnswers(db: Db, nowMs: number): void {
  db.delete(idempotency)
    .where(lt(idempotency.at, nowMs - answerKeptMs))
    .run()
}

const sameCaller = (actor: string, key: string) => and(eq(idempotency.actor, actor), eq(idempotency.key, key))
