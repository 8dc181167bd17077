// Lifting a kill, by the two-lane rules.

import { eq } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { LiftAnswer } from '../../../../protocol/admin-kill.ts'
import type { PlannedFlag } from '../../../../protocol/admin-plan.ts'
import { checkLift } from '../../../kills/lift-rule.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { kills } from '../schema.ts'
import { undoneAt } from '../stores/change-rows.ts'
import { findKill, type KillRow, targetOf } from '../stores/kill-rows.ts'
import { forgetLowered } from '../stores/lowered-rows.ts'
import { advanceFeed } from '../stores/positions.ts'
import { enforcedBy } from './kill.ts'
import { checkLifted } from './rollout-gate.ts'

export interface LiftInput {
  readonly id: string
  readonly reason?: string
}

export function lift(
  db: Db,
  { id, reason }: LiftInput,
  { nowMs, actor }: Moment,
  { colos, local }: { readonly colos: readonly string[]; readonly local: boolean },
): Result<Done<LiftAnswer>, Refusal> {
  const row = findKill(db, id)
  if (row === undefined) {
    return fail({ kind: 'not-found', detail: `there is no kill "${id}"; GET /api/v1/kills lists those in force` })
  }
  const allowed = checkLift(row, actor.scopes, reason, nowMs)
  if (!allowed.ok) return allowed
  const guarded = checkLifted(db, row, { nowMs, local })
  if (guarded !== undefined) return fail(guarded)
  const glass = brokenBy(db, row, actor.id)
  if (glass !== undefined) {
    const detail = `${id} ends ${glass}, which broke the glass and was by ${actor.id} itself: another token has to lift it`
    return fail({ kind: 'own-change', detail })
  }
  forgetLowered(db, nowMs)
  const seq = advanceFeed(db, { cause: 'lift', subject: id, at: nowMs, colos })
  const change = { liftedAt: nowMs, liftedBy: actor.id, liftedSeq: seq, liftReason: reason ?? null }
  db.update(kills).set(change).where(eq(kills.id, id)).run()
  const liftedAt = new Date(nowMs).toISOString()
  const detail = { seq, target: targetOf(row), ...(reason !== undefined && { reason }) }
  return ok({
    status: 200,
    body: { id, seq, liftedAt, enforcedBy: enforcedBy(nowMs), relays: [] },
    audit: { action: 'kill.lift', subject: id, detail },
  })
}

/**
 * The change that a kill ended, where the root made that kill because nobody reviewed what an actor did by breaking the glass:
 * lifting it would do that again, still without a second person.
 */
function brokenBy(db: Db, { by, at, kind, name }: KillRow, actor: string): string | undefined {
  if (by !== 'system') return undefined
  const own = undoneAt(db, at).filter((change) => change.by === actor)
  const raised = (effects: string) => (JSON.parse(effects) as PlannedFlag[]).some(({ key }) => key === name)
  return own.find(({ effects }) => kind === 'all' || (kind === 'flag' && raised(effects)))?.id
}
