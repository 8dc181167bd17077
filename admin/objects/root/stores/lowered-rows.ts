// Flags that a published revision lowered. An isolate with an older snapshot answers off for them, so an entry may go once
// no isolate can serve a snapshot that old any more: the oldest one tolerated is two minutes, entries are kept for ten.
// They go when the feed changes anyway: one (epoch, seq) names one feed for ever.

import { lte } from 'drizzle-orm'
import type { Db } from '../database.ts'
import { lowered } from '../schema.ts'

export const loweredKeptMs = 10 * 60 * 1000

export function readLowered(db: Db): Record<string, number> {
  return Object.fromEntries(
    db
      .select()
      .from(lowered)
      .all()
      .map(({ key, seq }) => [key, seq]),
  )
}

/** An older entry of the same flag gives way: whoever is older than that one is older than this one too. */
export function noteLowered(db: Db, keys: readonly string[], seq: number, at: number): void {
  for (const key of keys) {
    db.insert(lowered).values({ key, seq, at }).onConflictDoUpdate({ target: lowered.key, set: { seq, at } }).run()
  }
}

export function forgetLowered(db: Db, nowMs: number): void {
  db.delete(lowered)
    .where(lte(lowered.at, nowMs - loweredKeptMs))
    .run()
}
