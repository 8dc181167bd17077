// What follows from alarms. The first two systems that alarm within an hour are a cascade, which is acted on once, in one
// transaction. While its incident is open, a further system that alarms joins it, and nothing is taken back again.

import { decideCascade, severityOf } from '../../../../domain/cascade/decide-cascade.ts'
import { watchedMs } from '../../../../domain/cascade/system-watch.ts'
import { blastRadius } from '../../../../domain/incident/blast-radius.ts'
import { describeAlarm, tellAlarm } from '../../../incidents/describe-watch.ts'
import type { Db } from '../database.ts'
import { tellIncident } from '../incident/tell-incident.ts'
import { findDuplicate, findIncident, type Incident, saveIncident } from '../stores/incident-rows.ts'
import { allSystems } from '../stores/system-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { allWatches, saveWatch, type Watch } from '../stores/watch-rows.ts'
import type { TickerSurroundings } from '../tickers.ts'
import { actOnCascade, asJson, cascadeActor, cascadeDedupe } from './act-on-cascade.ts'
import { youngChanges } from './young-changes.ts'

export function answerAlarms(db: Db, around: Pick<TickerSurroundings, 'now' | 'colos' | 'newKey'>): void {
  const nowMs = around.now()
  const alarming = allWatches(db).filter(
    ({ alarmedAt, incident }) => alarmedAt !== null && incident === null && alarmedAt > nowMs - watchedMs,
  )
  if (alarming.length === 0) return
  db.transaction(() => {
    const open = findDuplicate(db, 'cascade', cascadeDedupe)
    if (open !== undefined) {
      for (const watch of alarming) join(db, open.id, watch, nowMs)
      return
    }
    const alarms = alarming.map(({ system, alarmedAt }) => ({ system, atMs: alarmedAt as number }))
    const cascade = decideCascade(alarms, youngChanges(db, nowMs), allSystems(db), nowMs)
    if (cascade === null) return
    const { newKey, colos } = around
    const incident = actOnCascade(db, cascade, alarming, { nowMs, by: cascadeActor, colos: colos(), newKey })
    for (const watch of alarming) saveWatch(db, { ...watch, incident })
  })
}

function join(db: Db, id: string, watch: Watch, nowMs: number): void {
  saveWatch(db, { ...watch, incident: id })
  const incident = findIncident(db, id) as Incident
  const { system, state } = watch
  const alarm = state?.alarm
  if (state === null || !alarm || incident.systems.includes(system)) return
  const map = allSystems(db)
  const systems = [...incident.systems, system].sort()
  const radius = blastRadius(systems, map)
  const grown = { systems, blastRadius: radius, blastVersion: incident.blastVersion + 1 }
  saveIncident(db, id, grown)
  const evidence = describeAlarm(system, state, alarm)
  const entry = { at: nowMs, actor: cascadeActor }
  const detail = asJson({ system, systems, blastRadius: radius, evidence })
  appendTimeline(db, id, { ...entry, kind: 'systems', text: `${tellAlarm(evidence)}: it has joined`, detail })
  raise(db, incident, severityOf(systems, map), nowMs)
}

/** What spreads may have become worse; it never becomes better by itself. */
function raise(db: Db, { id, severity: before }: Incident, severity: 1 | 2, nowMs: number): void {
  if (severity >= before) return
  const raised = saveIncident(db, id, { severity })
  const why = `it has spread to ${raised.systems.length} systems: ${raised.systems.join(', ')}`
  const text = `SEV${before} → SEV${severity}: ${why}`
  appendTimeline(db, id, { at: nowMs, actor: cascadeActor, kind: 'severity', text, detail: { from: before, severity } })
  tellIncident(db, raised, { kind: 'severity', from: before, why }, { nowMs, by: cascadeActor })
}
