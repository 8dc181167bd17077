// The outbox as its dispatcher reads and moves it: what is due next, what holds what up, what nobody needs any more. Every
// query goes by an index and looks at a handful of rows, however many wait.

import { and, asc, count, desc, eq, inArray, isNotNull, isNull, lt, lte, min, ne, sql } from 'drizzle-orm'
import type { JsonObject } from '../../../../domain/json.ts'
import { type DeliveryState, openStatuses } from '../../../../domain/notification/delivery.ts'
import { waitsFor } from '../../../../domain/notification/order.ts'
import type { Purpose } from '../../../../domain/notification/retry-limits.ts'
import { statusPageChannel } from '../../../../domain/notification/status-page-channel.ts'
import type { NotificationRecord, NotificationStatus } from '../../../../protocol/admin-incident.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { Db } from '../database.ts'
import { notifications } from '../incident-schema.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import { type Notification, readNotification, renderNotification } from './notification-rows.ts'

export function findNotification(db: Db, key: string): Notification | undefined {
  const row = db.select().from(notifications).where(eq(notifications.key, key)).get()
  return row === undefined ? undefined : readNotification(row)
}

/** Only what its state machine says. */
export function saveDelivery(db: Db, key: string, state: DeliveryState): void {
  const { status, attempts, dueAt, readyAt, endedAt, lastError, receipt } = state
  const text = receipt === null ? null : JSON.stringify(receipt)
  db.update(notifications)
    .set({ status, attempts, dueAt, readyAt, endedAt, lastError, receipt: text })
    .where(eq(notifications.key, key))
    .run()
}

export const saveFall = (db: Db, key: string, fellTo: string): void => {
  db.update(notifications).set({ fellTo }).where(eq(notifications.key, key)).run()
}

/** The page that fell to this one. */
export function fellFrom(db: Db, { incident, key }: Notification): Notification | undefined {
  if (incident === null) return undefined
  const ofIncident = eq(notifications.incident, incident)
  const row = db
    .select()
    .from(notifications)
    .where(and(ofIncident, eq(notifications.fellTo, key)))
    .get()
  return row === undefined ? undefined : readNotification(row)
}

/** Those that are being sent: a handful at most. */
export const beingSent = (db: Db): Notification[] =>
  db.select().from(notifications).where(eq(notifications.status, 'sending')).all().map(readNotification)

/**
 * Channels, known or not, that something of this status waits for. The built-in status page is none: what is approved for it is
 * published, never sent.
 */
export function waitingChannels(db: Db, status: 'pending' | 'unknown'): string[] {
  const found: string[] = []
  for (let last = ''; ; ) {
    const next = db
      .select({ channel: min(notifications.channel) })
      .from(notifications)
      .where(and(eq(notifications.status, status), sql`${notifications.channel} > ${last}`))
      .get()?.channel
    if (next === null || next === undefined) return found
    if (next !== statusPageChannel) found.push(next)
    last = next
  }
}

/** What is due first of a channel and purpose. */
export function firstDue(
  db: Db,
  status: 'pending' | 'unknown',
  channel: string,
  purpose: Purpose,
): Notification | undefined {
  const turn = and(
    eq(notifications.status, status),
    eq(notifications.channel, channel),
    eq(notifications.purpose, purpose),
  )
  const order = [asc(notifications.dueAt), asc(notifications.position)] as const
  const row = db
    .select()
    .from(notifications)
    .where(turn)
    .orderBy(...order)
    .limit(1)
    .get()
  return row === undefined ? undefined : readNotification(row)
}

/** When the first of all of a status is due. */
export const earliestDue = (db: Db, status: 'pending' | 'unknown' | 'sending'): number | undefined =>
  db
    .select({ at: min(notifications.dueAt) })
    .from(notifications)
    .where(eq(notifications.status, status))
    .get()?.at ?? undefined

const inLane = ({ channel, incident }: Pick<Notification, 'channel' | 'incident'>) =>
  and(
    eq(notifications.channel, channel),
    incident === null ? isNull(notifications.incident) : eq(notifications.incident, incident),
  )

/** The first that has to end before this one; see `holdsUp`. */
export function findHolder(db: Db, row: Notification): Notification | undefined {
  const before = waitsFor[row.purpose]
  if (row.incident === null || before.length === 0) return undefined
  for (const status of openStatuses) {
    const found = db
      .select()
      .from(notifications)
      .where(
        and(
          inLane(row),
          eq(notifications.status, status),
          lt(notifications.position, row.position),
          inArray(notifications.purpose, [...before]),
        ),
      )
      .orderBy(asc(notifications.position))
      .limit(1)
      .get()
    if (found !== undefined) return readNotification(found)
  }
  return undefined
}

/** Looks at this one, and those of its kind behind it, again at a time. */
export function putOff(db: Db, row: Notification, untilMs: number): void {
  db.update(notifications)
    .set({ dueAt: untilMs })
    .where(
      and(
        inLane(row),
        eq(notifications.status, 'pending'),
        eq(notifications.purpose, row.purpose),
        lt(notifications.dueAt, untilMs),
        sql`${notifications.position} >= ${row.position}`,
      ),
    )
    .run()
}

/** What waited for this one is due now; what has been tried already keeps its own time. */
export function wakeNext(db: Db, row: Notification, nowMs: number): void {
  for (const purpose of ['page', 'hook', 'update'] as const) {
    if (row.incident === null || !waitsFor[purpose].includes(row.purpose)) continue
    const next = db
      .select({ position: min(notifications.position) })
      .from(notifications)
      .where(and(inLane(row), eq(notifications.status, 'pending'), eq(notifications.purpose, purpose)))
      .get()?.position
    if (next === null || next === undefined) continue
    db.update(notifications)
      .set({ dueAt: nowMs })
      .where(and(eq(notifications.position, next), eq(notifications.attempts, 0), lte(notifications.readyAt, nowMs)))
      .run()
  }
}

const isUpdate = sql`json_extract(${notifications.message}, '$.kind') = 'update'`

const isWritten = sql`json_extract(${notifications.message}, '$.written') IS NOT NULL`
const isByItself = sql`json_extract(${notifications.message}, '$.written') IS NULL`

const inStream = (row: Notification) =>
  and(inLane(row), eq(notifications.audience, row.audience), eq(notifications.purpose, 'update'), isUpdate)

/** The newest update that says more of the same to the same, and may be sent or was; see `supersedes`. */
export function findNewer(db: Db, row: Notification, nowMs: number): Notification | undefined {
  const found = db
    .select()
    .from(notifications)
    .where(
      and(
        inStream(row),
        inArray(notifications.status, [...openStatuses, 'sent']),
        sql`${notifications.position} > ${row.position}`,
        lte(notifications.readyAt, nowMs),
        row.message.written ? isWritten : undefined,
      ),
    )
    .orderBy(desc(notifications.position))
    .limit(1)
    .get()
  return found === undefined ? undefined : readNotification(found)
}

/** Ends what this one says better. What held it up is gone with them, so it is due. */
export function supersedeBefore(db: Db, newest: Notification, nowMs: number): void {
  db.update(notifications)
    .set({ status: 'superseded', endedAt: nowMs })
    .where(
      and(
        inStream(newest),
        inArray(notifications.status, ['pending', 'awaiting-approval']),
        lt(notifications.position, newest.position),
        newest.message.written ? undefined : isByItself,
      ),
    )
    .run()
}

/** What earlier ones of the incident through the channel were answered with, the newest last: the first, and the last 20. */
export function earlierReceipts(db: Db, row: Notification): JsonObject[] {
  if (row.incident === null) return []
  const sent = and(
    inLane(row),
    eq(notifications.status, 'sent'),
    isNotNull(notifications.receipt),
    ne(notifications.key, row.key),
  )
  const columns = { position: notifications.position, receipt: notifications.receipt }
  const first = db.select(columns).from(notifications).where(sent).orderBy(asc(notifications.position)).limit(1).all()
  const last = db.select(columns).from(notifications).where(sent).orderBy(desc(notifications.position)).limit(20).all()
  const byPosition = new Map([...first, ...last].map(({ position, receipt }) => [position, receipt as string]))
  return [...byPosition].sort(([a], [b]) => a - b).map(([, receipt]) => JSON.parse(receipt) as JsonObject)
}

/** By default newest first. */
export const listNotifications = (db: Db, query: ListQuery): Page<NotificationRecord> =>
  listPage(db, query, {
    table: notifications,
    order: { by: { createdAt: notifications.createdAt }, tie: notifications.position },
    columns: {
      incident: notifications.incident,
      channel: notifications.channel,
      status: notifications.status,
      purpose: notifications.purpose,
      audience: notifications.audience,
    },
    render: (row) => renderNotification(readNotification(row)),
  })

export interface OutboxCounts {
  readonly byStatus: Readonly<Partial<Record<NotificationStatus, number>>>
  /** How long the oldest that is to be sent has been waiting; 0 where nothing is. */
  readonly oldestPendingMs: number
  /** Pages that died on every channel. */
  readonly pagesLost: number
}

export function countOutbox(db: Db, nowMs: number): OutboxCounts {
  const { status, purpose, fellTo } = notifications
  const rows = db.select({ status, rows: count() }).from(notifications).groupBy(status).all()
  const oldest = earliestReady(db)
  const lost = db
    .select({ rows: count() })
    .from(notifications)
    .where(and(eq(status, 'dead'), eq(purpose, 'page'), isNull(fellTo), isPage))
    .get()
  return {
    byStatus: Object.fromEntries(rows.map((row) => [row.status, row.rows])),
    oldestPendingMs: Math.max(0, nowMs - (oldest ?? nowMs)),
    pagesLost: lost?.rows ?? 0,
  }
}

const isPage = sql`json_extract(${notifications.message}, '$.kind') = 'page'`

const earliestReady = (db: Db): number | undefined =>
  db
    .select({ at: min(notifications.readyAt) })
    .from(notifications)
    .where(inArray(notifications.status, ['pending', 'unknown']))
    .get()?.at ?? undefined
