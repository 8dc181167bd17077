// An incident's row as the texts about it need it.

import { and, eq, max, ne, type SQL, sql } from 'drizzle-orm'
import type { Audience } from '../../../../domain/incident/incident.ts'
import type { MessageIncident, Recipient } from '../../../../domain/notification/message.ts'
import type { NewsFacts } from '../../../../domain/notification/news.ts'
import { oneLine } from '../../../../domain/notification/one-line.ts'
import { statusPageChannel } from '../../../../domain/notification/status-page-channel.ts'
import { pageOfIncident } from '../../../incidents/describe-incident.ts'
import { publicAddress } from '../../../public-address.ts'
import type { Db } from '../database.ts'
import { notifications } from '../incident-schema.ts'
import type { Incident } from '../stores/incident-rows.ts'
import { findResponder } from '../stores/responder-rows.ts'

export function factsOf(db: Db, incident: Incident): NewsFacts {
  const { id, title, severity, phase, systems, blastRadius, commander, startedAt, openedAt, closedAt } = incident
  return {
    id,
    title,
    severity,
    phase,
    systems,
    blastRadius,
    commander: commander === null ? null : (findResponder(db, commander)?.name ?? commander),
    since: startedAt ?? openedAt,
    nextUpdateAt: incident.updateDueAt,
    toldAt: lastPublishedAt(db, id),
    closedAt,
  }
}

const ofIncident = (incident: string, ...more: SQL[]) => and(eq(notifications.incident, incident), ...more)

function lastPublishedAt(db: Db, incident: string): number | null {
  const isPublished = [eq(notifications.channel, statusPageChannel), eq(notifications.status, 'sent')]
  const row = db
    .select({ at: max(notifications.endedAt) })
    .from(notifications)
    .where(ofIncident(incident, ...isPublished))
    .get()
  return row?.at ?? null
}

/** Whether an audience was told anything of it so far, or will be once it is approved. */
export const wasTold = (db: Db, incident: string, audience: Audience): boolean =>
  db
    .select({ key: notifications.key })
    .from(notifications)
    .where(ofIncident(incident, eq(notifications.audience, audience), ne(notifications.status, 'withdrawn')))
    .get() !== undefined

/** Channels through which somebody was paged. */
export const pagedChannels = (db: Db, incident: string): ReadonlySet<string> => {
  const isPage = sql`json_extract(${notifications.message}, '$.kind') = 'page'`
  const rows = db
    .selectDistinct({ channel: notifications.channel })
    .from(notifications)
    .where(ofIncident(incident, eq(notifications.purpose, 'page'), isPage))
    .all()
  return new Set(rows.map(({ channel }) => channel))
}

/** Whether the incident has a room of its own there, or will have. */
export const hasRoom = (db: Db, incident: string, channel: string): boolean => {
  const isOpening = sql`json_extract(${notifications.message}, '$.room') = 'open'`
  const row = db
    .select({ key: notifications.key })
    .from(notifications)
    .where(ofIncident(incident, eq(notifications.channel, channel), isOpening))
    .get()
  return row !== undefined
}

/** For responders and leadership. Customers are shown another title. */
export const messageIncident = ({ id, title, severity, phase, systems }: Incident): MessageIncident => ({
  id,
  title: oneLine(title),
  severity,
  phase,
  systems,
})

/** How somebody is reached; undefined for whoever is no responder any more. */
export function recipientOf(db: Db, id: string): Recipient | undefined {
  const found = findResponder(db, id)
  if (found === undefined) return undefined
  const { rank: _, ...recipient } = found
  return recipient
}

/** Where responders read more: as a link, or where nobody said what this worker's address is, in words. */
export function pageLink(incident: Incident): { readonly link?: string; readonly words: string } {
  const address = publicAddress()
  const path = pageOfIncident(incident)
  if (address === null) return { words: `Page: ${path} at the address of the admin worker` }
  return { link: `${address}${path}`, words: '' }
}
