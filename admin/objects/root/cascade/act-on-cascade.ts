// Acting on a cascade: the incident, everything of the last hour that may have brought it taken back, and the record of both.
// Part of one transaction. What cannot be taken back is told and stops nothing else.

import type { Cascade } from '../../../../domain/cascade/decide-cascade.ts'
import { severityOf } from '../../../../domain/cascade/decide-cascade.ts'
import type { JsonObject } from '../../../../domain/json.ts'
import type { CascadeEvidence, CascadeReversal } from '../../../../protocol/admin-cascade.ts'
import { describeAlarm, tellAlarm } from '../../../incidents/describe-watch.ts'
import type { Db } from '../database.ts'
import { type IncidentCircumstances, openIncident } from '../incident/open-incident.ts'
import { recordContainment } from '../incident/record-containment.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { insertCascade, nextCascadeId } from '../stores/cascade-rows.ts'
import type { Incident } from '../stores/incident-rows.ts'
import { findKill } from '../stores/kill-rows.ts'
import { allSystems } from '../stores/system-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import type { Watch } from '../stores/watch-rows.ts'
import { takeBackSuspects } from './take-back-suspects.ts'
import type { YoungChange } from './young-changes.ts'

/** Stands in the records for the root itself. */
export const cascadeActor = 'cascade'
/** Of cascades one incident is open at a time. */
export const cascadeDedupe = 'cascade'
const maxTitleChars = 200

/** Answers the incident's id. */
export function actOnCascade(
  db: Db,
  { systems, suspects }: Cascade<YoungChange>,
  alarming: readonly Watch[],
  how: IncidentCircumstances,
): string {
  const { nowMs, colos } = how
  const id = nextCascadeId(db)
  const incident = openIncident(
    db,
    {
      title: `Cascade: ${systems.join(', ')}`.slice(0, maxTitleChars),
      severity: severityOf(systems, allSystems(db)),
      systems,
      source: 'cascade',
      dedupe: cascadeDedupe,
      startedAt: begunAt(suspects, alarming),
    },
    how,
  )
  const evidence = alarming.flatMap(({ system, state }) =>
    state?.alarm ? [describeAlarm(system, state, state.alarm)] : [],
  )
  const reverted = takeBackSuspects(db, suspects, { cascade: id, incident: incident.id, nowMs, colos })
  insertCascade(db, { at: nowMs, incident: incident.id, systems, evidence, reverted })
  record(db, incident, id, { evidence, reverted }, nowMs)
  if (reverted.some(({ done }) => done)) contain(db, incident, id, reverted, nowMs)
  const subjects = reverted.map(({ subject, done }) => ({ subject, done }))
  const detail = { incident: incident.id, systems, reverted: subjects }
  appendAudit(db, nowMs, cascadeActor, { action: 'cascade.act', subject: id, detail })
  return incident.id
}

/** With the newest change that was there before anything alarmed: an alarm comes some time after the first user has failed. */
function begunAt(suspects: Cascade<YoungChange>['suspects'], alarming: readonly Watch[]): number {
  const alarmedAt = Math.min(...alarming.map((watch) => watch.alarmedAt as number))
  return suspects.find(({ change }) => change.atMs <= alarmedAt)?.change.atMs ?? alarmedAt
}

interface Acted {
  readonly evidence: readonly CascadeEvidence[]
  readonly reverted: readonly CascadeReversal[]
}

/** One entry of why, and one of each change that was suspected. */
function record(db: Db, incident: Incident, cascade: string, { evidence, reverted }: Acted, nowMs: number): void {
  const entry = { at: nowMs, actor: cascadeActor }
  const nothing = reverted.length === 0 ? '. No change of the last hour reaches them: nothing was taken back' : ''
  const text = `${cascade}: ${evidence.map(tellAlarm).join('; ')}${nothing}`
  appendTimeline(db, incident.id, { ...entry, kind: 'cascade', text, detail: asJson({ cascade, evidence }) })
  for (const reversal of reverted) {
    const { subject, done, how, text: what } = reversal
    const told = `${subject} (${what}): ${done ? '' : 'NOT taken back: '}${how}`
    const kind = done ? 'reverted' : 'not-reverted'
    appendTimeline(db, incident.id, { ...entry, kind, text: told, detail: asJson(reversal) })
  }
}

/** Where nothing was taken back, containing it is still to be done, and by people. */
function contain(
  db: Db,
  incident: Incident,
  cascade: string,
  reverted: readonly CascadeReversal[],
  nowMs: number,
): void {
  const done = reverted.filter((one) => one.done)
  const left = reverted.filter((one) => !one.done).map(({ subject }) => subject)
  const rest = left.length === 0 ? '' : `; not taken back: ${left.join(', ')}`
  const reason = `${cascade} took back ${done.map(({ subject }) => subject).join(', ')}${rest}`
  const kills = [...new Set(reverted.flatMap((one) => one.kills))]
  const named = done.flatMap(({ flag }) => (flag === undefined ? [] : [flag]))
  const flags = [...new Set([...named, ...kills.flatMap((kill) => flagOf(db, kill))])].sort()
  recordContainment(db, incident, { how: 'reverted', reason, kills, flags }, { nowMs, by: cascadeActor })
}

function flagOf(db: Db, kill: string): string[] {
  const row = findKill(db, kill)
  return row?.kind === 'flag' ? [row.name] : []
}

/** Records are made of JSON, which their types do not say. */
export const asJson = (record: object): JsonObject => record as JsonObject
