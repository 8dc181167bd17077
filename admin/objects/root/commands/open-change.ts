// Which change may still be decided, and by whom. A change is decided once; its author may take it back, but never agree to it.

import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Moment } from '../perform.ts'
import { type ChangeRow, findChange, statusAt } from '../stores/change-rows.ts'

/** A change that waits for its approval. */
export function openPending(db: Db, id: string, nowMs: number): Result<ChangeRow, Refusal> {
  const row = findChange(db, id)
  if (row === undefined) return fail(unknownChange(id))
  if (row.kind === 'break-glass') {
    return fail({
      kind: 'change-closed',
      id,
      detail: `${id} broke the glass and was applied at once; review it instead`,
    })
  }
  const status = statusAt(row, nowMs)
  return status === 'pending' ? ok(row) : fail({ kind: 'change-closed', id, detail: howItEnded(row, status) })
}

/** A pending change that an actor may agree to. */
export function openForApproval(db: Db, id: string, { nowMs, actor }: Moment): Result<ChangeRow, Refusal> {
  const open = openPending(db, id, nowMs)
  if (!open.ok || open.value.by !== actor.id) return open
  const detail = `${id} is by ${actor.id} itself: another token has to approve it; reject withdraws it`
  return fail({ kind: 'own-change', detail })
}

/** Break-glass that an actor may review. */
export function openForReview(db: Db, id: string, { nowMs, actor }: Moment): Result<ChangeRow, Refusal> {
  const row = findChange(db, id)
  if (row === undefined) return fail(unknownChange(id))
  const closed = (detail: string) => fail<Refusal>({ kind: 'change-closed', id, detail })
  if (row.kind === 'approval') return closed(`${id} did not break the glass: only that is reviewed`)
  if (row.status !== 'applied') return closed(howItEnded(row, row.status))
  if (row.expiresAt <= nowMs) return closed(`the time of ${id} is over: it is being taken back`)
  if (row.by !== actor.id) return ok(row)
  return fail({ kind: 'own-change', detail: `${id} is by ${actor.id} itself: another token has to review it` })
}

export const unknownChange = (id: string): Refusal => ({
  kind: 'not-found',
  detail: `there is no change "${id}"; GET /api/v1/changes lists them`,
})

function howItEnded({ id, decidedAt, decidedBy, expiresAt }: ChangeRow, status: ChangeRow['status']): string {
  const at = new Date(decidedAt ?? expiresAt).toISOString()
  return status === 'expired' ? `${id} expired at ${at}; write it anew` : `${id} was ${status} at ${at} by ${decidedBy}`
}
