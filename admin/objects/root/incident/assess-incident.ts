// How bad an incident is and how far it reaches. A severity rises freely, and a drop needs a reason; the blast radius is drawn
// anew only when the systems change.

import { isMajor, type Severity } from '../../../../domain/incident/incident.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { IncidentRecord } from '../../../../protocol/admin-incident.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Act } from '../acts.ts'
import type { Db } from '../database.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { type Incident, saveIncident } from '../stores/incident-rows.ts'
import { allSystems } from '../stores/system-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { foundIncident, stepped } from './incident-state.ts'
import { unknownSystems } from './nameable-systems.ts'
import { renderIncident } from './read-incident.ts'
import { tellIncident } from './tell-incident.ts'

export interface SeverityInput {
  readonly id: string
  readonly severity: Severity
  readonly reason?: string
}

interface By {
  readonly nowMs: number
  readonly by: string
}

/** Part of a transaction: refuses a drop without a reason. */
export function setSeverity(
  db: Db,
  before: Incident,
  { severity, reason }: Omit<SeverityInput, 'id'>,
  { nowMs, by }: By,
): Result<Incident, Refusal> {
  const { id, severity: from } = before
  if (severity === from) return ok(before)
  const event = { kind: 'severity', severity, ...(reason !== undefined && { reason }) } as const
  const after = stepped(db, before, event, nowMs)
  if (!after.ok) return after
  const why = reason ?? 'no reason given'
  const incident = saveIncident(db, id, { severity, paging: after.value.paging })
  const detail = { from, to: severity, ...(reason !== undefined && { reason }) }
  const text = `SEV${from} became SEV${severity}: ${why}`
  appendTimeline(db, id, { at: nowMs, actor: by, kind: 'severity', text, detail })
  appendAudit(db, nowMs, by, { action: 'incident.severity', subject: id, detail })
  tellIncident(db, incident, { kind: 'severity', from, why }, { nowMs, by })
  // Nobody was paged when it was opened.
  const isOwed = !isMajor(from) && incident.paging !== null
  if (isOwed) tellIncident(db, incident, { kind: 'unanswered', pages: 0 }, { nowMs, by })
  return ok(incident)
}

export const assessIncident: Act<SeverityInput, IncidentRecord> = (db, { id, ...input }, { nowMs, actor }) => {
  const found = foundIncident(db, id)
  if (!found.ok) return found
  const set = setSeverity(db, found.value, input, { nowMs, by: actor.id })
  return set.ok ? ok({ status: 200, body: renderIncident(db, set.value, nowMs) }) : set
}

export interface SystemsInput {
  readonly id: string
  readonly systems: readonly string[]
  readonly reason: string
}

/** Part of a transaction. Whether anybody knows the systems is the caller's to ask. */
export function setSystems(
  db: Db,
  before: Incident,
  { systems, reason }: Omit<SystemsInput, 'id'>,
  { nowMs, by }: By,
): Result<Incident, Refusal> {
  const { id } = before
  const after = stepped(db, before, { kind: 'systems', systems, map: allSystems(db) }, nowMs)
  if (!after.ok) return after
  const { systems: now, blastRadius, blastVersion } = after.value
  if (blastVersion === before.blastVersion) return ok(before)
  const incident = saveIncident(db, id, { systems: now, blastRadius, blastVersion })
  const detail = { from: before.systems, to: now, blastRadius, blastVersion, reason }
  const text = `Its systems are ${now.join(', ') || 'none'} now: ${reason}`
  appendTimeline(db, id, { at: nowMs, actor: by, kind: 'systems', text, detail })
  appendAudit(db, nowMs, by, { action: 'incident.systems', subject: id, detail })
  return ok(incident)
}

export const spreadIncident: Act<SystemsInput, IncidentRecord> = (db, { id, systems, reason }, { nowMs, actor }) => {
  const found = foundIncident(db, id)
  if (!found.ok) return found
  // What it has already may stay, also where nobody knows it any more.
  const problems = unknownSystems(db, '/systems', systems, found.value.systems)
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const set = setSystems(db, found.value, { systems, reason }, { nowMs, by: actor.id })
  return set.ok ? ok({ status: 200, body: renderIncident(db, set.value, nowMs) }) : set
}
