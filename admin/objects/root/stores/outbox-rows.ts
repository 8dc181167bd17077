// The rows of the outbox as they are read and moved: what is due next, what holds what up, what became of it. Every query goes
// by an index and looks at a handful of rows, however many wait.

import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lt, lte, min, ne, or, sql } from 'drizzle-orm'
import type { JsonObject } from '../../../../domain/json.ts'
import { type DeliveryState, openStatuses } from '../../../../domain/notification/delivery.ts'
import { waitsFor } from '../../../../domain/notification/order.ts'
import type { Purpose } from '../../../../domain/notification/retry-limits.ts'
import type { Db } from '../database.ts'
import { notifications } from '../incident-schema.ts'
import { type Notification, readNotification } from './notification-rows.ts'
import { prepared } from './prepared.ts'

const byKey = prepared((db) =>
  db
    .select()
    .from(notifications)
    .where(eq(notifications.key, sql.placeholder('key')))
    .prepare(),
)

export function findNotification(db: Db, key: string): Notification | undefined {
  const row = byKey(db).get({ key })
  return row === undefined ? undefined : readNotification(row)
}

const given = (name: string) => sql`${sql.placeholder(name)}`

const moveTo = prepared((db) =>
  db
    .update(notifications)
    .set({
      status: given('status'),
      attempts: given('attempts'),
      dueAt: given('dueAt'),
      readyAt: given('readyAt'),
      endedAt: given('endedAt'),
      lastError: given('lastError'),
      receipt: given('text'),
    })
    .where(eq(notifications.key, sql.placeholder('key')))
    .prepare(),
)

/** Only what its state machine says. */
export function saveDelivery(db: Db, key: string, state: DeliveryState): void {
  const { status, attempts, dueAt, readyAt, endedAt, lastError, receipt } = state
  const text = receipt === null ? null : JSON.stringify(receipt)
  moveTo(db).run({ key, status, attempts, dueAt, readyAt, endedAt, lastError, text })
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

const headOfTurn = prepared((db) =>
  db
    .select()
    .from(notifications)
    .where(
      and(
        eq(notifications.status, sql.placeholder('status')),
        eq(notifications.channel, sql.placeholder('channel')),
        eq(notifications.purpose, sql.placeholder('purpose')),
      ),
    )
    .orderBy(asc(notifications.dueAt), asc(notifications.position))
    .limit(1)
    .prepare(),
)

/** What is due first of a channel and purpose. */
export function firstDue(
  db: Db,
  status: 'pending' | 'unknown',
  channel: string,
  purpose: Purpose,
): Notification | undefined {
  const row = headOfTurn(db).get({ status, channel, purpose })
  return row === undefined ? undefined : readNotification(row)
}

export const inLane = ({ channel, incident }: Pick<Notification, 'channel' | 'incident'>) =>
  and(
    eq(notifications.channel, channel),
    incident === null ? isNull(notifications.incident) : eq(notifications.incident, incident),
  )

/** When something that has to end before this one is due next; undefined where nothing has to. See `holdsUp`. */
export function holderDueAt(db: Db, row: Notification): number | undefined {
  const before = waitsFor[row.purpose]
  if (row.incident === null || before.length === 0) return undefined
  const holding = and(
    inLane(row),
    inArray(notifications.status, [...openStatuses]),
    lt(notifications.position, row.position),
    inArray(notifications.purpose, [...before]),
  )
  // By no order: with one, every row of the channel would be looked at.
  const first = db
    .select({ dueAt: min(notifications.dueAt) })
    .from(notifications)
    .where(holding)
    .get()
  return first?.dueAt ?? undefined
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
        gte(notifications.position, row.position),
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
    db.update(notifications)
      .set({ dueAt: nowMs })
      .where(and(eq(notifications.position, next), eq(notifications.attempts, 0), lte(notifications.readyAt, nowMs)))
      .run()
  }
}

const receiptsOfLane = prepared((db) => {
  const sent = and(
    eq(notifications.channel, sql.placeholder('channel')),
    eq(notifications.incident, sql.placeholder('incident')),
    eq(notifications.status, 'sent'),
    isNotNull(notifications.receipt),
    ne(notifications.key, sql.placeholder('key')),
  )
  const { position, receipt } = notifications
  const places = (order: typeof asc) => db.select({ position }).from(notifications).where(sent).orderBy(order(position))
  return db
    .select({ receipt })
    .from(notifications)
    .where(or(inArray(position, places(asc).limit(1)), inArray(position, places(desc).limit(20))))
    .orderBy(asc(position))
    .prepare()
})

/** What earlier ones of the incident through the channel were answered with, the newest last: the first, and the last 20. */
export function earlierReceipts(db: Db, { channel, incident, key }: Notification): JsonObject[] {
  if (incident === null) return []
  const rows = receiptsOfLane(db).all({ channel, incident, key })
  return rows.map(({ receipt }) => JSON.parse(receipt as string) as JsonObject)
}
