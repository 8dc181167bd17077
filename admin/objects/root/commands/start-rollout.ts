// Starting a rollout: from here on only its criteria raise the flag. The document is edited first and the rest written then: a
// start that is refused has written nothing.

import { eq } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import { newRollout, type RolloutState, step } from '../../../../domain/rollout/rollout.ts'
import { stageDefinition } from '../../../../domain/rollout/stage-definition.ts'
import type { RolloutRecord } from '../../../../protocol/admin-rollout.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { kills } from '../schema.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { findKillInForce } from '../stores/kill-rows.ts'
import { keepPolicy } from '../stores/policy-rows.ts'
import { advanceFeed } from '../stores/positions.ts'
import {
  findRollout,
  insertEvent,
  insertRollout,
  nextRolloutId,
  type Rollout,
  renderRollout,
  saveRollout,
} from '../stores/rollout-rows.ts'
import { checkCircumstances, findSubject, type StartInput } from './find-subject.ts'
import { definitionOf, editFlag, note, tellLowered } from './move-rollout.ts'

export interface StartCircumstances {
  readonly colos: readonly string[]
  /** Stale flags that an owner may have. */
  readonly budget: number
}

export function startRollout(
  db: Db,
  input: StartInput,
  { nowMs, actor }: Moment,
  { colos, budget }: StartCircumstances,
): Result<Done<RolloutRecord>, Refusal> {
  const found = findSubject(db, input, { nowMs, budget })
  if (!found.ok) return found
  const { policy, base, system, earlier, needsApproval } = found.value
  const { flag: key, variant, reason, probes = [] } = input
  const by = actor.id
  const position = { key, variant, system, policyHash: policy.hash, base, startedAt: nowMs, by, reason, probes }
  const id = nextRolloutId(db)
  const drafted = newRollout(policy.policy, nowMs)
  const keep = (state: RolloutState): Rollout => {
    keepPolicy(db, policy.policy, { at: nowMs, by })
    return insertRollout(db, { ...position, state })
  }
  if (needsApproval) {
    const rollout = keep(drafted)
    const why = `its flag needs a second person, who resumes it: ${reason}`
    insertEvent(db, { rollout: id, at: nowMs, kind: 'draft', by, why })
    const audit = { action: 'rollout.draft', subject: id, detail: { flag: key, variant, policy: policy.hash, reason } }
    return ok({ status: 201, body: renderRollout(db, rollout), audit })
  }
  const begun = enter(db, { ...position, id, policy: policy.policy, state: drafted }, { nowMs, by, colos, earlier })
  if (!begun.ok) return begun
  const rollout = keep(begun.value)
  note(db, rollout, { kind: 'started', from: 0, to: 0, why: 'started' }, { nowMs, by, colos, reason })
  return ok({ status: 201, body: renderRollout(db, rollout) })
}

/** Another person lets a draft begin, if the flag is still what it was when it was asked for. */
export function beginDraft(
  db: Db,
  draft: Rollout,
  reason: string,
  { nowMs, actor, colos }: Moment & Pick<StartCircumstances, 'colos'>,
): Result<Done<RolloutRecord>, Refusal> {
  const { id, by } = draft
  if (by === actor.id) {
    const detail = `${id} was asked for by ${by} itself, and its flag needs a second person: another token has to resume it`
    return fail({ kind: 'own-change', detail })
  }
  const refusal = checkCircumstances(db, draft.key, draft.system)
  if (refusal !== undefined) return fail(refusal)
  const begun = enter(db, draft, { nowMs, by: actor.id, colos, earlier: undefined })
  if (!begun.ok) return begun
  saveRollout(db, id, { state: begun.value, stageStartedAt: nowMs, dueAt: nowMs })
  const rollout = findRollout(db, id) as Rollout
  note(db, rollout, { kind: 'started', from: 0, to: 0, why: 'started' }, { nowMs, by: actor.id, colos, reason })
  return ok({ status: 200, body: renderRollout(db, rollout) })
}

type Entering = Pick<Rollout, 'id' | 'key' | 'variant' | 'policy' | 'base' | 'state'>

interface Entrance {
  readonly nowMs: number
  readonly by: string
  readonly colos: readonly string[]
  readonly earlier: Rollout | undefined
}

/** The first stage: the flag's definition, the end of an earlier rollout, and the flag's own kill lifted. */
function enter(
  db: Db,
  { id, key, variant, policy, base, state }: Entering,
  { nowMs, by, colos, earlier }: Entrance,
): Result<RolloutState, Refusal> {
  const { state: started } = step(policy, state, { kind: 'start', nowMs })
  const from = earlier === undefined ? base : definitionOf(earlier, earlier.state)
  const to = stageDefinition(policy, { base, variant }, started)
  const edited = editFlag(db, { id: earlier?.id ?? id, key }, from, to, { nowMs, by }, 'started')
  if (!edited.ok) return edited
  if (earlier !== undefined) {
    const { state: over, moves } = step(earlier.policy, earlier.state, { kind: 'supersede', nowMs })
    saveRollout(db, earlier.id, { state: over, endedAt: nowMs, obstacle: null })
    for (const move of moves) note(db, earlier, move, { nowMs, by, colos })
  }
  const killed = findKillInForce(db, { flag: key })
  // What an evaluator holds is the flag of before: off until it holds the first stage.
  if (killed !== undefined || earlier !== undefined) tellLowered(db, key, { nowMs, colos })
  if (killed !== undefined) {
    const liftReason = `re-enters through the rollout ${id}`
    const seq = advanceFeed(db, { cause: 'lift', subject: killed.id, at: nowMs, colos })
    const lifted = { liftedAt: nowMs, liftedBy: by, liftedSeq: seq, liftReason }
    db.update(kills).set(lifted).where(eq(kills.id, killed.id)).run()
    appendAudit(db, nowMs, by, { action: 'kill.lift', subject: killed.id, detail: { seq, reason: liftReason } })
  }
  return ok(started)
}
