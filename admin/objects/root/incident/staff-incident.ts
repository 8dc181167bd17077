// Who does what in an incident: its commander, whose taking command ends the paging, and any other roles.

import type { Problem } from '../../../../domain/problem.ts'
import { fail, ok } from '../../../../domain/result.ts'
import type { IncidentRecord } from '../../../../protocol/admin-incident.ts'
import type { Act } from '../acts.ts'
import { saveIncident } from '../stores/incident-rows.ts'
import { findResponder } from '../stores/responder-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { foundIncident, stepped } from './incident-state.ts'
import { renderIncident } from './read-incident.ts'
import { unknownResponder } from './responders.ts'
import { tellIncident } from './tell-incident.ts'

export interface CommandInput {
  readonly id: string
  readonly commander: string
}

/** Whoever commands already takes command again without a word. */
export const takeCommand: Act<CommandInput, IncidentRecord> = (db, { id, commander }, { nowMs, actor }) => {
  const found = foundIncident(db, id)
  if (!found.ok) return found
  const after = stepped(db, found.value, { kind: 'command', commander }, nowMs)
  if (!after.ok) return after
  const problems = unknownResponder(db, '/commander', commander)
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const { commander: before } = found.value
  if (before === commander) return ok({ status: 200, body: renderIncident(db, found.value, nowMs) })
  const incident = saveIncident(db, id, { commander, paging: after.value.paging })
  const name = findResponder(db, commander)?.name ?? commander
  const detail = { commander, ...(before !== null && { before }) }
  const text = before === null ? `${name} takes command` : `${name} takes command from ${before}`
  appendTimeline(db, id, { at: nowMs, actor: actor.id, kind: 'command', text, detail })
  tellIncident(db, incident, { kind: 'commanded' }, { nowMs, by: actor.id })
  const audit = { action: 'incident.command', subject: id, detail }
  return ok({ status: 200, body: renderIncident(db, incident, nowMs), audit })
}

export interface RoleInput {
  readonly id: string
  readonly role: string
  /** Null: nobody has the role any more. */
  readonly responder: string | null
}

const maxRoles = 50

export const assignRole: Act<RoleInput, IncidentRecord> = (db, { id, role, responder }, { nowMs, actor }) => {
  const found = foundIncident(db, id)
  if (!found.ok) return found
  const open = stepped(db, found.value, { kind: 'role' }, nowMs)
  if (!open.ok) return open
  const { roles: before } = found.value
  const others = Object.entries(before).filter(([name]) => name !== role)
  const problems: Problem[] = responder === null ? [] : [...unknownResponder(db, '/responder', responder)]
  if (role === 'commander') {
    const allowed = `another role; POST /api/v1/incidents/${id}/command takes command`
    problems.push({ path: '/role', found: '"commander"', allowed })
  }
  if (others.length >= maxRoles) problems.push({ path: '/role', found: 'one more', allowed: `up to ${maxRoles} roles` })
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const isSame = (Object.hasOwn(before, role) ? before[role] : null) === responder
  if (isSame) return ok({ status: 200, body: renderIncident(db, found.value, nowMs) })
  const roles = Object.fromEntries(responder === null ? others : [...others, [role, responder]])
  const incident = saveIncident(db, id, { roles })
  const text = responder === null ? `Nobody is ${role} any more` : `${findResponder(db, responder)?.name} is ${role}`
  appendTimeline(db, id, { at: nowMs, actor: actor.id, kind: 'role', text, detail: { role, responder } })
  const audit = { action: 'incident.role', subject: id, detail: { role, responder } }
  return ok({ status: 200, body: renderIncident(db, incident, nowMs), audit })
}
