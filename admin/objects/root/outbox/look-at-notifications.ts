// Notifications as they are read: one, or those of an incident.

import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { NotificationRecord } from '../../../../protocol/admin-incident.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { ListQuery } from '../list-query.ts'
import { findIncident } from '../stores/incident-rows.ts'
import { renderNotification } from '../stores/notification-rows.ts'
import { listNotifications } from '../stores/outbox-lists.ts'
import { findNotification } from '../stores/outbox-rows.ts'
import { unknownNotification } from './decide-notification.ts'

export function readNotificationRecord(db: Db, key: string): Result<NotificationRecord, Refusal> {
  const row = findNotification(db, key)
  return row === undefined ? fail(unknownNotification(key)) : ok(renderNotification(row))
}

export function listOfIncident(db: Db, query: ListQuery): Result<Page<NotificationRecord>, Refusal> {
  const id = query.filters.incident ?? ''
  if (findIncident(db, id) !== undefined) return ok(listNotifications(db, query))
  return fail({ kind: 'not-found', detail: `there is no incident "${id}"; GET /api/v1/incidents lists them` })
}
