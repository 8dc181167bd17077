// What was approved for the built-in status page appears there: nothing has to be sent for it. Runs before the outbox, which
// would look for a channel.

import { and, eq, min } from 'drizzle-orm'
import { statusPageChannel } from '../../../../domain/notification/status-page-channel.ts'
import type { Db } from '../database.ts'
import { notifications } from '../incident-schema.ts'

const isApproved = and(eq(notifications.channel, statusPageChannel), eq(notifications.status, 'pending'))

export const nextPublishedAt = (db: Db): number | undefined =>
  db
    .select({ at: min(notifications.createdAt) })
    .from(notifications)
    .where(isApproved)
    .get()?.at ?? undefined

export function publishApproved(db: Db, { now }: { readonly now: () => number }): void {
  db.update(notifications).set({ status: 'sent', endedAt: now() }).where(isApproved).run()
}
