// What came of an attempt, written down in one transaction. An answer that comes too late, when the row has moved on, only
// counts if it says that the provider has it.

import { type AttemptOutcome, leftBehind, openStatuses, settle } from '../../../../domain/notification/delivery.ts'
import { afterRetryAfter } from '../../../../domain/notification/pace.ts'
import { retryLimits } from '../../../../domain/notification/retry-limits.ts'
import type { Db } from '../database.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { disableChannel, findChannel } from '../stores/channel-rows.ts'
import { beingSent, findNotification } from '../stores/outbox-rows.ts'
import { paceOf, savePace } from '../stores/pace-rows.ts'
import type { Claim } from './claim.ts'
import { finish, outbox } from './finish.ts'

export interface Answered {
  readonly nowMs: number
  /** In [0, 1). */
  readonly chance: number
}

export function recordOutcome(db: Db, claim: Claim, outcome: AttemptOutcome, { nowMs, chance }: Answered): void {
  const { key, attempts } = claim.notification
  const row = findNotification(db, key)
  if (row === undefined || !openStatuses.some((status) => status === row.status)) return
  const isMine = row.status === 'sending' && row.attempts === attempts
  if (!isMine && outcome.kind !== 'sent') return
  if (outcome.kind === 'retry' && outcome.retryAfterMs !== undefined) {
    const waitMs = Math.min(retryLimits[row.purpose].maxRetryAfterMs, Math.max(0, outcome.retryAfterMs))
    savePace(db, row.channel, afterRetryAfter(paceOf(db, row.channel), nowMs + waitMs))
  }
  if (outcome.kind === 'gone') disable(db, claim, outcome.detail, nowMs)
  finish(db, row, settle(row, outcome, { purpose: row.purpose, nowMs, chance }), nowMs)
}

/** Unless somebody has given it another address in the meantime. */
function disable(db: Db, { channel }: Claim, detail: string, nowMs: number): void {
  if (findChannel(db, channel.id)?.changedAt !== channel.changedAt) return
  disableChannel(db, channel.id, detail, nowMs)
  appendAudit(db, nowMs, outbox, { action: 'channel.disable', subject: channel.id, detail: { why: detail } })
}

/** Rows that a process left behind in the middle of sending; all of them, where a process has just begun. */
export function takeUpLeftBehind(db: Db, nowMs: number, all: boolean): void {
  for (const row of beingSent(db)) {
    if (!all && row.dueAt > nowMs) continue
    finish(db, row, leftBehind(row, { purpose: row.purpose, nowMs }), nowMs)
  }
}
