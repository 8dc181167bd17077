// A new document, or an earlier one again: planned by the worker against a base, committed only while that base is current.
// Of two who write at once one wins, and the other hears of it. What needs a second person is not committed, but kept.

import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { WriteAnswer } from '../../../../protocol/admin-change.ts'
import type { CommitAnswer, FlagChange } from '../../../../protocol/admin-revision.ts'
import type { Proposal } from '../../../flags/propose-change.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { readPosition, revisionOf } from '../stores/positions.ts'
import { approveChange } from './approve-change.ts'
import { breakGlass } from './break-glass.ts'
import { commitStaged, type StagedPlan } from './commit-plan.ts'
import { holdChange } from './hold-change.ts'
import { judgePlan } from './judge-plan.ts'
import { checkLoosened } from './rollout-gate.ts'
import { commitAudit, renderCommit } from './tell-commit.ts'

export interface DocumentCommit {
  /** The revision that the plan was made against. */
  readonly base: string
  readonly plan: StagedPlan
  /** Changes to name in the answer: all of them, or as many as a kept answer can hold. */
  readonly listed: readonly FlagChange[]
  readonly reason: string
  /** The number that is rolled back to. */
  readonly rolledBackTo?: number
  /** Whether it brings an archived flag back on purpose. */
  readonly restores?: boolean
  /** What to keep where somebody else has to agree; null where that is too large, or cannot be needed. */
  readonly proposal: Proposal | null
  /** Commits at once what would have to wait, for so many hours unless somebody else reviews it. */
  readonly breakGlassHours?: number
  /** Id of the change that this commit applies, on the word of whoever commits. */
  readonly approves?: string
}

export interface CommitSurroundings {
  /** A run on one machine, where releases need no rollout. */
  readonly local: boolean
  /** Something that nobody can guess. */
  readonly newKey: () => string
}

export function commitDocument(
  db: Db,
  commit: DocumentCommit,
  moment: Moment,
  { local, newKey }: CommitSurroundings,
): Result<Done<WriteAnswer>, Refusal> {
  const { base, plan, reason, approves, breakGlassHours } = commit
  const { committedNumber } = readPosition(db)
  const committed = revisionOf(db, committedNumber)
  if (committed !== base) return fail({ kind: 'stale-precondition', revision: committed })
  // What is approved has waited already.
  const mayWait = commit.proposal !== null || approves !== undefined
  const { rolledBackTo, restores = approves !== undefined } = commit
  const how = { restores, ...(rolledBackTo !== undefined && { rolledBackTo }) }
  const judged = judgePlan(db, { plan: plan.id, mayWait, local, ...how }, moment.nowMs)
  const obstacle = judged.obstacles[0] ?? (local ? undefined : checkLoosened(db, plan.id, moment.actor.scopes))
  if (approves !== undefined) return obstacle ? fail(obstacle) : approveChange(db, approves, commit, moment)
  if (plan.revision === committed) return ok({ status: 200, body: renderCommit(db, committedNumber, commit) })
  if (obstacle !== undefined) return fail(obstacle)
  if ((judged.reason || breakGlassHours !== undefined) && reason === '') {
    return fail({ kind: 'reason-required', detail: whyReason(judged.raises, breakGlassHours !== undefined) })
  }
  if (judged.approval.size === 0) return commitAtOnce(db, commit, moment)
  const gated = { commit, proposal: commit.proposal as Proposal, judged }
  if (breakGlassHours !== undefined) return breakGlass(db, { ...gated, hours: breakGlassHours }, moment, newKey)
  return holdChange(db, gated, moment)
}

function commitAtOnce(db: Db, commit: DocumentCommit, { nowMs, actor }: Moment): Result<Done<CommitAnswer>, Refusal> {
  const { base, plan, reason, rolledBackTo } = commit
  const back = rolledBackTo !== undefined && { rolledBackTo }
  const number = commitStaged(db, plan, { nowMs, by: actor.id, reason, ...back })
  const audit = commitAudit(plan, { number, reason, before: base, ...back })
  return ok({ status: 200, body: renderCommit(db, number, commit), audit })
}

/** Keys named in a refusal. */
const maxNamed = 10

function whyReason(raises: readonly string[], breaksGlass: boolean): string {
  if (breaksGlass) return 'breaking the glass needs a reason: add ?reason='
  const rest = raises.length - maxNamed
  const named = `${raises.slice(0, maxNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
  const what = raises.length === 0 ? "ending a flag's approval" : `raising exposure (${named})`
  return `${what} needs a reason: add ?reason=`
}
