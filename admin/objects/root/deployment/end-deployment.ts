// What a person does to a deployment: rolls it back, says that it was rolled back, or abandons one that never went live.

import { step } from '../../../../domain/deployment/deployment.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { DeploymentRecord, RollbackAnswer } from '../../../../protocol/admin-deployment.ts'
import { describeDeployment } from '../../../deployments/describe-deployment.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { type Deployment, findDeployment, saveDeployment } from '../stores/deployment-rows.ts'
import { openIncidents } from '../stores/incident-rows.ts'
import { refuseStep, unknownDeployment } from './go-live.ts'
import { recordRollback, rollBackDeployment } from './roll-back.ts'

export interface EndInput {
  readonly id: string
  readonly reason: string
}

export interface RollbackInput extends EndInput {
  /** It was done already: nobody is called. */
  readonly done?: boolean
}

/** The incident that it belongs to: of its system, the worst that is open. */
function incidentOf(db: Db, { system }: Deployment): string | null {
  const own = openIncidents(db).filter(({ systems }) => systems.includes(system))
  return own.sort((left, right) => left.severity - right.severity)[0]?.id ?? null
}

export function rollBack(
  db: Db,
  { id, reason, done = false }: RollbackInput,
  { nowMs, actor }: Moment,
): Result<Done<RollbackAnswer>, Refusal> {
  const row = findDeployment(db, id)
  if (row === undefined) return fail(unknownDeployment(id))
  const stepped = step(row, { kind: 'roll-back', nowMs })
  if (!stepped.ok) return fail(refuseStep(row, 'rolled-back', stepped.error))
  const how = { nowMs, by: actor.id, incident: incidentOf(db, row), reason }
  if (done) recordRollback(db, row, how)
  const rollback = done
    ? { called: false, why: 'it was done by hand: nobody is called' }
    : rollBackDeployment(db, id, how)
  return ok({ status: 200, body: { ...describeDeployment(findDeployment(db, id) as Deployment), rollback } })
}

export function abandon(db: Db, { id, reason }: EndInput, { nowMs }: Moment): Result<Done<DeploymentRecord>, Refusal> {
  const row = findDeployment(db, id)
  if (row === undefined) return fail(unknownDeployment(id))
  const stepped = step(row, { kind: 'abandon', nowMs })
  if (!stepped.ok) return fail(refuseStep(row, 'abandoned', stepped.error))
  const { status, endedAt } = stepped.value
  const saved = saveDeployment(db, id, { status, endedAt, why: reason })
  const { system, version } = saved
  const audit = { action: 'deployment.abandoned', subject: id, detail: { system, version, reason } }
  return ok({ status: 200, body: describeDeployment(saved), audit })
}
