// What still has to reach KV. A row is written with the change it belongs to and goes when KV has acknowledged, so it
// survives everything in between.

import { and, asc, count, eq, inArray, lte, max, min } from 'drizzle-orm'
import type { Db } from '../database.ts'
import { publishes } from '../schema.ts'

export type PublishKind = (typeof publishes.$inferSelect)['kind']

/** The rows of one kind, taken together: publishing the newest is publishing all. */
export interface Backlog {
  readonly rows: number
  readonly newest: number
  readonly oldest: number
  readonly attempts: number
  readonly dueAt: number
}

export function readBacklog(db: Db, kind: PublishKind): Backlog | undefined {
  const row = db
    .select({
      rows: count(),
      newest: max(publishes.subject),
      oldest: min(publishes.subject),
      attempts: max(publishes.attempts),
      dueAt: min(publishes.dueAt),
    })
    .from(publishes)
    .where(eq(publishes.kind, kind))
    .get()
  if (row === undefined || row.rows === 0) return undefined
  const { rows, newest, oldest, attempts, dueAt } = row
  return { rows, newest: newest ?? 0, oldest: oldest ?? 0, attempts: attempts ?? 0, dueAt: dueAt ?? 0 }
}

export function enqueue(db: Db, kind: PublishKind, subject: number, at: number): void {
  db.insert(publishes).values({ kind, subject, at, attempts: 0, dueAt: at }).run()
}

/** Everything of a kind up to a subject is done. */
export function acknowledge(db: Db, kind: PublishKind, upTo: number): void {
  db.delete(publishes)
    .where(and(eq(publishes.kind, kind), lte(publishes.subject, upTo)))
    .run()
}

export function dropRows(db: Db, kind: PublishKind, subjects: readonly number[]): void {
  for (const subject of subjects) {
    db.delete(publishes)
      .where(and(eq(publishes.kind, kind), eq(publishes.subject, subject)))
      .run()
  }
}

export function postpone(db: Db, kind: PublishKind, attempts: number, dueAt: number, lastError: string): void {
  db.update(publishes).set({ attempts, dueAt, lastError }).where(eq(publishes.kind, kind)).run()
}

export const subjectsOf = (db: Db, kind: PublishKind): number[] =>
  db
    .select({ subject: publishes.subject })
    .from(publishes)
    .where(eq(publishes.kind, kind))
    .orderBy(asc(publishes.subject))
    .all()
    .map(({ subject }) => subject)

export interface PublishingState {
  readonly pending: number
  readonly lastError: string | undefined
  readonly since: number | undefined
}

/** What people wait for: an old snapshot that has yet to get its end is not part of it. */
export function readPublishing(db: Db): PublishingState {
  const rows = db
    .select({ at: publishes.at, lastError: publishes.lastError })
    .from(publishes)
    .where(inArray(publishes.kind, ['snapshot', 'head']))
    .orderBy(asc(publishes.id))
    .all()
  const lastError = rows.findLast((row) => row.lastError !== null)?.lastError ?? undefined
  return { pending: rows.length, lastError, since: rows[0]?.at }
}
