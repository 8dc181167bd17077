// What people decide about one notification: let a customer post go, take something back before it is sent, or send again
// what is dead. Each is told on the incident.

import { type DeliveryState, renew } from '../../../../domain/notification/delivery.ts'
import { isReplaceable } from '../../../../domain/notification/order.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { NotificationRecord, NotificationStatus } from '../../../../protocol/admin-incident.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { findChannel } from '../stores/channel-rows.ts'
import { type Notification, renderNotification } from '../stores/notification-rows.ts'
import { findNotification, saveDelivery, wakeNext } from '../stores/outbox-rows.ts'
import { findNewer } from '../stores/outbox-streams.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'

export interface NotificationDecision {
  readonly key: string
  readonly reason?: string | undefined
}

type Decided = Result<Done<NotificationRecord>, Refusal>

/** One word is enough, of whoever may speak for incidents: at night there may be one person. */
export function approveNotification(db: Db, { key, reason }: NotificationDecision, moment: Moment): Decided {
  const found = foundAs(db, key, ['awaiting-approval'], 'pending', {
    otherwise: 'only what awaits approval is approved',
  })
  if (!found.ok) return found
  return decide(
    db,
    found.value,
    renew(found.value, moment.nowMs),
    { verb: 'approve', told: 'approved', reason },
    moment,
  )
}

export function withdrawNotification(db: Db, { key, reason }: NotificationDecision, moment: Moment): Decided {
  const found = foundAs(db, key, ['awaiting-approval', 'pending', 'unknown'], 'withdrawn', {
    sending: 'it is being sent at this moment; look again in a few seconds',
    otherwise: 'only what has not ended is withdrawn',
  })
  if (!found.ok) return found
  const state: DeliveryState = { ...found.value, status: 'withdrawn', endedAt: moment.nowMs }
  const told = found.value.status === 'unknown' ? 'withdrew, although it may have been sent,' : 'withdrew'
  return decide(db, found.value, state, { verb: 'withdraw', told, reason }, moment)
}

/** With its old key, so that a provider which took it after all does not take it twice. */
export function retryNotification(db: Db, { key, reason }: NotificationDecision, moment: Moment): Decided {
  const found = foundAs(db, key, ['dead'], 'pending', { otherwise: 'only what is dead is sent again' })
  if (!found.ok) return found
  const { purpose, message, channel } = found.value
  const newer = isReplaceable({ purpose, kind: message.kind }) ? findNewer(db, found.value, moment.nowMs) : undefined
  if (newer !== undefined) {
    return refused(
      found.value,
      'pending',
      `a newer update, ${newer.key}, has taken its place: send a new update instead`,
    )
  }
  const used = findChannel(db, channel)
  if (used === undefined || used.disabled !== null) {
    const why = used === undefined ? 'does not exist any more' : `is disabled: ${used.disabled}`
    const address = `/api/v1/channels/${encodeURIComponent(channel)}`
    return fail({ kind: 'channel-refused', detail: `the channel ${channel} ${why}; PUT ${address} sets it up again` })
  }
  return decide(
    db,
    found.value,
    renew(found.value, moment.nowMs),
    { verb: 'retry', told: 'sends again', reason },
    moment,
  )
}

interface Remedies {
  readonly sending?: string
  readonly otherwise: string
}

function foundAs(
  db: Db,
  key: string,
  allowed: readonly NotificationStatus[],
  to: NotificationStatus,
  { sending, otherwise }: Remedies,
): Result<Notification, Refusal> {
  const row = findNotification(db, key)
  if (row === undefined) return fail(unknownNotification(key))
  if (allowed.includes(row.status)) return ok(row)
  return refused(row, to, (row.status === 'sending' ? sending : undefined) ?? `${otherwise}; this one is ${row.status}`)
}

export const unknownNotification = (key: string): Refusal => ({
  kind: 'not-found',
  detail: `there is no notification "${key}"; GET /api/v1/notifications lists them`,
})

const refused = ({ key, status }: Notification, to: NotificationStatus, missing: string): Result<never, Refusal> =>
  fail({ kind: 'transition-refused', what: 'notification', id: key, from: status, to, missing: [missing] })

interface Wording {
  readonly verb: 'approve' | 'withdraw' | 'retry'
  readonly told: string
  readonly reason: string | undefined
}

function decide(
  db: Db,
  row: Notification,
  state: DeliveryState,
  { verb, told, reason }: Wording,
  { nowMs, actor }: Moment,
): Decided {
  saveDelivery(db, row.key, state)
  if (state.endedAt !== null) wakeNext(db, row, nowMs)
  const { key, incident, channel, audience, purpose } = row
  const facts = { key, channel, audience, purpose, ...(reason !== undefined && { reason }) }
  if (incident !== null) {
    const because = reason === undefined ? '' : `: ${reason}`
    const text = `${actor.id} ${told} the ${purpose} for ${audience} through ${channel}${because}`
    appendTimeline(db, incident, { at: nowMs, actor: actor.id, kind: 'delivery', text, detail: facts })
  }
  const body = renderNotification({ ...row, ...state })
  return ok({ status: 200, body, audit: { action: `notification.${verb}`, subject: key, detail: facts } })
}
