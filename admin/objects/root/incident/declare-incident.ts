// A person opens an incident. Unless told otherwise, a SEV1 or SEV2 is contained by it: the flags of its systems are off, in
// the same transaction. Checks first and writes then.

import { isMajor, type Severity } from '../../../../domain/incident/incident.ts'
import type { Problem } from '../../../../domain/problem.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { OpenedIncident } from '../../../../protocol/admin-incident.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Act } from '../acts.ts'
import { refuseSecrets } from '../channels/stored-secrets.ts'
import type { Db } from '../database.ts'
import { findIncident, type Incident } from '../stores/incident-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { containmentAnswer, lacksKill } from './contain-incident.ts'
import { unknownSystems } from './nameable-systems.ts'
import { openIncident } from './open-incident.ts'
import { type KillPlan, planKills, unknownFlags } from './plan-kills.ts'
import { renderIncident } from './read-incident.ts'
import { killFor, recordContainment } from './record-containment.ts'
import { unknownResponder } from './responders.ts'

export interface DeclareInput {
  readonly title: string
  readonly severity: Severity
  readonly systems: readonly string[]
  /** ISO 8601. */
  readonly startedAt?: string
  readonly commander?: string
  /** By default for SEV1 and SEV2 only. */
  readonly contain?: boolean
  readonly exceptFlags?: readonly string[]
  /** Of the containment. */
  readonly reason?: string
}

/** A clock that is a little ahead is no mistake. */
const clockSkewMs = 60_000

function problemsOf(db: Db, input: DeclareInput, nowMs: number): readonly Problem[] {
  const { systems, exceptFlags = [], commander, startedAt, contain } = input
  const isFuture = startedAt !== undefined && Date.parse(startedAt) > nowMs + clockSkewMs
  const isEmpty = contain === true && systems.length === 0
  return [
    ...refuseSecrets(db, { title: input.title, reason: input.reason }),
    ...unknownSystems(db, '/systems', systems),
    ...unknownFlags(db, '/exceptFlags', exceptFlags),
    ...(commander === undefined ? [] : unknownResponder(db, '/commander', commander)),
    ...(isFuture ? [{ path: '/startedAt', found: startedAt, allowed: 'a time that has come already' }] : []),
    ...(isEmpty ? [{ path: '/systems', found: 'an empty list', allowed: 'the systems to contain' }] : []),
  ]
}

export const declareIncident: Act<DeclareInput, OpenedIncident> = (db, input, { nowMs, actor }, { colos, newKey }) => {
  const { title, severity, systems, startedAt, commander } = input
  const contains = input.contain ?? isMajor(severity)
  const scope = contains ? lacksKill(actor) : undefined
  if (scope !== undefined) return fail(scope)
  const problems = problemsOf(db, input, nowMs)
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const wish = { systems: contains ? systems : [], flags: [], except: input.exceptFlags ?? [] }
  const plan = planned(db, wish)
  if (!plan.ok) return plan
  const how = { nowMs, by: actor.id, colos, newKey }
  const opening = {
    title,
    severity,
    systems,
    source: 'person',
    ...(startedAt !== undefined && { startedAt: Date.parse(startedAt) }),
    ...(commander !== undefined && { commander }),
  } as const
  const opened = openIncident(db, opening, how)
  const warning = contains ? contain(db, opened, { plan: plan.value, reason: input.reason ?? title }, how) : undefined
  const record = renderIncident(db, findIncident(db, opened.id) as Incident, nowMs)
  const body = { ...record, ...containmentAnswer(plan.value), ...(warning !== undefined && { warning }) }
  return ok({ status: 201, body })
}

function planned(db: Db, wish: Parameters<typeof planKills>[1]): Result<KillPlan, Refusal> {
  const plan = planKills(db, wish)
  if (plan.ok || plan.error.kind !== 'feed-full') return plan
  return fail({ ...plan.error, detail: `${plan.error.detail}; "contain": false opens the incident without killing` })
}

/** Answers why nothing was contained, where there was nothing to kill: that is no reason not to open it. */
function contain(
  db: Db,
  opened: Incident,
  { plan, reason }: { readonly plan: KillPlan; readonly reason: string },
  how: { readonly nowMs: number; readonly by: string; readonly colos: readonly string[] },
): string | undefined {
  const { id, systems } = opened
  const { nowMs, by } = how
  const flags = [...plan.killed, ...plan.before]
  if (flags.length === 0) {
    const named = systems.length === 0 ? 'it names no system' : `no enabled flag belongs to ${systems.join(', ')}`
    const text = `nothing was killed, since ${named}: contain it otherwise`
    appendTimeline(db, id, { at: nowMs, actor: by, kind: 'note', text })
    return text
  }
  const kills = [...killFor(db, opened, plan, reason, how), ...plan.beforeKills]
  recordContainment(db, opened, { how: 'killed', reason, kills, flags }, { nowMs, by })
  return undefined
}
