// Updates that say more of the same to the same: which is the newest, and the end of those that nobody needs any more. In
// the words of `supersedes`.

import { and, desc, eq, gt, inArray, lt, lte, sql } from 'drizzle-orm'
import { openStatuses } from '../../../../domain/notification/delivery.ts'
import type { Db } from '../database.ts'
import { notifications } from '../incident-schema.ts'
import { type Notification, readNotification } from './notification-rows.ts'
import { inLane } from './outbox-rows.ts'

const isUpdate = sql`json_extract(${notifications.message}, '$.kind') = 'update'`

const isWritten = sql`json_extract(${notifications.message}, '$.written') IS NOT NULL`
const isByItself = sql`json_extract(${notifications.message}, '$.written') IS NULL`

const inStream = (row: Notification) =>
  and(inLane(row), eq(notifications.audience, row.audience), eq(notifications.purpose, 'update'), isUpdate)

/** The newest update that says more of the same to the same, and may be sent or was; see `supersedes`. */
export function findNewer(db: Db, row: Notification, nowMs: number): Notification | undefined {
  if (row.incident === null) return undefined
  const found = db
    .select()
    .from(notifications)
    .where(
      and(
        inStream(row),
        inArray(notifications.status, [...openStatuses, 'sent']),
        gt(notifications.position, row.position),
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
