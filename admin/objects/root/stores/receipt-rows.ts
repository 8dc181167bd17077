// Kill receipts: who saw which seq, and how long after its commit.

import { and, asc, eq, gte, lt, sql } from 'drizzle-orm'
import type { ReceiptsAnswer } from '../../../../protocol/admin-kill.ts'
import type { GatheredSighting } from '../../../../protocol/relay.ts'
import { summarizeReceipts } from '../../../kills/summarize-receipts.ts'
import type { Db } from '../database.ts'
import { feedLog, receipts } from '../schema.ts'

/** A later first sight is an isolate that began later: it was never late. */
const receiptWindowMs = 60_000
export const receiptsKeptMs = 30 * 24 * 3600 * 1000

export const findFeedEvent = (db: Db, seq: number) => db.select().from(feedLog).where(eq(feedLog.seq, seq)).get()

export function storeSightings(db: Db, sightings: readonly GatheredSighting[], nowMs: number): void {
  for (const { colo, epoch, seq, count, firstAgoMs, lastAgoMs } of sightings) {
    const event = findFeedEvent(db, seq)
    if (event === undefined || event.epoch !== epoch || count < 1) continue
    const firstMs = Math.max(0, Math.round(nowMs - firstAgoMs - event.at))
    const lastMs = Math.max(firstMs, Math.round(nowMs - lastAgoMs - event.at))
    if (firstMs > receiptWindowMs) continue
    db.insert(receipts)
      .values({ seq, colo: colo.slice(0, 16), lastMs, firstMs, isolates: count })
      .onConflictDoUpdate({
        target: [receipts.seq, receipts.colo, receipts.lastMs],
        set: { isolates: sql`${receipts.isolates} + ${count}`, firstMs: sql`min(${receipts.firstMs}, ${firstMs})` },
      })
      .run()
  }
}

/**
 * Whoever enforces a seq enforces every older one, so an isolate that went from one seq to a later one confirms what lies
 * between. Only what was committed within the window can have been skipped that way.
 */
export function readReceipts(db: Db, seq: number, nowMs: number): ReceiptsAnswer | undefined {
  const event = findFeedEvent(db, seq)
  if (event === undefined) return undefined
  const rows = db
    .select({
      seq: receipts.seq,
      colo: receipts.colo,
      isolates: receipts.isolates,
      firstMs: receipts.firstMs,
      lastMs: receipts.lastMs,
      at: feedLog.at,
    })
    .from(receipts)
    .innerJoin(feedLog, eq(feedLog.seq, receipts.seq))
    .where(and(gte(receipts.seq, seq), lt(feedLog.at, event.at + receiptWindowMs)))
    .orderBy(asc(receipts.seq))
    .all()
  // A location's isolates are counted once: at the first of the seqs that it reported.
  const firstSeq = new Map<string, number>()
  for (const row of rows) if (!firstSeq.has(row.colo)) firstSeq.set(row.colo, row.seq)
  const counted = rows
    .filter((row) => firstSeq.get(row.colo) === row.seq)
    .map(({ colo, isolates, firstMs, lastMs, at }) => {
      return { colo, isolates, firstMs: firstMs + at - event.at, lastMs: lastMs + at - event.at }
    })
  return summarizeReceipts({ seq, committedAt: event.at, nowMs, expected: event.colos, rows: counted })
}

export function forgetReceipts(db: Db, nowMs: number): void {
  const old = db
    .select({ seq: feedLog.seq })
    .from(feedLog)
    .where(lt(feedLog.at, nowMs - receiptsKeptMs))
  db.delete(receipts).where(sql`${receipts.seq} IN ${old}`).run()
}
