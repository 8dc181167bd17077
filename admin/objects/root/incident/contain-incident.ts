// Containing: what stops the damage is done and recorded in one transaction, and the systems' own addresses are called. What
// comes later adds to what is contained. Checks first and writes then.

import type { ContainmentHow, IncidentState } from '../../../../domain/incident/step-incident.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { Containment, ContainmentAnswer, IncidentRecord } from '../../../../protocol/admin-incident.ts'
import { allows } from '../../../../protocol/scopes.ts'
import type { Actor } from '../../../auth/caller.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Act } from '../acts.ts'
import { insertKill, type KillCircumstances } from '../commands/insert-kill.ts'
import type { Db } from '../database.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { type Incident, saveIncident } from '../stores/incident-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { callHooks } from './call-hooks.ts'
import { foundIncident, stepped } from './incident-state.ts'
import { unknownSystems } from './known-systems.ts'
import { type KillPlan, planKills, unknownFlags } from './plan-kills.ts'
import { renderIncident } from './read-incident.ts'
import { tellIncident } from './tell-incident.ts'

const maxReasonChars = 500
/** Logs are asked for from this long before an incident was opened, where nobody knows when it began. */
const logsBeforeMs = 900_000

export interface ContainInput {
  readonly id: string
  readonly how: ContainmentHow
  readonly reason: string
  readonly flags?: readonly string[]
  readonly systems?: readonly string[]
}

export interface ContainmentFacts {
  readonly how: ContainmentHow
  readonly reason: string
  /** Ids of kills. */
  readonly kills: readonly string[]
  readonly flags: readonly string[]
}

export const lacksKill = ({ scopes }: Actor): Refusal | undefined =>
  allows(scopes, 'kill') ? undefined : { kind: 'missing-scope', needs: ['kill'], held: scopes }

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
 * Writes down that an incident is contained, tells it, and calls hooks. `after` is what the state machine says of it. Adds to
 * an earlier containment: its kills and flags stay in the record.
 */
export function recordContainment(
  db: Db,
  before: Incident,
  { after, facts }: { readonly after: IncidentState; readonly facts: ContainmentFacts },
  { nowMs, by }: { readonly nowMs: number; readonly by: string },
): Incident {
  const { id } = before
  const { how, reason } = facts
  const earlier = before.containment
  const containment: Containment = {
    at: new Date(nowMs).toISOString(),
    by,
    how,
    reason,
    kills: [...new Set([...(earlier?.kills ?? []), ...facts.kills])],
    flags: [...new Set([...(earlier?.flags ?? []), ...facts.flags])],
  }
  const incident = saveIncident(db, id, { containment, phase: after.phase })
  const detail = { how, reason, kills: facts.kills, flags: facts.flags, from: before.phase, to: after.phase }
  appendTimeline(db, id, { at: nowMs, actor: by, kind: 'contained', text: containedText(facts), detail })
  appendAudit(db, nowMs, by, { action: 'incident.contain', subject: id, detail })
  callForHelp(db, incident, { facts, isFirst: earlier === null, nowMs })
  tellIncident(db, incident, { kind: 'contained', how }, { nowMs, by })
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

/** What containing with kills is asked for, planned; a refusal where it cannot be, or would cut nothing. */
function planned(db: Db, incident: Incident, { flags = [], systems }: ContainInput): Result<KillPlan, Refusal> {
  const named = systems ?? (flags.length > 0 ? [] : incident.systems)
  const problems = [
    ...unknownFlags(db, '/flags', flags),
    ...unknownSystems(db, '/systems', systems ?? [], incident.systems),
  ]
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const plan = planKills(db, { systems: named, flags, except: [] })
  if (!plan.ok || plan.value.killed.length + plan.value.before.length > 0) return plan
  const allowed = 'systems with enabled flags, or "flags"; where flags cannot help, another "how"'
  const found = `${named.join(', ') || 'no system'}, without an enabled flag`
  return fail({ kind: 'invalid-body', problems: [{ path: '/systems', found, allowed }] })
}

const nothingKilled: KillPlan = { targets: [], killed: [], before: [], beforeKills: [], excepted: [], whole: [] }

export const containmentAnswer = ({ killed, before, excepted, whole }: KillPlan): ContainmentAnswer => ({
  killed,
  killedBefore: before,
  excepted,
  killedSystems: whole,
})

export const containIncident: Act<ContainInput, IncidentRecord & ContainmentAnswer> = (
  db,
  input,
  { nowMs, actor },
  { colos },
) => {
  const found = foundIncident(db, input.id)
  if (!found.ok) return found
  const { how, reason } = input
  const after = stepped(db, found.value, { kind: 'contain', how, reason }, nowMs)
  if (!after.ok) return after
  const scope = how === 'killed' ? lacksKill(actor) : undefined
  if (scope !== undefined) return fail(scope)
  const plan = how === 'killed' ? planned(db, found.value, input) : ok(nothingKilled)
  if (!plan.ok) return plan
  const { killed, before, beforeKills } = plan.value
  const made = killFor(db, found.value, plan.value, reason, { nowMs, by: actor.id, colos })
  const facts = { how, reason, kills: [...made, ...beforeKills], flags: [...killed, ...before] }
  const incident = recordContainment(db, found.value, { after: after.value, facts }, { nowMs, by: actor.id })
  return ok({ status: 200, body: { ...renderIncident(db, incident, nowMs), ...containmentAnswer(plan.value) } })
}
