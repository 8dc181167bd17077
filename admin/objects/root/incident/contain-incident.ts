// Containing by a person's word: what stops the damage is done and recorded in one transaction. What comes later adds to what
// is contained. Checks first and writes then.

import type { ContainmentHow } from '../../../../domain/incident/step-incident.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { ContainmentAnswer, IncidentRecord } from '../../../../protocol/admin-incident.ts'
import { allows } from '../../../../protocol/scopes.ts'
import type { Actor } from '../../../auth/caller.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Act } from '../acts.ts'
import type { Db } from '../database.ts'
import type { Incident } from '../stores/incident-rows.ts'
import { foundIncident, stepped } from './incident-state.ts'
import { unknownSystems } from './nameable-systems.ts'
import { type KillPlan, planKills, unknownFlags } from './plan-kills.ts'
import { renderIncident } from './read-incident.ts'
import { killFor, recordContainment } from './record-containment.ts'

export interface ContainInput {
  readonly id: string
  readonly how: ContainmentHow
  readonly reason: string
  readonly flags?: readonly string[]
  readonly systems?: readonly string[]
}

export const lacksKill = ({ scopes }: Actor): Refusal | undefined =>
  allows(scopes, 'kill') ? undefined : { kind: 'missing-scope', needs: ['kill'], held: scopes }

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
  const allowed = stepped(db, found.value, { kind: 'contain', how, reason }, nowMs)
  if (!allowed.ok) return allowed
  const scope = how === 'killed' ? lacksKill(actor) : undefined
  if (scope !== undefined) return fail(scope)
  const plan = how === 'killed' ? planned(db, found.value, input) : ok(nothingKilled)
  if (!plan.ok) return plan
  const { killed, before, beforeKills } = plan.value
  const made = killFor(db, found.value, plan.value, reason, { nowMs, by: actor.id, colos })
  const facts = { how, reason, kills: [...made, ...beforeKills], flags: [...killed, ...before] }
  const incident = recordContainment(db, found.value, facts, { nowMs, by: actor.id })
  return ok({ status: 200, body: { ...renderIncident(db, incident, nowMs), ...containmentAnswer(plan.value) } })
}
