// Incidents. Rows are never deleted; what happened to one is in its timeline.

import { and, eq, isNotNull, max, ne, sql } from 'drizzle-orm'
import type { IncidentSource, Severity } from '../../../../domain/incident/incident.ts'
import type { PagingState } from '../../../../domain/incident/paging.ts'
import type {
  Containment,
  Fix,
  IncidentSummary,
  PostMortemPlan,
  Verification,
} from '../../../../protocol/admin-incident.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { Db } from '../database.ts'
import { incidents } from '../incident-schema.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'

type IncidentRow = typeof incidents.$inferSelect

/** Pages that were sent because nobody commands, and when the next one is due. */
export type Paging = PagingState

export interface Incident
  extends Omit<IncidentRow, 'severity' | 'containment' | 'fix' | 'verification' | 'postMortem' | 'paging'> {
  readonly severity: Severity
  readonly containment: Containment | null
  readonly fix: Fix | null
  readonly verification: Verification | null
  readonly postMortem: PostMortemPlan | null
  readonly paging: Paging | null
}

const parsed = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T))

const readRow = (row: IncidentRow): Incident => ({
  ...row,
  severity: row.severity as Severity,
  containment: parsed<Containment>(row.containment),
  fix: parsed<Fix>(row.fix),
  verification: parsed<Verification>(row.verification),
  postMortem: parsed<PostMortemPlan>(row.postMortem),
  paging: parsed<Paging>(row.paging),
})

export function findIncident(db: Db, id: string): Incident | undefined {
  const row = db.select().from(incidents).where(eq(incidents.id, id)).get()
  return row === undefined ? undefined : readRow(row)
}

const isOpen = ne(incidents.phase, 'closed')

/** Oldest first. */
export const openIncidents = (db: Db): Incident[] =>
  db.select().from(incidents).where(isOpen).orderBy(incidents.position).all().map(readRow)

/** The open one that was opened for the same thing. */
export function findDuplicate(db: Db, source: IncidentSource, dedupe: string): Incident | undefined {
  const row = db
    .select()
    .from(incidents)
    .where(and(isOpen, eq(incidents.source, source), eq(incidents.dedupe, dedupe)))
    .get()
  return row === undefined ? undefined : readRow(row)
}

export interface NewIncident {
  readonly title: string
  readonly severity: Severity
  readonly systems: readonly string[]
  readonly blastRadius: readonly string[]
  readonly source: IncidentSource
  readonly dedupe: string | null
  readonly openedAt: number
  readonly openedBy: string
  readonly startedAt: number | null
  readonly roomKey: string
}

export function insertIncident(db: Db, row: NewIncident): Incident {
  const position =
    (db
      .select({ last: max(incidents.position) })
      .from(incidents)
      .get()?.last ?? 0) + 1
  const id = `i${position}`
  db.insert(incidents)
    .values({
      ...row,
      position,
      id,
      phase: 'detect',
      blastVersion: 1,
      roles: {},
      relapses: 0,
      timelineId: 0,
      timelineHash: '',
      changedAt: row.openedAt,
    })
    .run()
  return findIncident(db, id) as Incident
}

export type IncidentChange = Partial<
  Pick<
    Incident,
    | 'title'
    | 'severity'
    | 'phase'
    | 'systems'
    | 'blastRadius'
    | 'blastVersion'
    | 'commander'
    | 'roles'
    | 'containment'
    | 'fix'
    | 'verification'
    | 'relapses'
    | 'postMortem'
    | 'postMortemText'
    | 'startedAt'
    | 'closedAt'
    | 'updateDueAt'
    | 'paging'
    | 'measured'
    | 'probes'
    | 'measureDueAt'
  >
>

const jsonMembers = ['containment', 'fix', 'verification', 'postMortem', 'paging'] as const

/** Answers the incident as it is then. Who changes one also appends to its timeline. */
export function saveIncident(db: Db, id: string, change: IncidentChange): Incident {
  const texts = jsonMembers.flatMap((name) => {
    const value = change[name]
    return value === undefined ? [] : [[name, value === null ? null : JSON.stringify(value)] as const]
  })
  const { containment: _, fix: __, verification: ___, postMortem: ____, paging: _____, ...plain } = change
  db.update(incidents)
    .set({ ...plain, ...Object.fromEntries(texts) })
    .where(eq(incidents.id, id))
    .run()
  return findIncident(db, id) as Incident
}

export const summarizeIncident = (incident: Incident): IncidentSummary => {
  const { id, title, severity, phase, systems, commander, source, openedAt, openedBy, closedAt } = incident
  return {
    id,
    title,
    severity,
    phase,
    systems,
    ...(commander !== null && { commander }),
    source,
    openedAt: new Date(openedAt).toISOString(),
    openedBy,
    ...(closedAt !== null && { closedAt: new Date(closedAt).toISOString() }),
  }
}

/** By default newest first. Filter `open` keeps those that are not closed, `system` those of a system. */
export function listIncidents(db: Db, query: ListQuery): Page<IncidentSummary> {
  const { open, system } = query.filters
  return listPage(db, query, {
    table: incidents,
    order: { by: { openedAt: incidents.openedAt, severity: incidents.severity }, tie: incidents.position },
    columns: {
      phase: incidents.phase,
      severity: incidents.severity,
      commander: incidents.commander,
      source: incidents.source,
    },
    where: and(
      open === undefined ? undefined : open === 'true' ? isOpen : eq(incidents.phase, 'closed'),
      system === undefined
        ? undefined
        : sql`EXISTS (SELECT 1 FROM json_each(${incidents.systems}) WHERE value = ${system})`,
    ),
    render: (row) => summarizeIncident(readRow(row)),
  })
}

/** The earliest of a column over open incidents. */
export function earliest(db: Db, column: 'updateDueAt'): number | undefined {
  const chosen = incidents[column]
  const row = db
    .select({ at: chosen })
    .from(incidents)
    .where(and(isOpen, sql`${chosen} IS NOT NULL`))
    .orderBy(chosen)
    .get()
  return row?.at ?? undefined
}

const pagingDueAt = sql<number>`json_extract(${incidents.paging}, '$.dueAt')`

/** Those that page, by when they do so next. */
export const pagingIncidents = (db: Db): Incident[] =>
  db
    .select()
    .from(incidents)
    .where(and(isOpen, isNotNull(incidents.paging)))
    .orderBy(pagingDueAt)
    .all()
    .map(readRow)

export const nextPageAt = (db: Db): number | undefined =>
  db
    .select({ at: sql<number | null>`min(${pagingDueAt})` })
    .from(incidents)
    .where(and(isOpen, isNotNull(incidents.paging)))
    .get()?.at ?? undefined
