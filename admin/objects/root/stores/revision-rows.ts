// Revisions and their texts. A text stands under its own hash, in parts; it is staged before a commit names it.

import { and, asc, count, desc, eq, gte, isNotNull, lt, lte, max, notInArray, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { RevisionRecord } from '../../../../protocol/admin-revision.ts'
import type { SnapshotPart } from '../../../../protocol/relay.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import type { DocumentHandle } from '../root-rpc.ts'
import { revisions, snapshotParts, snapshots } from '../schema.ts'
import { readPosition } from './positions.ts'
import { acknowledge } from './publish-rows.ts'

export type RevisionRow = typeof revisions.$inferSelect
export type SnapshotRow = typeof snapshots.$inferSelect

/** Characters of a hash that may stand for all of it. */
const minPrefix = 8

export const findRevision = (db: Db, number: number): RevisionRow | undefined =>
  db.select().from(revisions).where(eq(revisions.number, number)).get()

/** A revision by number, hash, or the beginning of a hash; where a hash was committed twice, the later one. */
export function resolveRevision(db: Db, name: string): Result<RevisionRow, Refusal> {
  if (/^\d{1,9}$/.test(name)) {
    const row = findRevision(db, Number(name))
    if (row !== undefined) return ok(row)
  }
  const wanted = name.toLowerCase()
  if (!/^[0-9a-f]{8,64}$/.test(wanted)) {
    return fail({
      kind: 'not-found',
      detail: `there is no revision "${name}"; give its number, its hash, or at least the first ${minPrefix} characters of it`,
    })
  }
  const rows = db
    .select()
    .from(revisions)
    // All that begin with it: no hex digit comes after "g".
    .where(and(gte(revisions.revision, wanted), lt(revisions.revision, `${wanted}g`)))
    .orderBy(desc(revisions.number))
    .all()
  const hashes = new Set(rows.map(({ revision }) => revision))
  if (hashes.size === 1) return ok(rows[0]!)
  const detail =
    hashes.size === 0
      ? `there is no revision "${name}"; GET /api/v1/revisions lists them`
      : `"${name}" stands for ${hashes.size} revisions; give more characters of the hash, or the number`
  return fail({ kind: 'not-found', detail })
}

/** By default newest first. */
export const listRevisions = (db: Db, query: ListQuery): Page<RevisionRecord> =>
  listPage(db, query, {
    table: revisions,
    order: { by: { number: revisions.number }, tie: revisions.number },
    columns: { by: revisions.by },
    render: renderRevision,
  })

export function renderRevision(row: RevisionRow): RevisionRecord {
  const { revision, number, at, by, reason, flags, changed, rolledBackTo } = row
  const record = { revision, number, at: new Date(at).toISOString(), by, reason, flags, changed }
  return rolledBackTo === null ? record : { ...record, rolledBackTo }
}

/** The number of what was committed at a time; 0 for what every root is born with. */
export const numberAt = (db: Db, atMs: number): number =>
  db
    .select({ number: max(revisions.number) })
    .from(revisions)
    .where(lte(revisions.at, atMs))
    .get()?.number ?? 0

/** KV has acknowledged a revision's text, and the feed names it. */
export function notePublished(db: Db, number: number, seq: number, at: number): void {
  db.update(revisions).set({ publishedSeq: seq, publishedAt: at }).where(eq(revisions.number, number)).run()
  acknowledge(db, 'snapshot', number)
}

export interface Publication {
  readonly number: number
  readonly publishedSeq: number
  /** The number that was published before it: everything after that came with it. */
  readonly before: number
}

/** What was published since a time, oldest first. */
export function publishedSince(db: Db, sinceMs: number): Publication[] {
  const rows = db
    .select({ number: revisions.number, publishedSeq: revisions.publishedSeq })
    .from(revisions)
    .where(gte(revisions.publishedAt, sinceMs))
    .orderBy(asc(revisions.number))
    .all()
  let before = rows[0] === undefined ? 0 : publishedBefore(db, rows[0].number)
  return rows.map(({ number, publishedSeq }) => {
    const publication = { number, publishedSeq: publishedSeq ?? 0, before }
    before = number
    return publication
  })
}

function publishedBefore(db: Db, number: number): number {
  const isPublished = and(lt(revisions.number, number), isNotNull(revisions.publishedSeq))
  const row = db
    .select({ number: max(revisions.number) })
    .from(revisions)
    .where(isPublished)
    .get()
  return row?.number ?? 0
}

export function committedRevision(db: Db): RevisionRow {
  return findRevision(db, readPosition(db).committedNumber) as RevisionRow
}

/** A revision with the way to its text. */
export function renderHandle(db: Db, row: RevisionRow): DocumentHandle {
  const { parts, documentOffset } = findSnapshot(db, row.revision) as SnapshotRow
  return { ...renderRevision(row), parts, documentOffset, publishedSeq: row.publishedSeq }
}

export const findSnapshot = (db: Db, revision: string): SnapshotRow | undefined =>
  db.select().from(snapshots).where(eq(snapshots.revision, revision)).get()

export function readPart(db: Db, revision: string, part: number): SnapshotPart | null {
  const snapshot = findSnapshot(db, revision)
  if (snapshot === undefined) return null
  const row = db
    .select({ text: snapshotParts.text })
    .from(snapshotParts)
    .where(and(eq(snapshotParts.revision, revision), eq(snapshotParts.part, part)))
    .get()
  return row === undefined ? null : { text: row.text, count: snapshot.parts }
}

/** The whole text of a revision that was committed. */
export function readSnapshotText(db: Db, revision: string): string {
  const rows = db
    .select({ text: snapshotParts.text })
    .from(snapshotParts)
    .where(eq(snapshotParts.revision, revision))
    .orderBy(asc(snapshotParts.part))
    .all()
  return rows.map(({ text }) => text).join('')
}

export function stageSnapshot(db: Db, snapshot: SnapshotRow): void {
  const set = { stagedAt: snapshot.stagedAt }
  db.insert(snapshots).values(snapshot).onConflictDoUpdate({ target: snapshots.revision, set }).run()
}

export function stageParts(db: Db, revision: string, first: number, texts: readonly string[]): void {
  texts.forEach((text, i) => {
    db.insert(snapshotParts)
      .values({ revision, part: first + i, text })
      .onConflictDoNothing()
      .run()
  })
}

/** Whether all parts of a text are here. */
export function isStaged(db: Db, revision: string): boolean {
  const snapshot = findSnapshot(db, revision)
  if (snapshot === undefined) return false
  const held = db.select({ parts: count() }).from(snapshotParts).where(eq(snapshotParts.revision, revision)).get()
  return held?.parts === snapshot.parts
}

/** Removes texts that no commit ever named. */
export function forgetUnnamedSnapshots(db: Db, stagedBefore: number): void {
  const named = db.select({ revision: revisions.revision }).from(revisions)
  db.delete(snapshots)
    .where(and(lt(snapshots.stagedAt, stagedBefore), notInArray(snapshots.revision, named)))
    .run()
  db.delete(snapshotParts)
    .where(sql`${snapshotParts.revision} NOT IN (SELECT ${snapshots.revision} FROM ${snapshots})`)
    .run()
}
