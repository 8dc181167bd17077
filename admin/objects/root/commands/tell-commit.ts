// What is told of a commit: to whoever made it, and to the audit log.

import type { CommitAnswer, FlagChange } from '../../../../protocol/admin-revision.ts'
import type { Db } from '../database.ts'
import type { AuditEntry } from '../stores/audit-log.ts'
import { readPosition } from '../stores/positions.ts'
import type { StagedPlan } from './commit-plan.ts'

/** How a commit stands now: published or not yet. */
export function renderCommit(
  db: Db,
  number: number,
  { plan, listed }: { readonly plan: Pick<StagedPlan, 'revision'>; readonly listed: readonly FlagChange[] },
): CommitAnswer {
  const { seq, publishedNumber } = readPosition(db)
  return { revision: plan.revision, seq, changed: listed, published: publishedNumber >= number }
}

export interface CommitFacts {
  readonly number: number
  readonly reason: string
  /** The revision before it. */
  readonly before: string
  readonly rolledBackTo?: number
  /** Id of the change that brought it about, where it did not come by itself. */
  readonly change?: string
  /** Id of the rollout that moved its own flag. */
  readonly rollout?: string
}

export function commitAudit(
  { revision, changed }: Pick<StagedPlan, 'revision' | 'changed'>,
  { number, reason, before, ...more }: CommitFacts,
): AuditEntry {
  return {
    action: more.rolledBackTo === undefined ? 'document.commit' : 'document.rollback',
    subject: revision,
    detail: { number, reason, changed, before, ...more },
  }
}
