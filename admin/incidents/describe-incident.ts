// An incident as it is told. Pure: what it needs from elsewhere is handed in.

import type { Advice } from '../../domain/incident/advice.ts'
import type { ChecklistItem } from '../../domain/incident/checklist.ts'
import { type Need, phaseAfter } from '../../domain/incident/needs.ts'
import { responseTargets } from '../../domain/incident/response-target.ts'
import type { IncidentRecord, TimelineEntry } from '../../protocol/admin-incident.ts'
import { type Incident, summarizeIncident } from '../objects/root/stores/incident-rows.ts'
import { tellNeeds } from './tell-needs.ts'

export interface AroundIncident {
  /** What it lacks for its next phase. */
  readonly needs: readonly Need[]
  readonly timeline: readonly TimelineEntry[]
  readonly checklist: readonly ChecklistItem[]
  /** While a fix is looked for. */
  readonly advice: Advice | undefined
}

const iso = (ms: number): string => new Date(ms).toISOString()

/** Its page, below the address of the admin worker. */
export const pageOfIncident = ({ id, roomKey }: Pick<Incident, 'id' | 'roomKey'>): string =>
  `/incidents/${id}/${roomKey}`

export function describeIncident(
  incident: Incident,
  { needs, timeline, checklist, advice }: AroundIncident,
): IncidentRecord {
  const { id, severity, blastRadius, roles, startedAt, containment, fix, verification, relapses, postMortem } = incident
  const { updateDueAt, paging, phase } = incident
  return {
    ...summarizeIncident(incident),
    blastRadius,
    roles,
    ...(startedAt !== null && { startedAt: iso(startedAt) }),
    ...(containment !== null && { containment }),
    ...(fix !== null && { fix }),
    ...(verification !== null && { verification }),
    relapses,
    ...(postMortem !== null && { postMortem }),
    ...(updateDueAt !== null && { updateDueAt: iso(updateDueAt) }),
    ...(paging !== null && { nextPageAt: iso(paging.dueAt) }),
    responseTarget: responseTargets[severity],
    missing: phaseAfter(phase) === undefined ? [] : tellNeeds(id, needs),
    checklist,
    ...(advice !== undefined && { advice }),
    page: pageOfIncident(incident),
    timeline,
  }
}
