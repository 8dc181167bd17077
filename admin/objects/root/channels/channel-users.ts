// What still needs a channel, so that it cannot be removed: what is on its way through it, and deployments that it takes back.

import { and, count, eq, inArray } from 'drizzle-orm'
import type { Db } from '../database.ts'
import { deployments, notifications } from '../incident-schema.ts'

const onTheWay = ['awaiting-approval', 'pending', 'sending', 'unknown'] as const
const standing = ['announced', 'live', 'observed'] as const
/** Deployments that a refusal names. */
const maxNamed = 20

/** What to do first; null where nothing needs it. */
export function usersOf(db: Db, channel: string): string | null {
  const waiting = db
    .select({ count: count() })
    .from(notifications)
    .where(and(eq(notifications.channel, channel), inArray(notifications.status, [...onTheWay])))
    .get()?.count
  if (waiting !== undefined && waiting > 0) {
    return `${waiting} of its notifications are on their way; wait for them, or withdraw them`
  }
  const rows = db
    .select({ id: deployments.id })
    .from(deployments)
    .where(and(eq(deployments.rollbackHook, channel), inArray(deployments.status, [...standing])))
    .limit(maxNamed)
    .all()
  if (rows.length === 0) return null
  return `it would take back ${rows.map(({ id }) => id).join(', ')}; wait until they are stable`
}
