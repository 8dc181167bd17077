// Changes that are younger than an hour and gave somebody something: what systems are watched for.

import { desc, gt } from 'drizzle-orm'
import { watchedMs } from '../../../../domain/cascade/system-watch.ts'
import type { LedgerEntry } from '../../../../protocol/admin-deployment.ts'
import type { Db } from '../database.ts'
import { recentChanges } from '../deployment/ledger.ts'
import { deployments } from '../incident-schema.ts'
import { kills, revisions } from '../schema.ts'

export interface YoungChange extends LedgerEntry {
  /** Unix milliseconds. */
  readonly atMs: number
}

/** Newest first. */
export const youngChanges = (db: Db, nowMs: number): YoungChange[] =>
  recentChanges(db, nowMs - watchedMs)
    .filter(({ raises }) => raises)
    .map((entry) => ({ ...entry, atMs: Date.parse(entry.at) }))

/** As many as can be announced before one of them goes live. */
const newestDeployments = 100

/** Whether there can be one. Asked after every write, so it looks at the newest of each kind only. */
export function hasYoungChange(db: Db, nowMs: number): boolean {
  const sinceMs = nowMs - watchedMs
  const columns = { number: revisions.number, at: revisions.at }
  const committed = db.select(columns).from(revisions).orderBy(desc(revisions.number)).limit(1).get()
  // What every root is born with is no change.
  if (committed !== undefined && committed.number > 0 && committed.at > sinceMs) return true
  const byNewest = desc(deployments.position)
  const live = db.select({ at: deployments.liveAt }).from(deployments).orderBy(byNewest).limit(newestDeployments).all()
  if (live.some(({ at }) => (at ?? 0) > sinceMs)) return true
  return db.select({ id: kills.id }).from(kills).where(gt(kills.liftedAt, sinceMs)).limit(1).get() !== undefined
}
