// A containment as it is written down: its kills with the incident's id, its record and what is told of it, and the systems'
// own addresses that are called. Part of a transaction; whether it may be is for the state machine to say first.

import type { ContainmentHow } from '../../../../domain/incident/step-incident.ts'
import type { Containment } from '../../../../protocol/admin-incident.ts'
import { insertKill, type KillCircumstances } from '../commands/insert-kill.ts'
import type { Db } from '../database.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { type Incident, saveIncident } from '../stores/incident-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { callHooks } from './call-hooks.ts'
import { stepped } from './incident-state.ts'
import type { KillPlan } from './plan-kills.ts'
import { tellIncident } from './tell-incident.ts'
import { tellOrSay } from './tell-or-say.ts'

const maxReasonChars = 500
/** Logs are asked for from this long before an incident was opened, where nobody knows when it began. */
const logsBeforeMs = 900_000

export interface ContainmentFacts {
  readonly how: ContainmentHow
  readonly reason: string
  /** Ids of kills. */
  readonly kills: readonly string[]
  readonly flags: readonly string[]
}

/** Kills what was planned, each with the incident's id. Answers the ids of the kills that are new. */
export function killFor(
  db: Db,
  { id }: Pick<Incident, 'id'>,
  plan: KillPlan,
  reason: string,
  how: KillCircumstances,
): string[] {
  const told = `${id}: ${reason}`.slice(0, maxReasonChars)
  return plan.targets.map((target) => {
    const row = insertKill(db, { target, reason: told, incident: id }, how)
    const detail = { seq: row.seq, target, reason: told, incident: id }
    appendAudit(db, how.nowMs, how.by, { action: 'kill.create', subject: row.id, detail })
    return row.id
  })
}

/**
 * Writes down that an incident is contained, tells it, and calls hooks. Adds to an earlier containment: its kills and flags
 * stay in the record. That it may be contained so is asked before: right after it was opened, it always may.
 */
export function recordContainment(
  db: Db,
  before: Incident,
  facts: ContainmentFacts,
  { nowMs, by }: { readonly nowMs: number; readonly by: string },
): Incident {
  const { id } = before
  const { how, reason } = facts
  const after = stepped(db, before, { kind: 'contain', how, reason }, nowMs)
  if (!after.ok) throw new Error(`${id} cannot be contained in ${before.phase}`)
  const earlier = before.containment
  const containment: Containment = {
    at: new Date(nowMs).toISOString(),
    by,
    how,
    reason,
    kills: [...new Set([...(earlier?.kills ?? []), ...facts.kills])],
    flags: [...new Set([...(earlier?.flags ?? []), ...facts.flags])],
  }
  const incident = saveIncident(db, id, { containment, phase: after.value.phase })
  const detail = { how, reason, kills: facts.kills, flags: facts.flags, from: before.phase, to: after.value.phase }
  appendTimeline(db, id, { at: nowMs, actor: by, kind: 'contained', text: containedText(facts), detail })
  appendAudit(db, nowMs, by, { action: 'incident.contain', subject: id, detail })
  tellOrSay(db, incident, 'the call of its hooks', nowMs, () => {
    callForHelp(db, incident, { facts, isFirst: earlier === null, nowMs })
  })
  tellOrSay(db, incident, 'the news of its containment', nowMs, () => {
    tellIncident(db, incident, { kind: 'contained', how }, { nowMs, by })
  })
  return incident
}

/** Flags that a sentence names. */
const maxNamed = 20

function containedText({ how, reason, flags }: ContainmentFacts): string {
  const rest = flags.length - maxNamed
  const named = `${flags.slice(0, maxNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
  switch (how) {
    case 'killed':
      return `Contained: ${named} off. ${reason}`
    case 'reverted':
      return `Contained: what changed was taken back. ${reason}`
    case 'other':
      return `Contained: ${reason}`
    case 'none':
      return `No containment is possible: ${reason}`
  }
}

/** Logs and scaling once; containing each time that something is contained. */
function callForHelp(
  db: Db,
  incident: Incident,
  { facts, isFirst, nowMs }: { facts: ContainmentFacts; isFirst: boolean; nowMs: number },
): void {
  const { how, reason, flags } = facts
  const { severity, startedAt, openedAt } = incident
  const from = new Date(startedAt ?? openedAt - logsBeforeMs).toISOString()
  const called = {
    contain: how === 'none' ? [] : callHooks(db, incident, 'contain', { severity, how, reason, flags }, nowMs),
    logs: isFirst ? callHooks(db, incident, 'logs', { severity, from, to: new Date(nowMs).toISOString() }, nowMs) : [],
    scale: isFirst ? callHooks(db, incident, 'scale', { severity, reason }, nowMs) : [],
  }
  const told = Object.entries(called).filter(([, channels]) => channels.length > 0)
  if (told.length === 0) return
  const text = `Called ${told.map(([event, channels]) => `${channels.join(', ')} for ${event}`).join('; ')}`
  appendTimeline(db, incident.id, { at: nowMs, actor: 'outbox', kind: 'hooks', text, detail: called })
}
