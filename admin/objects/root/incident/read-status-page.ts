// What the public is told: updates for customers that need no approval or have it, of incidents that are open or were closed
// lately. Nothing else of an incident is read but its times.

import { and, desc, eq, gte } from 'drizzle-orm'
import { isMajor } from '../../../../domain/incident/incident.ts'
import { publicStatusOf } from '../../../../domain/notification/public-status.ts'
import { statusPageChannel } from '../../../../domain/notification/status-page-channel.ts'
import { statusSummary } from '../../../../domain/notification/status-summary.ts'
import { isNoNews, publicTitle, statusSentences } from '../../../../domain/notification/templates/customers.ts'
import { ok, type Result } from '../../../../domain/result.ts'
import type { PublicIncident, PublicUpdate, StatusPage } from '../../../../protocol/status-page.ts'
import { hashText } from '../../../hash-text.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { incidents, notifications } from '../incident-schema.ts'
import { findIncident, type Incident, openIncidents } from '../stores/incident-rows.ts'
import { readNotification } from '../stores/notification-rows.ts'

const shownForMs = 14 * 24 * 3600_000
const maxResolved = 50
const maxUpdates = 50

const iso = (ms: number): string => new Date(ms).toISOString()

export function readStatusPage(db: Db, _input: null, nowMs: number): Result<StatusPage, Refusal> {
  const show = (incident: Incident) => renderPublic(db, incident)
  const open = openIncidents(db).reverse().flatMap(show)
  const resolved = closedSince(db, nowMs - shownForMs).flatMap(show)
  const summary = statusSummary(open.map(({ status }) => status))
  return ok({ state: open.length === 0 ? 'no-known-problem' : 'problem', summary, open, resolved })
}

function closedSince(db: Db, sinceMs: number): Incident[] {
  const rows = db
    .select({ id: incidents.id })
    .from(incidents)
    .where(and(eq(incidents.phase, 'closed'), gte(incidents.closedAt, sinceMs)))
    .orderBy(desc(incidents.closedAt), desc(incidents.position))
    .limit(maxResolved)
    .all()
  return rows.map(({ id }) => findIncident(db, id) as Incident)
}

/** Empty for incidents that are none of the public's business: minor ones that customers were told nothing of. */
function renderPublic(db: Db, incident: Incident): readonly PublicIncident[] {
  const { roomKey, severity, phase, startedAt, openedAt, closedAt } = incident
  const updates = publishedUpdates(db, incident.id)
  if (updates.length === 0 && !(isMajor(severity) && phase !== 'closed')) return []
  const status = phase === 'closed' ? 'resolved' : (updates[0]?.status ?? publicStatusOf(phase))
  const opening = { at: iso(openedAt), status, text: statusSentences[status] }
  return [
    {
      id: hashText(`status page ${roomKey}`).slice(0, 12),
      title: publicTitle,
      status,
      startedAt: iso(startedAt ?? openedAt),
      ...(closedAt !== null && { resolvedAt: iso(closedAt) }),
      updates: updates.length === 0 ? [opening] : updates,
    },
  ]
}

function publishedUpdates(db: Db, incident: string): PublicUpdate[] {
  const rows = db
    .select()
    .from(notifications)
    .where(
      and(
        eq(notifications.incident, incident),
        eq(notifications.channel, statusPageChannel),
        eq(notifications.status, 'sent'),
      ),
    )
    .orderBy(desc(notifications.endedAt), desc(notifications.position))
    .all()
  return rows
    .map(readNotification)
    .map(({ endedAt, createdAt, message: { status = 'investigating', text } }) => {
      return { at: iso(endedAt ?? createdAt), status, text }
    })
    .filter(({ text }, index) => index === 0 || !isNoNews(text))
    .slice(0, maxUpdates)
}
