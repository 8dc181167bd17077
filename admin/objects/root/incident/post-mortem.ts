// The post-mortem of an incident: generated from the records until somebody edits it, and theirs from then on.

import { and, eq, min } from 'drizzle-orm'
import { type PostMortemFacts, renderPostMortem } from '../../../../domain/incident/post-mortem.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { IncidentRecord } from '../../../../protocol/admin-incident.ts'
import { hashText } from '../../../hash-text.ts'
import { checkPrecondition, type IfMatch } from '../../../preconditions.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Act } from '../acts.ts'
import { cascadeActor } from '../cascade/act-on-cascade.ts'
import type { Db } from '../database.ts'
import { recentChanges } from '../deployment/ledger.ts'
import { notifications } from '../incident-schema.ts'
import type { Look } from '../looks.ts'
import { hotfixesOf } from '../stores/hotfix-rows.ts'
import { findIncident, type Incident, saveIncident } from '../stores/incident-rows.ts'
import { appendTimeline, entriesAfter } from '../stores/timeline-rows.ts'
import { foundIncident } from './incident-state.ts'
import { begunAt, readMeasured } from './measured.ts'
import { renderIncident } from './read-incident.ts'
import { unknownResponder } from './responders.ts'

const hourMs = 3_600_000
/** Rows of the timeline that a document holds. */
const maxEntries = 1_000

const iso = (ms: number): string => new Date(ms).toISOString()

/** When the first notification of a kind went out. */
function firstSent(db: Db, incident: string, which: { purpose: 'page' } | { audience: 'customers' }): string | null {
  const kind =
    'purpose' in which ? eq(notifications.purpose, which.purpose) : eq(notifications.audience, which.audience)
  const row = db
    .select({ at: min(notifications.endedAt) })
    .from(notifications)
    .where(and(eq(notifications.incident, incident), eq(notifications.status, 'sent'), kind))
    .get()
  return row?.at == null ? null : iso(row.at)
}

const deadOf = (db: Db, incident: string): number =>
  db
    .select({ key: notifications.key })
    .from(notifications)
    .where(and(eq(notifications.incident, incident), eq(notifications.status, 'dead')))
    .all().length

export function postMortemFacts(db: Db, incident: Incident): PostMortemFacts {
  const { id, title, severity, systems, blastRadius, commander, postMortem, startedAt, openedAt, closedAt } = incident
  const { containment, fix, relapses, source } = incident
  const entries = entriesAfter(db, id, 0, maxEntries)
  const begun = begunAt(incident)
  return {
    id,
    title,
    severity,
    systems,
    blastRadius,
    commander,
    owner: postMortem?.owner ?? null,
    due: postMortem?.due ?? null,
    startedAt: startedAt === null ? null : iso(startedAt),
    openedAt: iso(openedAt),
    containedAt: containment?.at ?? null,
    fixedAt: fix?.at ?? null,
    closedAt: closedAt === null ? null : iso(closedAt),
    pagedAt: firstSent(db, id, { purpose: 'page' }),
    customersToldAt: firstSent(db, id, { audience: 'customers' }),
    source,
    relapses,
    impact: readMeasured(incident).systems,
    containment: containment?.reason ?? null,
    fix: fix?.reason ?? null,
    hypotheses: entries.filter(({ kind }) => kind === 'hypothesis').map(({ text }) => text),
    hotfixes: hotfixesOf(db, id).map(({ id: hotfix, status, facts }) => ({
      id: hotfix,
      status,
      problem: facts.problem,
      fix: facts.fix ?? null,
      openTasks: facts.tasks.filter(({ done }) => !done).map(({ text }) => text),
    })),
    changes: recentChanges(db, begun - hourMs)
      // What was taken back came with the incident, or after it.
      .filter(({ at, by }) => Date.parse(at) <= openedAt && by !== cascadeActor)
      .map(({ at, text }) => ({ at, text }))
      .reverse(),
    deadNotifications: deadOf(db, id),
    timeline: entries,
  }
}

export interface PostMortemDocument {
  readonly text: string
  readonly etag: string
  /** False while it is generated anew with every look. */
  readonly edited: boolean
}

function documentOf(db: Db, incident: Incident): PostMortemDocument {
  const text = incident.postMortemText ?? renderPostMortem(postMortemFacts(db, incident))
  return { text, etag: hashText(text), edited: incident.postMortemText !== null }
}

export const readPostMortem: Look<string, PostMortemDocument> = (db, id) => {
  const found = foundIncident(db, id)
  return found.ok ? ok(documentOf(db, found.value)) : found
}

export interface PostMortemPlanInput {
  readonly id: string
  readonly owner: string
  /** A day: 2027-02-05. */
  readonly due: string
}

export const planPostMortem: Act<PostMortemPlanInput, IncidentRecord> = (db, { id, owner, due }, { nowMs, actor }) => {
  const found = foundIncident(db, id)
  if (!found.ok) return found
  const problems = [...unknownResponder(db, '/owner', owner), ...pastDay(due, nowMs)]
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const incident = saveIncident(db, id, { postMortem: { owner, due } })
  const text = `post-mortem: ${owner} writes it until ${due}`
  appendTimeline(db, id, { at: nowMs, actor: actor.id, kind: 'post-mortem', text, detail: { owner, due } })
  const audit = { action: 'incident.post-mortem', subject: id, detail: { owner, due } }
  return ok({ status: 200, body: renderIncident(db, incident, nowMs), audit })
}

function pastDay(due: string, nowMs: number) {
  const endOfDay = Date.parse(`${due}T23:59:59.999Z`)
  const isDay = !Number.isNaN(endOfDay) && iso(endOfDay).startsWith(due)
  if (isDay && endOfDay >= nowMs) return []
  return [
    { path: '/due', found: JSON.stringify(due), allowed: `a day from ${iso(nowMs).slice(0, 10)} on, as 2027-02-05` },
  ]
}

export interface PostMortemEdit {
  readonly id: string
  readonly text: string
  readonly ifMatch: IfMatch
}

export const writePostMortem: Act<PostMortemEdit, PostMortemDocument> = (
  db,
  { id, text, ifMatch },
  { nowMs, actor },
) => {
  const found: Result<Incident, Refusal> = foundIncident(db, id)
  if (!found.ok) return found
  const { etag } = documentOf(db, found.value)
  const address = `/api/v1/incidents/${id}/postmortem`
  const refusal =
    ifMatch === undefined
      ? ({ kind: 'precondition-required', address } as const)
      : checkPrecondition({ ifMatch, createOnly: false }, { what: `the post-mortem of ${id}`, address, etag })
  if (refusal !== undefined) return fail(refusal)
  saveIncident(db, id, { postMortemText: text })
  const facts = { characters: text.length, hash: hashText(text) }
  appendTimeline(db, id, {
    at: nowMs,
    actor: actor.id,
    kind: 'post-mortem',
    text: 'the post-mortem was edited',
    detail: facts,
  })
  const audit = { action: 'incident.post-mortem', subject: id, detail: facts }
  return ok({ status: 200, body: documentOf(db, findIncident(db, id) as Incident), audit })
}
