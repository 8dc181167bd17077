// Opening an incident: its row, its timeline and what is told of it. Part of a transaction. Whoever opens one, a person or
// the root itself, comes through here.

import { blastRadius } from '../../../../domain/incident/blast-radius.ts'
import type { IncidentSource, Severity } from '../../../../domain/incident/incident.ts'
import { lacksCommander, pagedAgain } from '../../../../domain/incident/paging.ts'
import type { Db } from '../database.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { findIncident, type Incident, insertIncident, saveIncident } from '../stores/incident-rows.ts'
import { allSystems } from '../stores/system-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { tellIncident } from './tell-incident.ts'
import { tellOrSay } from './tell-or-say.ts'

export interface OpenInput {
  readonly title: string
  readonly severity: Severity
  readonly systems: readonly string[]
  readonly source: IncidentSource
  /** Opened once for this. */
  readonly dedupe?: string
  /** When it began for users; Unix milliseconds. */
  readonly startedAt?: number
  /** Where somebody commands it from the beginning, nobody is paged. */
  readonly commander?: string
}

export interface IncidentCircumstances {
  readonly nowMs: number
  /** A token's id, or what the root calls itself: `cascade`, `clock`. */
  readonly by: string
  readonly colos: readonly string[]
  /** Something that nobody can guess. */
  readonly newKey: () => string
}

export function openIncident(db: Db, input: OpenInput, { nowMs, by, newKey }: IncidentCircumstances): Incident {
  const { title, severity, source, dedupe = null, startedAt = null, commander = null } = input
  const systems = [...new Set(input.systems)].sort()
  const radius = blastRadius(systems, allSystems(db))
  const { id } = insertIncident(db, {
    title,
    severity,
    systems,
    blastRadius: radius,
    source,
    dedupe,
    openedAt: nowMs,
    openedBy: by,
    startedAt,
    roomKey: newKey(),
  })
  // The news of its opening is the first page.
  const paging = lacksCommander({ severity, phase: 'detect', commander }) ? pagedAgain(null, nowMs) : null
  saveIncident(db, id, { commander, paging })
  const facts = { severity, systems, blastRadius: radius, source, ...(commander !== null && { commander }) }
  appendTimeline(db, id, { at: nowMs, actor: by, kind: 'opened', text: `SEV${severity}: ${title}`, detail: facts })
  appendAudit(db, nowMs, by, { action: 'incident.open', subject: id, detail: { title, ...facts } })
  tellOrSay(db, { id }, 'the news of its opening, and its first page,', nowMs, () => {
    tellIncident(db, findIncident(db, id) as Incident, { kind: 'opened' }, { nowMs, by })
  })
  return findIncident(db, id) as Incident
}
