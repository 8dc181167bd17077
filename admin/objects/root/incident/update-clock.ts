// The clock of updates: where nobody wrote anything in time, all are told honestly that there is nothing new. Once, however
// late it is: a root that was away for hours owes its readers one update, not twelve.

import { isUpdateDue, updateEveryMs } from '../../../../domain/notification/update-clock.ts'
import type { Db } from '../database.ts'
import { earliest, findIncident, type Incident, openIncidents } from '../stores/incident-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { tellIncident } from './tell-incident.ts'

const clock = 'clock'

const isDue = ({ updateDueAt }: Incident, nowMs: number): boolean =>
  updateDueAt !== null && isUpdateDue(updateDueAt, nowMs)

export function nextUpdateDueAt(db: Db, nowMs: number): number | undefined {
  const dueAt = earliest(db, 'updateDueAt')
  return dueAt === undefined ? undefined : Math.min(dueAt, nowMs + updateEveryMs)
}

export function tellUnchanged(db: Db, { now }: { readonly now: () => number }): void {
  const nowMs = now()
  for (const { id } of openIncidents(db).filter((incident) => isDue(incident, nowMs))) {
    // Where one breaks, the others are told all the same.
    try {
      db.transaction(() => tell(db, findIncident(db, id) as Incident, nowMs))
    } catch (broken) {
      console.error(`the update clock of incident ${id} broke`, broken)
    }
  }
}

function tell(db: Db, incident: Incident, nowMs: number): void {
  const text = 'Nobody wrote an update in time: everybody was told that there is nothing new'
  appendTimeline(db, incident.id, { at: nowMs, actor: clock, kind: 'update', text, detail: { automatic: true } })
  // Customers hear of it always, and so it moves the clock.
  tellIncident(db, incident, { kind: 'no-change' }, { nowMs, by: clock })
}
