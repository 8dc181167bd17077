// A new document, or an earlier one again: planned by the worker against a base, committed only while that base is current.
// Of two who write at once one wins, and the other hears of it.

import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { CommitAnswer } from '../../../../protocol/admin-revision.ts'
import { loweredFits, maxLoweredBytes } from '../../../publish/feed-budget.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { loweredBetween } from '../stores/flag-rows.ts'
import { loweredKeptMs, readLowered } from '../stores/lowered-rows.ts'
import { readPosition, revisionOf } from '../stores/positions.ts'
import { commitStaged, type StagedPlan } from './commit-plan.ts'

export interface DocumentCommit {
  /** The revision that the plan was made against. */
  readonly base: string
  readonly plan: StagedPlan
  readonly reason: string
  /** The number that is rolled back to. */
  readonly rolledBackTo?: number
}

export function commitDocument(
  db: Db,
  { base, plan, reason, rolledBackTo }: DocumentCommit,
  { nowMs, actor }: Moment,
): Result<Done<CommitAnswer>, Refusal> {
  const { committedNumber } = readPosition(db)
  const committed = revisionOf(db, committedNumber)
  if (committed !== base) return fail({ kind: 'stale-precondition', revision: committed })
  if (plan.revision === committed) return ok({ status: 200, body: renderCommit(db, committedNumber, plan) })
  const full = checkLowered(db, plan)
  if (full !== undefined) return fail(full)
  const circumstances = { nowMs, by: actor.id, reason, ...(rolledBackTo !== undefined && { rolledBackTo }) }
  const number = commitStaged(db, plan, circumstances)
  const action = rolledBackTo === undefined ? 'document.commit' : 'document.rollback'
  const detail = {
    number,
    reason,
    changed: plan.changes.length,
    before: committed,
    ...(rolledBackTo !== undefined && { rolledBackTo }),
  }
  return ok({
    status: 200,
    body: renderCommit(db, number, plan),
    audit: { action, subject: plan.revision, detail },
  })
}

/** How a commit stands now: published or not yet. */
export function renderCommit(db: Db, number: number, { revision, changes }: StagedPlan): CommitAnswer {
  const { seq, publishedNumber } = readPosition(db)
  const changed = changes.map(({ key, change }) => ({ key, change }))
  return { revision, seq, changed, published: publishedNumber >= number }
}

/**
 * Every flag that a revision lowers has to be named in the feed until no isolate can serve an older one. Where there is no
 * room for them the revision is refused: published without its names, it would leave exposure on beyond the lease.
 */
function checkLowered(db: Db, { changes }: StagedPlan): Refusal | undefined {
  const { committedNumber, publishedNumber } = readPosition(db)
  const pending = loweredBetween(db, publishedNumber, committedNumber, new Set())
  const fresh = changes.filter(({ lowers }) => lowers).map(({ key }) => key)
  if (fresh.length === 0) return undefined
  if (loweredFits([...Object.keys(readLowered(db)), ...pending, ...fresh])) return undefined
  const detail =
    `this change takes ${fresh.length} flags from people, more than the feed can name at once (${maxLoweredBytes} bytes, ` +
    `counting those of the last ${loweredKeptMs / 60_000} minutes); write it in parts, or kill the systems or {"all": true} ` +
    'first, which is also faster'
  return { kind: 'feed-full', detail }
}
