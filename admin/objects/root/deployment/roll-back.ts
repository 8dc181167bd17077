// Taking a deployment back: its own address is called, through the outbox. Where there is none, somebody is paged, since a
// deployment that nobody takes back must never look as if somebody had. Part of a transaction.

import { step } from '../../../../domain/deployment/deployment.ts'
import type { Message, MessageIncident, Recipient } from '../../../../domain/notification/message.ts'
import type { RollbackOutcome } from '../../../../protocol/admin-deployment.ts'
import type { Db } from '../database.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { findChannel, hooksFor, type KeptChannel, pagingChannels } from '../stores/channel-rows.ts'
import { type Deployment, findDeployment, saveDeployment } from '../stores/deployment-rows.ts'
import { findIncident, type Incident } from '../stores/incident-rows.ts'
import { enqueue } from '../stores/notification-rows.ts'
import { findResponder, onCall } from '../stores/responder-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'

export interface RollbackCircumstances {
  readonly nowMs: number
  /** A token's id, or `cascade`. */
  readonly by: string
  readonly incident: string | null
  readonly reason: string
  /** The version to go back to, where that is not the one before it; null where nobody knows it. */
  readonly to?: string | null
}

/** Answers whether a hook is called; where it is not, why, and who was told. Never throws for what it finds in the tables. */
export function rollBackDeployment(db: Db, id: string, how: RollbackCircumstances): RollbackOutcome {
  const found = findDeployment(db, id)
  if (found === undefined) return { called: false, why: `there is no deployment ${id}` }
  const row = how.to === undefined ? found : { ...found, previous: how.to }
  const stepped = step(row, { kind: 'roll-back', nowMs: how.nowMs })
  if (!stepped.ok) return { called: false, why: stepped.error.join('; ') }
  const incident = how.incident === null ? undefined : findIncident(db, how.incident)
  const hook = hookOf(db, row)
  if (hook === undefined) return askSomebody(db, row, incident, how)
  enqueue(
    db,
    { incident: incident?.id ?? null, channel: hook.id, purpose: 'hook', message: hookMessage(row, incident, how) },
    how.nowMs,
  )
  markRolledBack(db, row, how, `${how.reason}; called ${hook.id}`)
  note(db, incident, how, `${nameOf(row)} is rolled back through ${hook.id}: ${how.reason}`, row)
  return { called: true, channel: hook.id }
}

/** It was done already, by hand or by a pipeline: nobody is called. */
export function recordRollback(db: Db, row: Deployment, how: RollbackCircumstances): void {
  markRolledBack(db, row, how, `${how.reason}; done by hand`)
  const incident = how.incident === null ? undefined : findIncident(db, how.incident)
  note(db, incident, how, `${nameOf(row)} was rolled back by hand: ${how.reason}`, row)
}

/** Its own channel, while that is used; else the first that its system has for it. */
function hookOf(db: Db, { rollbackHook, system }: Deployment): KeptChannel | undefined {
  const own = rollbackHook === null ? undefined : findChannel(db, rollbackHook)
  return own !== undefined && own.disabled === null ? own : hooksFor(db, 'rollback', system)[0]
}

const nameOf = ({ id, system, version }: Deployment): string => `${id} (${system} ${version})`

function markRolledBack(
  db: Db,
  row: Deployment,
  { nowMs, by, reason, incident }: RollbackCircumstances,
  why: string,
): void {
  saveDeployment(db, row.id, { status: 'rolled-back', endedAt: nowMs, dueAt: null, why })
  const { system, version, previous } = row
  const detail = { system, version, previous, reason, incident, why }
  appendAudit(db, nowMs, by, { action: 'deployment.rolled-back', subject: row.id, detail })
}

function askSomebody(
  db: Db,
  row: Deployment,
  incident: Incident | undefined,
  how: RollbackCircumstances,
): RollbackOutcome {
  const [pager] = pagingChannels(db)
  const missing = `no channel has a hook with the event "rollback" for ${row.system}`
  const told = pager === undefined ? 'nobody could be paged: no channel pages' : `paged through ${pager.id}`
  const why = `${missing}; ${told}`
  if (pager !== undefined) {
    const message = pageMessage(row, incident, how, recipientOf(db, incident))
    enqueue(db, { incident: incident?.id ?? null, channel: pager.id, purpose: 'page', message }, how.nowMs)
  }
  saveDeployment(db, row.id, { why: `waits for somebody to roll it back by hand: ${how.reason}` })
  const { system, version, previous } = row
  const detail = { system, version, previous, reason: how.reason, incident: how.incident, why }
  appendAudit(db, how.nowMs, how.by, { action: 'deployment.not-rolled-back', subject: row.id, detail })
  note(db, incident, how, `${nameOf(row)} has to be rolled back by hand: ${why}`, row)
  return { called: false, ...(pager !== undefined && { channel: pager.id }), why }
}

function note(
  db: Db,
  incident: Incident | undefined,
  { nowMs, by }: RollbackCircumstances,
  text: string,
  { id }: Deployment,
): void {
  if (incident === undefined) return
  appendTimeline(db, incident.id, { at: nowMs, actor: by, kind: 'deployment', text, detail: { deployment: id } })
}

/** Whoever commands; else whoever is paged first. */
function recipientOf(db: Db, incident: Incident | undefined): Recipient | undefined {
  const commander = incident?.commander ?? null
  return (commander === null ? undefined : findResponder(db, commander)) ?? onCall(db)[0]
}

const incidentOf = ({ id, title, severity, phase, systems }: Incident): MessageIncident => ({
  id,
  title,
  severity,
  phase,
  systems,
})

const back = ({ previous }: Deployment): string => (previous === null ? 'the version before' : previous)

function hookMessage(row: Deployment, incident: Incident | undefined, { reason }: RollbackCircumstances): Message {
  const { id, system, version, previous, link } = row
  return {
    kind: 'hook',
    audience: 'responders',
    ...(incident !== undefined && { incident: incidentOf(incident) }),
    title: `Roll back ${system} ${version} to ${back(row)}`,
    text: reason,
    ...(link !== null && { link }),
    hook: { event: 'rollback', data: { system, version, previous, deployment: id, reason, link } },
  }
}

function pageMessage(
  row: Deployment,
  incident: Incident | undefined,
  { reason }: RollbackCircumstances,
  to: Recipient | undefined,
): Message {
  const { id, system, version, link } = row
  return {
    kind: 'page',
    audience: 'responders',
    ...(incident !== undefined && { incident: incidentOf(incident) }),
    title: `Roll back ${system} ${version} by hand`,
    text:
      `${id} has to go back to ${back(row)}, and no hook does it: ${reason}\n\n` +
      `Once it is done: fuseboard deployments rollback ${id} --done --reason TEXT`,
    ...(to !== undefined && { to }),
    ...(link !== null && { link }),
  }
}
