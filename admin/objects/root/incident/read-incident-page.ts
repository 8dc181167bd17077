// Everything that a responder needs on one page. Whoever has the key of the room may read it; a wrong key is answered like an
// incident that does not exist.

import { desc, eq } from 'drizzle-orm'
import { nextStep } from '../../../../domain/notification/templates/next-step.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { IncidentRecord, NotificationRecord, TimelineEntry } from '../../../../protocol/admin-incident.ts'
import { hashText, sameHash } from '../../../hash-text.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { notifications } from '../incident-schema.ts'
import { findIncident } from '../stores/incident-rows.ts'
import { readNotification, renderNotification } from '../stores/notification-rows.ts'
import { newestEntries } from '../stores/timeline-rows.ts'
import { factsOf } from './facts-of.ts'
import { renderIncident } from './read-incident.ts'

export interface IncidentPageInput {
  readonly id: string
  readonly roomKey: string
}

export interface IncidentPage {
  /** With what is missing for its next phase, and its checklist. */
  readonly incident: IncidentRecord
  /** The commander's name, or id where no responder is called so. */
  readonly commander: string | null
  readonly nextStep: string
  /** The newest, newest first. */
  readonly timeline: readonly TimelineEntry[]
  readonly notifications: readonly NotificationRecord[]
}

const maxEntries = 200
const maxNotifications = 100

export function readIncidentPage(
  db: Db,
  { id, roomKey }: IncidentPageInput,
  nowMs: number,
): Result<IncidentPage, Refusal> {
  const incident = findIncident(db, id)
  // Compared also where there is none, so that the time tells nothing.
  const isRight = sameHash(hashText(incident?.roomKey ?? ''), hashText(roomKey))
  if (incident === undefined || !isRight) return fail({ kind: 'not-found', detail: 'there is no such page' })
  const facts = factsOf(db, incident)
  return ok({
    incident: renderIncident(db, incident, nowMs),
    commander: facts.commander,
    nextStep: nextStep(facts),
    timeline: newestEntries(db, id, maxEntries).reverse(),
    notifications: newestNotifications(db, id),
  })
}

const newestNotifications = (db: Db, incident: string): NotificationRecord[] =>
  db
    .select()
    .from(notifications)
    .where(eq(notifications.incident, incident))
    .orderBy(desc(notifications.position))
    .limit(maxNotifications)
    .all()
    .map((row) => renderNotification(readNotification(row)))
