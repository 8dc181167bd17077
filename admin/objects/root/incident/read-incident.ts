// Incidents as the API shows them.

import { needsOf } from '../../../../domain/incident/needs.ts'
import { ok, type Result } from '../../../../domain/result.ts'
import type { IncidentRecord, TimelineEntry, TimelineVerdict } from '../../../../protocol/admin-incident.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import { describeIncident } from '../../../incidents/describe-incident.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { ListQuery } from '../list-query.ts'
import type { Incident } from '../stores/incident-rows.ts'
import { findBrokenEntry, listTimeline, newestEntries } from '../stores/timeline-rows.ts'
import { adviceOf, checklistOf } from './incident-guidance.ts'
import { foundIncident, stateOf } from './incident-state.ts'

/** Entries in the record itself. */
const shownEntries = 100

export const renderIncident = (db: Db, incident: Incident, nowMs: number): IncidentRecord =>
  describeIncident(incident, {
    needs: needsOf(stateOf(db, incident), nowMs),
    timeline: newestEntries(db, incident.id, shownEntries),
    checklist: checklistOf(db, incident, nowMs),
    advice: adviceOf(db, incident),
  })

export function readIncident(db: Db, id: string, nowMs: number): Result<IncidentRecord, Refusal> {
  const found = foundIncident(db, id)
  return found.ok ? ok(renderIncident(db, found.value, nowMs)) : found
}

export interface TimelineInput {
  readonly id: string
  readonly query: ListQuery
}

export function readTimeline(db: Db, { id, query }: TimelineInput): Result<Page<TimelineEntry>, Refusal> {
  const found = foundIncident(db, id)
  return found.ok ? ok(listTimeline(db, id, query)) : found
}

/** Walks the chain of hashes from the first entry to the last. */
export function verifyTimeline(db: Db, id: string): Result<TimelineVerdict, Refusal> {
  const found = foundIncident(db, id)
  if (!found.ok) return found
  const brokenAt = findBrokenEntry(db, id)
  if (brokenAt === null) return ok({ ok: true, checked: found.value.timelineId })
  return ok({ ok: false, checked: brokenAt - 1, brokenAt })
}
