// A new document, or an earlier one again: planned by the worker against a base, committed only while that base is current.
// Of two who write at once one wins, and the other hears of it.

import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { CommitAnswer, FlagChange } from '../../../../protocol/admin-revision.ts'
import { loweredFits, maxLoweredBytes } from '../../../publish/feed-budget.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { loweredBetween } from '../stores/flag-rows.ts'
import { loweredKeptMs, readLowered } from '../stores/lowered-rows.ts'
import { readPosition, revisionOf } from '../stores/positions.ts'
import { stagedLowered } from '../stores/staged-rows.ts'
import { checkRemovals } from './check-removals.ts'
import { commitStaged, type StagedPlan } from './commit-plan.ts'

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
}

export function commitDocument(
  db: Db,
  commit: DocumentCommit,
  { nowMs, actor }: Moment,
): Result<Done<CommitAnswer>, Refusal> {
  const { base, plan, reason, rolledBackTo } = commit
  const { committedNumber } = readPosition(db)
  const committed = revisionOf(db, committedNumber)
  if (committed !== base) return fail({ kind: 'stale-precondition', revision: committed })
  if (plan.revision === committed) return ok({ status: 200, body: renderCommit(db, committedNumber, commit) })
  const refusal = checkRemovals(db, commit, nowMs) ?? checkLowered(db, plan)
  if (refusal !== undefined) return fail(refusal)
  const back = rolledBackTo !== undefined && { rolledBackTo }
  const number = commitStaged(db, plan, { nowMs, by: actor.id, reason, ...back })
  return ok({
    status: 200,
    body: renderCommit(db, number, commit),
    audit: {
      action: rolledBackTo === undefined ? 'document.commit' : 'document.rollback',
      subject: plan.revision,
      detail: { number, reason, changed: plan.changed, before: committed, ...back },
    },
  })
}

/** How a commit stands now: published or not yet. */
export function renderCommit(db: Db, number: number, { plan, listed }: DocumentCommit): CommitAnswer {
  const { seq, publishedNumber } = readPosition(db)
  return { revision: plan.revision, seq, changed: listed, published: publishedNumber >= number }
}

/**
 * Every flag that a revision lowers has to be named in the feed until no isolate can serve an older one. Where there is no
 * room for them the revision is refused: published without its names, it would leave exposure on beyond the lease.
 */
function checkLowered(db: Db, { id }: StagedPlan): Refusal | undefined {
  const fresh = stagedLowered(db, id)
  if (fresh.length === 0) return undefined
  const { committedNumber, publishedNumber } = readPosition(db)
  const pending = loweredBetween(db, publishedNumber, committedNumber, new Set())
  if (loweredFits([...Object.keys(readLowered(db)), ...pending, ...fresh])) return undefined
  const detail =
    `this change takes ${fresh.length} flags from people, more than the feed can name at once (${maxLoweredBytes} bytes, ` +
    `counting those of the last ${loweredKeptMs / 60_000} minutes); write it in parts. What has to go off now: kill it, or its ` +
    'system, or {"all": true}'
  return { kind: 'feed-full', detail }
}
