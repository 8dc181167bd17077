// An incident's row as its state machine sees it, and what of the state goes back into the row.

import type { HotfixStatus } from '../../../../domain/hotfix/hotfix.ts'
import { type IncidentEvent, type IncidentState, stepIncident } from '../../../../domain/incident/step-incident.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import { tellNeeds } from '../../../incidents/tell-needs.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { findHotfix } from '../stores/hotfix-rows.ts'
import { findIncident, type Incident } from '../stores/incident-rows.ts'

/** In these a hotfix is out, at least for some. */
const deployedStatuses: readonly HotfixStatus[] = ['rolling', 'verified', 'done']

export function isHotfixOut(db: Db, id: string): boolean {
  const found = findHotfix(db, id)
  return found !== undefined && deployedStatuses.includes(found.status)
}

export function stateOf(db: Db, incident: Incident): IncidentState {
  const { fix, verification, timelineId, ...row } = incident
  const since = verification?.passingSince ?? null
  return {
    severity: row.severity,
    phase: row.phase,
    source: row.source,
    commander: row.commander,
    containment: row.containment,
    fix: fix && { how: fix.how, deployed: fix.hotfix === undefined || isHotfixOut(db, fix.hotfix) },
    passingSinceMs: since === null ? null : Date.parse(since),
    postMortem: row.postMortem,
    relapses: row.relapses,
    paging: row.paging,
    systems: row.systems,
    blastRadius: row.blastRadius,
    blastVersion: row.blastVersion,
    // Its first entry is that it was opened.
    touched: timelineId > 1,
  }
}

export const unknownIncident = (id: string): Refusal => ({
  kind: 'not-found',
  detail: `there is no incident "${id}"; GET /api/v1/incidents lists them`,
})

export function foundIncident(db: Db, id: string): Result<Incident, Refusal> {
  const incident = findIncident(db, id)
  return incident === undefined ? fail(unknownIncident(id)) : ok(incident)
}

/** The state after an event, or the refusal that names everything that is missing. */
export function stepped(
  db: Db,
  incident: Incident,
  event: IncidentEvent,
  nowMs: number,
): Result<IncidentState, Refusal> {
  const after = stepIncident(stateOf(db, incident), event, nowMs)
  if (after.ok) return after
  const { from, to, needs } = after.error
  const { id } = incident
  return fail({ kind: 'transition-refused', what: 'incident', id, from, to, missing: tellNeeds(id, needs) })
}
