// Notes, hypotheses, logs and links in an incident's timeline: also after it was closed, since much is found out later.

import { fail, ok } from '../../../../domain/result.ts'
import type { IncidentRecord } from '../../../../protocol/admin-incident.ts'
import type { Act } from '../acts.ts'
import { refuseSecrets } from '../channels/stored-secrets.ts'
import { findIncident, type Incident } from '../stores/incident-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { foundIncident } from './incident-state.ts'
import { renderIncident } from './read-incident.ts'

export const noteKinds = ['note', 'hypothesis', 'log', 'link'] as const

export interface NoteInput {
  readonly id: string
  readonly kind: (typeof noteKinds)[number]
  readonly text: string
  /** https, for links. */
  readonly url?: string
}

export const noteIncident: Act<NoteInput, IncidentRecord> = (db, { id, kind, text, url }, { nowMs, actor }) => {
  const found = foundIncident(db, id)
  if (!found.ok) return found
  const problems = refuseSecrets(db, { text, url })
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const detail = url === undefined ? {} : { url }
  appendTimeline(db, id, { at: nowMs, actor: actor.id, kind, text, detail })
  const audit = { action: 'incident.note', subject: id, detail: { kind, ...detail } }
  return ok({ status: 200, body: renderIncident(db, findIncident(db, id) as Incident, nowMs), audit })
}
