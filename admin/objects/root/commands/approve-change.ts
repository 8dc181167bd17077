// A pending change becomes a revision on another person's word: the change, the revision and the audit rows in one
// transaction. The worker has made sure that it still does what was shown.

import { ok, type Result } from '../../../../domain/result.ts'
import type { CommitAnswer, FlagChange } from '../../../../protocol/admin-revision.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { closeChange } from '../stores/change-rows.ts'
import { commitStaged, type StagedPlan } from './commit-plan.ts'
import { openForApproval } from './open-change.ts'
import { commitAudit, renderCommit } from './tell-commit.ts'

export interface Approval {
  readonly plan: StagedPlan
  readonly base: string
  readonly listed: readonly FlagChange[]
  /** What the approver says; may be "". */
  readonly reason: string
}

/** The revision is by whoever wanted the change, for their reason; the change and the audit log name who agreed. */
export function approveChange(
  db: Db,
  id: string,
  commit: Approval,
  { nowMs, actor }: Moment,
): Result<Done<CommitAnswer>, Refusal> {
  const open = openForApproval(db, id, { nowMs, actor })
  if (!open.ok) return open
  const { by, reason } = open.value
  const { plan, base: before } = commit
  const number = commitStaged(db, plan, { nowMs, by, reason })
  const decision = commit.reason === '' ? null : commit.reason
  closeChange(db, id, { status: 'approved', decidedAt: nowMs, decidedBy: actor.id, decision, number })
  appendAudit(db, nowMs, actor.id, commitAudit(plan, { number, reason, before, change: id }))
  const detail = { number, by, reason, ...(decision !== null && { decision }) }
  return ok({
    status: 200,
    body: renderCommit(db, number, commit),
    audit: { action: 'change.approve', subject: id, detail },
  })
}
