// Incidents as a table, the newest first.

import type { IncidentSummary } from '../api/incidents.ts'
import { renderAge } from '../output/moment.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'

export function renderIncidentTable(incidents: readonly IncidentSummary[], now: number, style: Style): string {
  const anyClosed = incidents.some(({ closedAt }) => closedAt !== undefined)
  const rows = incidents.map(({ id, severity, phase, title, systems, commander, openedAt, closedAt }) => [
    id,
    `SEV${severity}`,
    phase,
    title,
    systems.join(', '),
    commander ?? 'nobody',
    renderAge(openedAt, now),
    ...(anyClosed ? [closedAt === undefined ? '' : renderAge(closedAt, now)] : []),
  ])
  const headings = [
    'ID',
    'SEVERITY',
    'PHASE',
    'TITLE',
    'SYSTEMS',
    'COMMANDER',
    'OPENED',
    ...(anyClosed ? ['CLOSED'] : []),
  ]
  return renderTable(headings, rows, style)
}
