// Saying no to a pending change, and yes to break-glass. Neither changes the document.

import { ok, type Result } from '../../../../domain/result.ts'
import type { ChangeRecord } from '../../../../protocol/admin-change.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { settleGlass } from '../incident/glass-incident.ts'
import type { Done, Moment } from '../perform.ts'
import { type ChangeRow, closeChange, findChange, renderChange } from '../stores/change-rows.ts'
import { openForReview, openPending } from './open-change.ts'

/** By its author it is a withdrawal. */
export function rejectChange(db: Db, id: string, reason: string, moment: Moment): Result<Done<ChangeRecord>, Refusal> {
  const open = openPending(db, id, moment.nowMs)
  if (!open.ok) return open
  const isOwn = open.value.by === moment.actor.id
  const action = isOwn ? 'change.withdraw' : 'change.reject'
  return decide(db, id, { status: isOwn ? 'withdrawn' : 'rejected', action, reason }, moment)
}

/** What broke the glass stays. */
export function reviewChange(
  db: Db,
  id: string,
  reason: string | undefined,
  moment: Moment,
): Result<Done<ChangeRecord>, Refusal> {
  const open = openForReview(db, id, moment)
  if (!open.ok) return open
  const by = moment.actor.id
  const told = `${id} was reviewed by ${by}${reason === undefined ? '' : `: ${reason}`}`
  settleGlass(db, { change: id, told }, { nowMs: moment.nowMs, by })
  return decide(db, id, { status: 'reviewed', action: 'break-glass.review', reason }, moment)
}

interface Verdict {
  readonly status: ChangeRow['status']
  readonly action: string
  readonly reason: string | undefined
}

function decide(
  db: Db,
  id: string,
  { status, action, reason }: Verdict,
  { nowMs, actor }: Moment,
): Result<Done<ChangeRecord>, Refusal> {
  closeChange(db, id, { status, decidedAt: nowMs, decidedBy: actor.id, decision: reason ?? null })
  const body = renderChange(findChange(db, id) as ChangeRow, nowMs)
  const detail = { by: body.by, ...(reason !== undefined && { reason }) }
  return ok({ status: 200, body, audit: { action, subject: id, detail } })
}
