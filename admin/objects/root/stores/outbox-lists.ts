// The outbox as it is looked at: its lists, and the counts that its health is judged by. Nothing here moves a row.

import { and, count, eq, inArray, isNull, min, sql } from 'drizzle-orm'
import type { NotificationRecord, NotificationStatus } from '../../../../protocol/admin-incident.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { Db } from '../database.ts'
import { notifications } from '../incident-schema.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import { readNotification, renderNotification } from './notification-rows.ts'

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
