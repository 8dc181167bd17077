// Announcing deployments and letting them go live. A pipeline that says the same again is answered with what is there.

import { type DeploymentEvent, step } from '../../../../domain/deployment/deployment.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { DeploymentRecord } from '../../../../protocol/admin-deployment.ts'
import { describeDeployment } from '../../../deployments/describe-deployment.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { appendAudit } from '../stores/audit-log.ts'
import {
  type Deployment,
  findDeployment,
  insertDeployment,
  openDeployment,
  runningDeployment,
  saveDeployment,
} from '../stores/deployment-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { blockedBy, findBlocks } from './blocked-by.ts'
import { checkInput, type DeploymentInput } from './check-input.ts'

export interface AnnounceInput extends DeploymentInput {
  readonly status: 'announced' | 'live'
}

type Answer = Result<Done<DeploymentRecord>, Refusal>

export const unknownDeployment = (id: string): Refusal => ({
  kind: 'not-found',
  detail: `there is no deployment "${id}"; GET /api/v1/deployments lists them`,
})

export const refuseStep = ({ id, status }: Deployment, to: string, missing: readonly string[]): Refusal => ({
  kind: 'transition-refused',
  what: 'deployment',
  id,
  from: status,
  to,
  missing,
})

/** Announces a deployment, or the one that is announced goes live; in one call where nobody announced it before. */
export function announceDeployment(db: Db, input: AnnounceInput, moment: Moment): Answer {
  const problems = checkInput(db, input)
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const { system, version, status } = input
  const earlier = openDeployment(db, system, version)
  if (earlier !== undefined && earlier.status !== 'announced')
    return ok({ status: 200, body: describeDeployment(earlier) })
  // Also of what is only announced: a pipeline has to hear of it before it deploys.
  const blocked = findBlocks(db, system, input.hotfix ?? earlier?.hotfix ?? null)
  if (blocked.length > 0) {
    return fail({
      kind: 'transition-refused',
      what: 'deployment',
      id: earlier?.id ?? `${system} ${version}`,
      from: earlier?.status ?? 'nothing',
      to: status,
      missing: blocked,
    })
  }
  const row = earlier === undefined ? insert(db, input, moment) : complete(db, earlier, input)
  const code = earlier === undefined ? 201 : 200
  if (status === 'announced') return ok({ status: code, body: describeDeployment(row) })
  return ok({ status: code, body: describeDeployment(enter(db, row, moment)) })
}

/** An announced one goes live. */
export function setLive(db: Db, { id }: { readonly id: string }, moment: Moment): Answer {
  const row = findDeployment(db, id)
  if (row === undefined) return fail(unknownDeployment(id))
  // A pipeline that says it again.
  if (openDeployment(db, row.system, row.version)?.id === id && row.status !== 'announced') {
    return ok({ status: 200, body: describeDeployment(row) })
  }
  const blocked = row.status === 'announced' ? findBlocks(db, row.system, row.hotfix) : []
  const stepped = step(row, { kind: 'go-live', blocked, nowMs: moment.nowMs })
  if (!stepped.ok) return fail(refuseStep(row, 'live', stepped.error))
  return ok({ status: 200, body: describeDeployment(enter(db, row, moment)) })
}

function insert(db: Db, input: AnnounceInput, { nowMs, actor }: Moment): Deployment {
  const { system, version, previous = null, flags = [], rollbackHook = null, hotfix = null, link = null } = input
  const facts = { system, version, previous, flags, rollbackHook, hotfix, link }
  const row = insertDeployment(db, { ...facts, by: actor.id, announcedAt: nowMs })
  appendAudit(db, nowMs, actor.id, { action: 'deployment.announced', subject: row.id, detail: facts })
  return row
}

/** What is said anew counts; what is not said stays as it was announced. */
function complete(db: Db, row: Deployment, input: AnnounceInput): Deployment {
  const { previous, flags, rollbackHook, hotfix, link } = input
  const given = Object.entries({ previous, flags, rollbackHook, hotfix, link })
  const said = given.filter(([, value]) => value !== undefined)
  return said.length === 0 ? row : saveDeployment(db, row.id, Object.fromEntries(said))
}

/** Nothing stands against it. What ran before is replaced: it keeps its status, and nobody watches it any more. */
function enter(db: Db, row: Deployment, { nowMs, actor }: Moment): Deployment {
  const before = runningDeployment(db, row.system)
  if (before !== undefined) replace(db, before, row, nowMs)
  const live = taken(row, { kind: 'go-live', blocked: [], nowMs })
  const previous = row.previous ?? before?.version ?? null
  const saved = saveDeployment(db, row.id, { ...live, previous, dueAt: nowMs })
  const { id, system, version, hotfix, rollbackHook } = saved
  const detail = { system, version, previous, hotfix, rollbackHook }
  appendAudit(db, nowMs, actor.id, { action: 'deployment.live', subject: id, detail })
  const incident = blockedBy(db, system)
  if (incident !== undefined) {
    const text = `${id} went live: ${system} ${version}, the hotfix ${hotfix}`
    appendTimeline(db, incident.id, {
      at: nowMs,
      actor: actor.id,
      kind: 'deployment',
      text,
      detail: { deployment: id },
    })
  }
  return saved
}

function replace(db: Db, before: Deployment, { id, version }: Deployment, nowMs: number): void {
  const replaced = taken(before, { kind: 'replaced', nowMs })
  saveDeployment(db, before.id, { ...replaced, dueAt: null, why: `${id} (${version}) went live in its place` })
}

function taken(
  row: Deployment,
  event: DeploymentEvent,
): Pick<Deployment, 'status' | 'liveAt' | 'observedAt' | 'endedAt'> {
  const stepped = step(row, event)
  if (!stepped.ok) throw new Error(`${row.id} cannot ${event.kind}: ${stepped.error.join('; ')}`)
  const { status, liveAt, observedAt, endedAt } = stepped.value
  return { status, liveAt, observedAt, endedAt }
}
