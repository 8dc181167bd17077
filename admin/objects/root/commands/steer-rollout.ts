// What people may do to a rollout: pause, resume, revert, kill. None of it advances a stage, and there is no more than this.

import { fail, ok, type Result } from '../../../../domain/result.ts'
import { step } from '../../../../domain/rollout/rollout.ts'
import type { RolloutRecord } from '../../../../protocol/admin-rollout.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { findRollout, type Rollout, renderRollout } from '../stores/rollout-rows.ts'
import { applyStep } from './move-rollout.ts'
import { beginDraft } from './start-rollout.ts'

export const steps = ['pause', 'resume', 'revert', 'kill'] as const

export interface SteerInput {
  readonly id: string
  readonly step: (typeof steps)[number]
  readonly reason: string
}

/** What has no effect, such as pausing what is paused, answers with the rollout as it is. */
export function steerRollout(
  db: Db,
  { id, step: kind, reason }: SteerInput,
  moment: Moment & { readonly colos: readonly string[] },
): Result<Done<RolloutRecord>, Refusal> {
  const rollout = findRollout(db, id)
  if (rollout === undefined) return fail(unknownRollout(id))
  const { policy, state } = rollout
  if (state.status === 'draft' && kind === 'resume') return beginDraft(db, rollout, reason, moment)
  const isOpen = state.status === 'running' || (state.status === 'draft' && kind === 'kill')
  if (!isOpen) {
    const detail = `the rollout ${id} is ${state.status}: there is nothing to ${kind}; POST /api/v1/rollouts starts another`
    return fail({ kind: 'rollout-refused', detail })
  }
  const { nowMs, actor, colos } = moment
  const applied = applyStep(db, rollout, step(policy, state, { kind, nowMs }), { nowMs, by: actor.id, colos, reason })
  if (!applied.ok) return applied
  return ok({ status: 200, body: renderRollout(db, findRollout(db, id) as Rollout) })
}

const unknownRollout = (id: string): Refusal => ({
  kind: 'not-found',
  detail: `there is no rollout "${id}"; GET /api/v1/rollouts lists them`,
})

export function readRollout(db: Db, id: string): Result<RolloutRecord, Refusal> {
  const found = findRollout(db, id)
  return found === undefined ? fail(unknownRollout(id)) : ok(renderRollout(db, found))
}
