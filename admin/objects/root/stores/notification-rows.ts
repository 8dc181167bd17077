// The outbox: what has to be sent, written in the transaction of the change that it tells. Rows are never deleted.

import { and, eq, isNull, max } from 'drizzle-orm'
import type { Audience } from '../../../../domain/incident/incident.ts'
import type { JsonObject } from '../../../../domain/json.ts'
import type { Message } from '../../../../domain/notification/message.ts'
import type { NotificationRecord } from '../../../../protocol/admin-incident.ts'
import { hashText } from '../../../hash-text.ts'
import type { Db } from '../database.ts'
import { notifications } from '../incident-schema.ts'

export type NotificationRow = typeof notifications.$inferSelect

export interface Notification extends Omit<NotificationRow, 'message' | 'receipt' | 'audience'> {
  readonly audience: Audience
  readonly message: Message
  readonly receipt: JsonObject | null
}

export const readNotification = ({ message, receipt, audience, ...row }: NotificationRow): Notification => ({
  ...row,
  audience: audience as Audience,
  message: JSON.parse(message) as Message,
  receipt: receipt === null ? null : (JSON.parse(receipt) as JsonObject),
})

export interface NewNotification {
  readonly incident: string | null
  readonly channel: string
  readonly purpose: NotificationRow['purpose']
  readonly message: Message
  /** Not before this; at once where it is absent. */
  readonly dueAt?: number
  /** Waits until somebody approves it. */
  readonly needsApproval?: boolean
}

/** The key of a notification: the same news through the same channel has the same key, however often it is written. */
export const notificationKey = (incident: string | null, audience: Audience, channel: string, seq: number): string =>
  hashText(`${incident ?? ''}|${audience}|${channel}|${seq}`)

/** Part of the transaction of what it tells. The next seq of its incident, audience and channel is its own. */
export function enqueue(
  db: Db,
  { incident, channel, purpose, message, ...more }: NewNotification,
  nowMs: number,
): Notification {
  const { audience } = message
  const { dueAt = nowMs, needsApproval = false } = more
  const isOfIncident = incident === null ? isNull(notifications.incident) : eq(notifications.incident, incident)
  const last = db
    .select({ seq: max(notifications.seq) })
    .from(notifications)
    .where(and(isOfIncident, eq(notifications.audience, audience), eq(notifications.channel, channel)))
    .get()?.seq
  const seq = (last ?? 0) + 1
  const row = db
    .insert(notifications)
    .values({
      key: notificationKey(incident, audience, channel, seq),
      incident,
      audience,
      channel,
      seq,
      purpose,
      status: needsApproval ? 'awaiting-approval' : 'pending',
      message: JSON.stringify(message),
      attempts: 0,
      dueAt,
      readyAt: dueAt,
      createdAt: nowMs,
    })
    .returning()
    .get()
  return readNotification(row)
}

const iso = (ms: number): string => new Date(ms).toISOString()

export const renderNotification = (notification: Notification): NotificationRecord => {
  const { key, incident, audience, channel, seq, purpose, status, message, attempts, createdAt, dueAt } = notification
  const { endedAt, lastError, fellTo } = notification
  return {
    key,
    ...(incident !== null && { incident }),
    audience,
    channel,
    seq,
    purpose,
    status,
    title: message.title,
    text: message.text,
    ...(message.status !== undefined && { publicStatus: message.status }),
    attempts,
    createdAt: iso(createdAt),
    ...(endedAt === null && { dueAt: iso(dueAt) }),
    ...(endedAt !== null && { endedAt: iso(endedAt) }),
    ...(lastError !== null && { lastError }),
    ...(fellTo !== null && { fellTo }),
  }
}
