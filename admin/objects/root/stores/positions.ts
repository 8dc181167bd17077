// Where this deployment stands: epoch, seq, and which revision is committed, published and mirrored.

import { eq } from 'drizzle-orm'
import type { Db } from '../database.ts'
import { feedLog, position, publishes, revisions } from '../schema.ts'

export type Position = typeof position.$inferSelect

export function readPosition(db: Db): Position {
  const row = db.select().from(position).get()
  if (row === undefined) throw new Error('the root has no position: it was never born')
  return row
}

export const setPosition = (db: Db, change: Partial<Position>): void => {
  db.update(position).set(change).where(eq(position.id, 1)).run()
}

export interface FeedEvent {
  readonly cause: 'kill' | 'lift' | 'publish' | 'epoch' | 'lower'
  readonly subject: string
  readonly at: number
  /** Locations that are asking now: those that receipts are expected from. */
  readonly colos: readonly string[]
}

/** The next seq, with its log entry and the row that gets it mirrored. Whatever changes the feed calls this, once. */
export function advanceFeed(db: Db, { cause, subject, at, colos }: FeedEvent): number {
  const { epoch, seq: before } = readPosition(db)
  const seq = before + 1
  setPosition(db, { seq })
  db.insert(feedLog).values({ seq, epoch, at, cause, subject, colos }).run()
  db.insert(publishes).values({ kind: 'head', subject: seq, at, attempts: 0, dueAt: at }).run()
  return seq
}

/** The revision of a number that exists. */
export function revisionOf(db: Db, number: number): string {
  const row = db.select({ revision: revisions.revision }).from(revisions).where(eq(revisions.number, number)).get()
  if (row === undefined) throw new Error(`there is no revision number ${number}`)
  return row.revision
}
