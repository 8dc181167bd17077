// An incident goes on: to the next phase, to its end, or back to where it has to be contained again.

import type { Phase } from '../../../../domain/incident/incident.ts'
import type { IncidentState } from '../../../../domain/incident/step-incident.ts'
import { ok } from '../../../../domain/result.ts'
import type { IncidentRecord, Verification } from '../../../../protocol/admin-incident.ts'
import type { Act } from '../acts.ts'
import type { Db } from '../database.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { type Incident, type IncidentChange, saveIncident } from '../stores/incident-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { foundIncident, stepped } from './incident-state.ts'
import { renderIncident } from './read-incident.ts'
import { type IncidentNews, tellIncident } from './tell-incident.ts'

export interface AdvanceInput {
  readonly id: string
  /** The next one where it is absent. */
  readonly to?: Phase
  readonly reason?: string
}

interface Move {
  readonly after: IncidentState
  readonly reason?: string
}

interface Who {
  readonly nowMs: number
  readonly by: string
}

/** As verification begins: nothing is proven yet, and the clock looks at it at once. */
const freshVerification = (nowMs: number): Verification => ({
  startedAt: new Date(nowMs).toISOString(),
  passingSince: null,
  readyAt: null,
  criteria: [],
})

function changeFor({ phase }: IncidentState, nowMs: number): IncidentChange {
  if (phase === 'verify') return { phase, verification: freshVerification(nowMs), measureDueAt: nowMs }
  if (phase === 'closed') return { phase, closedAt: nowMs, paging: null, updateDueAt: null, measureDueAt: null }
  return { phase }
}

/** Part of a transaction: writes a step that the state machine has allowed, and tells it. */
export function recordMove(db: Db, before: Incident, { after, reason }: Move, { nowMs, by }: Who): Incident {
  const { id, phase: from } = before
  const { phase: to } = after
  const incident = saveIncident(db, id, changeFor(after, nowMs))
  const why = reason === undefined ? '' : `: ${reason}`
  const detail = { from, to, ...(reason !== undefined && { reason }) }
  const isEnd = to === 'closed'
  const told = isEnd ? { kind: 'closed', text: `Closed${why}` } : { kind: 'moved', text: `From ${from} to ${to}${why}` }
  appendTimeline(db, id, { at: nowMs, actor: by, ...told, detail })
  appendAudit(db, nowMs, by, { action: isEnd ? 'incident.close' : 'incident.advance', subject: id, detail })
  const news: IncidentNews = isEnd
    ? { kind: 'closed' }
    : { kind: 'moved', from, to, ...(reason !== undefined && { why: reason }) }
  tellIncident(db, incident, news, { nowMs, by })
  return incident
}

export const advanceIncident: Act<AdvanceInput, IncidentRecord> = (db, { id, to, reason }, { nowMs, actor }) => {
  const found = foundIncident(db, id)
  if (!found.ok) return found
  const after = stepped(db, found.value, { kind: 'advance', ...(to !== undefined && { to }) }, nowMs)
  if (!after.ok) return after
  const move = { after: after.value, ...(reason !== undefined && { reason }) }
  const incident = recordMove(db, found.value, move, { nowMs, by: actor.id })
  return ok({ status: 200, body: renderIncident(db, incident, nowMs) })
}

export const closeIncident: Act<Omit<AdvanceInput, 'to'>, IncidentRecord> = (db, input, moment, around) =>
  advanceIncident(db, { ...input, to: 'closed' }, moment, around)

/**
 * Part of a transaction: writes a relapse that the state machine has allowed. What was found out goes into the timeline;
 * containment and fix have to be found again.
 */
export function recordRelapse(
  db: Db,
  before: Incident,
  { after, reason }: Required<Move>,
  { nowMs, by }: Who,
): Incident {
  const { id, containment, fix, verification } = before
  const { phase, relapses } = after
  const cleared = { containment: null, fix: null, verification: null, measureDueAt: null }
  const incident = saveIncident(db, id, { phase, relapses, ...cleared })
  const detail = JSON.parse(JSON.stringify({ reason, relapses, was: { containment, fix, verification } }))
  appendTimeline(db, id, { at: nowMs, actor: by, kind: 'relapsed', text: `It came back: ${reason}`, detail })
  appendAudit(db, nowMs, by, { action: 'incident.relapse', subject: id, detail: { reason, relapses } })
  tellIncident(db, incident, { kind: 'relapsed', why: reason }, { nowMs, by })
  return incident
}

export const relapseIncident: Act<{ id: string; reason: string }, IncidentRecord> = (
  db,
  { id, reason },
  { nowMs, actor },
) => {
  const found = foundIncident(db, id)
  if (!found.ok) return found
  const after = stepped(db, found.value, { kind: 'relapse' }, nowMs)
  if (!after.ok) return after
  const incident = recordRelapse(db, found.value, { after: after.value, reason }, { nowMs, by: actor.id })
  return ok({ status: 200, body: renderIncident(db, incident, nowMs) })
}
