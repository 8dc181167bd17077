// The endpoints that have to answer while an incident is verified. Setting them begins verification anew: what was proven
// before was proven without them.

import { fail, ok } from '../../../../domain/result.ts'
import type { Probe } from '../../../../domain/rollout/probe.ts'
import type { IncidentRecord } from '../../../../protocol/admin-incident.ts'
import type { Act } from '../acts.ts'
import { saveIncident } from '../stores/incident-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { foundIncident } from './incident-state.ts'
import { readMeasured } from './measured.ts'
import { renderIncident } from './read-incident.ts'

export interface ProbesInput {
  readonly id: string
  readonly probes: readonly Probe[]
}

export const setProbes: Act<ProbesInput, IncidentRecord> = (db, { id, probes }, { nowMs, actor }) => {
  const found = foundIncident(db, id)
  if (!found.ok) return found
  const { phase } = found.value
  if (phase === 'closed') {
    const missing = ['it is closed: nothing is verified any more']
    return fail({ kind: 'transition-refused', what: 'incident', id, from: phase, to: 'verify', missing })
  }
  const measured = { ...readMeasured(found.value), verify: null, probeStreaks: null }
  const incident = saveIncident(db, id, {
    probes: JSON.stringify(probes),
    verification: null,
    measured: JSON.stringify(measured),
  })
  const names = probes.map(({ name }) => name)
  const text = names.length === 0 ? 'no probes any more' : `probes: ${names.join(', ')}`
  appendTimeline(db, id, { at: nowMs, actor: actor.id, kind: 'probes', text, detail: { names } })
  const audit = { action: 'incident.probes', subject: id, detail: { names } }
  return ok({ status: 200, body: renderIncident(db, incident, nowMs), audit })
}
