// Timelines of incidents: append-only, with server time, each row's hash covering the row before it. The incident's own row
// keeps the last hash, so that the end cannot be cut off either.

import { and, asc, desc, eq, gt, inArray } from 'drizzle-orm'
import type { JsonObject } from '../../../../domain/json.ts'
import type { TimelineEntry } from '../../../../protocol/admin-incident.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import { hashText } from '../../../hash-text.ts'
import type { Db } from '../database.ts'
import { incidents, incidentTimeline } from '../incident-schema.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'

type TimelineRow = typeof incidentTimeline.$inferSelect

export interface NewEntry {
  readonly at: number
  /** A token's id, a responder's, or `guard`, `cascade`, `outbox`, `clock` for what the root does by itself. */
  readonly actor: string
  readonly kind: string
  readonly text: string
  /** What else is worth knowing; never a secret. */
  readonly detail?: JsonObject
}

/** Part of the transaction that makes the change. Text is hashed as SQLite keeps it: without halves of characters. */
export function appendTimeline(
  db: Db,
  incident: string,
  { at, actor, kind, text: given, detail = {} }: NewEntry,
): void {
  const text = given.toWellFormed()
  const columns = { id: incidents.timelineId, hash: incidents.timelineHash }
  const last = db.select(columns).from(incidents).where(eq(incidents.id, incident)).get()
  if (last === undefined) throw new Error(`there is no incident ${incident}`)
  const row = { incident, id: last.id + 1, at, actor, kind, text, detail: JSON.stringify(detail) }
  const hash = chainHash(last.hash, row)
  db.insert(incidentTimeline)
    .values({ ...row, hash })
    .run()
  db.update(incidents)
    .set({ timelineId: row.id, timelineHash: hash, changedAt: at })
    .where(eq(incidents.id, incident))
    .run()
}

const chainHash = (
  before: string,
  { incident, id, at, actor, kind, text, detail }: Omit<TimelineRow, 'hash'>,
): string => hashText(JSON.stringify([before, incident, id, at, actor, kind, text, detail]))

const ofIncident = (incident: string) => eq(incidentTimeline.incident, incident)

/** The newest, oldest first. */
export const newestEntries = (db: Db, incident: string, most: number): TimelineEntry[] =>
  db
    .select()
    .from(incidentTimeline)
    .where(ofIncident(incident))
    .orderBy(desc(incidentTimeline.id))
    .limit(most)
    .all()
    .reverse()
    .map(renderEntry)

/** From the beginning, or after an entry. */
export const entriesAfter = (db: Db, incident: string, after: number, most: number): TimelineEntry[] =>
  db
    .select()
    .from(incidentTimeline)
    .where(and(ofIncident(incident), gt(incidentTimeline.id, after)))
    .orderBy(asc(incidentTimeline.id))
    .limit(most)
    .all()
    .map(renderEntry)

/** By default from the beginning. Filter `after` keeps what came after an entry. */
export const listTimeline = (db: Db, incident: string, query: ListQuery): Page<TimelineEntry> =>
  listPage(db, query, {
    table: incidentTimeline,
    order: { by: { id: incidentTimeline.id }, tie: incidentTimeline.id },
    columns: { kind: incidentTimeline.kind, actor: incidentTimeline.actor },
    where: and(ofIncident(incident), gt(incidentTimeline.id, Number(query.filters.after ?? 0))),
    render: renderEntry,
  })

/** The kind of the newest entry, of these kinds, for each value that a member of their details has. */
export function newestByMember(
  db: Db,
  incident: string,
  kinds: readonly string[],
  member: string,
): Map<string, string> {
  const rows = db
    .select({ kind: incidentTimeline.kind, detail: incidentTimeline.detail })
    .from(incidentTimeline)
    .where(and(ofIncident(incident), inArray(incidentTimeline.kind, [...kinds])))
    .orderBy(asc(incidentTimeline.id))
    .all()
  return new Map(rows.map(({ kind, detail }) => [String((JSON.parse(detail) as JsonObject)[member]), kind] as const))
}

function renderEntry({ id, at, actor, kind, text, detail, hash }: TimelineRow): TimelineEntry {
  return { id, at: new Date(at).toISOString(), actor, kind, text, detail: JSON.parse(detail) as JsonObject, hash }
}

/** Null where the chain holds; otherwise the id of the first entry that does not fit, or that is missing. */
export function findBrokenEntry(db: Db, incident: string): number | null {
  const rows = db.select().from(incidentTimeline).where(ofIncident(incident)).orderBy(asc(incidentTimeline.id)).all()
  let hash = ''
  for (const [index, row] of rows.entries()) {
    if (row.id !== index + 1 || row.hash !== chainHash(hash, row)) return index + 1
    hash = row.hash
  }
  const columns = { id: incidents.timelineId, hash: incidents.timelineHash }
  const last = db.select(columns).from(incidents).where(eq(incidents.id, incident)).get()
  return last === undefined || (last.id === rows.length && last.hash === hash) ? null : rows.length + 1
}
