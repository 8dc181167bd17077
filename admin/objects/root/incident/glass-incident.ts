// Broken glass is an incident of its own: a SEV4 that nobody is paged for and that contains nothing, so that it is seen until
// somebody has looked. What becomes of the change is noted; where nobody has touched the incident, that also closes it.

import { stepIncident } from '../../../../domain/incident/step-incident.ts'
import { plainLine } from '../../../../domain/plain-text.ts'
import type { Db } from '../database.ts'
import { systemOfFlag } from '../stores/flag-rows.ts'
import { findDuplicate, type Incident } from '../stores/incident-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { stateOf } from './incident-state.ts'
import { recordMove } from './move-incident.ts'
import { type IncidentCircumstances, openIncident } from './open-incident.ts'

const source = 'break-glass'
const maxTitleChars = 200
const maxSystems = 50

export interface BrokenGlass {
  /** Id of the change. */
  readonly change: string
  readonly reason: string
  /** Flags that it raised. */
  readonly raises: readonly string[]
}

/** Part of the transaction that breaks the glass. */
export function openForGlass(db: Db, { change, reason, raises }: BrokenGlass, how: IncidentCircumstances): Incident {
  const named = raises.map((key) => systemOfFlag(db, key)).filter((system) => system !== null)
  const systems = [...new Set(named)].slice(0, maxSystems)
  const title = plainLine(`${change} broke the glass: ${reason}`, maxTitleChars)
  return openIncident(db, { title, severity: 4, systems, source, dedupe: change }, how)
}

/** Part of the transaction that reviews the change, or takes it back. */
export function settleGlass(
  db: Db,
  { change, told }: { readonly change: string; readonly told: string },
  { nowMs, by }: { readonly nowMs: number; readonly by: string },
): void {
  const incident = findDuplicate(db, source, change)
  if (incident === undefined) return
  const settled = stepIncident(stateOf(db, incident), { kind: 'settle' }, nowMs)
  appendTimeline(db, incident.id, { at: nowMs, actor: by, kind: 'note', text: told, detail: { change } })
  if (settled.ok) recordMove(db, incident, { after: settled.value, reason: told }, { nowMs, by })
}
