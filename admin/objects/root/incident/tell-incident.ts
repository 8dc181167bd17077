// What is told of an incident, to whom and through which channels: written into the outbox in the transaction of the change
// itself. Nothing is sent from here. Here too the clock of updates is set, since every text promises its next reading.

import { eq } from 'drizzle-orm'
import { type Audience, audiences, isMajor } from '../../../../domain/incident/incident.ts'
import { ownProperty } from '../../../../domain/json.ts'
import type { Message } from '../../../../domain/notification/message.ts'
import type { IncidentNews, NewsFacts } from '../../../../domain/notification/news.ts'
import { statusPageChannel } from '../../../../domain/notification/status-page-channel.ts'
import { publicTitle, renderForCustomers } from '../../../../domain/notification/templates/customers.ts'
import { renderForLeadership } from '../../../../domain/notification/templates/leadership.ts'
import { renderForResponders } from '../../../../domain/notification/templates/responders.ts'
import { nextUpdateAt } from '../../../../domain/notification/update-clock.ts'
import type { Db } from '../database.ts'
import { notifications } from '../incident-schema.ts'
import { type KeptChannel, usedChannels } from '../stores/channel-rows.ts'
import { type Incident, saveIncident } from '../stores/incident-rows.ts'
import { enqueue, type Notification } from '../stores/notification-rows.ts'
import { factsOf, messageIncident, pageLink, wasTold } from './facts-of.ts'
import { openRooms } from './open-room.ts'
import { endPages, pageResponder } from './page-responder.ts'

export type { IncidentNews } from '../../../../domain/notification/news.ts'

export interface NewsCircumstances {
  readonly nowMs: number
  readonly by: string
}

/** Part of a transaction. `incident` is as it is after the change. Answers the updates; pages are not among them. */
export function tellIncident(db: Db, incident: Incident, news: IncidentNews, how: NewsCircumstances): Notification[] {
  const told = audiencesOf(db, incident, news)
  const timed = moveClock(db, incident, news, told, how.nowMs)
  openRooms(db, timed, news.kind === 'commanded', how.nowMs)
  const paged = pageResponder(db, timed, news, how)
  endPages(db, timed, news, how)
  const telling: Telling = { incident: timed, facts: factsOf(db, timed), news, paged, nowMs: how.nowMs }
  return told.flatMap((audience) => tellAudience(db, audience, telling))
}

interface Telling {
  readonly incident: Incident
  readonly facts: NewsFacts
  readonly news: IncidentNews
  /** The channel that a page of the same news goes through: it says all of it. */
  readonly paged: string | undefined
  readonly nowMs: number
}

/** Of minor incidents only responders hear, but whoever heard of one while it was major is told how it ends. */
function audiencesOf(db: Db, { id, severity }: Incident, news: IncidentNews): readonly Audience[] {
  if (news.kind === 'written' && news.audiences !== undefined) return news.audiences
  if (isMajor(severity)) return audiences
  const isForAll = news.kind === 'severity' || news.kind === 'written' || news.kind === 'closed'
  return audiences.filter((audience) => audience === 'responders' || (isForAll && wasTold(db, id, audience)))
}

/** Every update that customers get moves it; news that they do not hear of leaves the promise to them as it is. */
function moveClock(db: Db, incident: Incident, news: IncidentNews, told: readonly Audience[], nowMs: number): Incident {
  const next = nextUpdateAt(incident, nowMs)
  const doCustomersHear = told.includes('customers') && renderForCustomers(factsOf(db, incident), news) !== null
  const updateDueAt = next === null || doCustomersHear ? next : (incident.updateDueAt ?? next)
  return updateDueAt === incident.updateDueAt ? incident : saveIncident(db, incident.id, { updateDueAt })
}

function tellAudience(db: Db, audience: Audience, telling: Telling): Notification[] {
  const message = render(audience, telling)
  if (message === null) return []
  const { incident, news, paged, nowMs } = telling
  const isWritten = audience === 'customers' && news.kind === 'written'
  const sent = usedChannels(db)
    .filter(({ id, audiences }) => audiences.includes(audience) && id !== statusPageChannel)
    .filter(({ id }) => audience !== 'responders' || id !== paged)
    .map((channel) => {
      const needsApproval = isWritten && ownProperty(channel.settings, 'preApproved') !== true
      const own = { incident: incident.id, channel: channel.id, purpose: 'update' as const, needsApproval }
      return enqueue(db, { ...own, message: forChannel(message, channel, incident) }, nowMs)
    })
  return audience === 'customers' ? [...sent, publish(db, incident, message, isWritten, nowMs)] : sent
}

function render(audience: Audience, { incident, facts, news }: Telling): Message | null {
  const written = news.kind === 'written' ? { written: true as const } : {}
  const common = { kind: 'update', audience, incident: messageIncident(incident), ...written } as const
  if (audience === 'leadership') {
    const rendered = renderForLeadership(facts, news)
    return rendered === null ? null : { ...common, ...rendered }
  }
  if (audience === 'customers') {
    const rendered = renderForCustomers(facts, news)
    return rendered === null ? null : { ...common, incident: publicIncident(incident), ...rendered }
  }
  const { title, text } = renderForResponders(facts, news)
  const { link, words } = pageLink(incident)
  const whole = words === '' ? text : `${text}\n\n${words}`
  return { ...common, title, text: whole, ...(link !== undefined && { link }) }
}

const publicIncident = (incident: Incident) => ({ ...messageIncident(incident), title: publicTitle, systems: [] })

/** A status page finds its own components by our systems; nobody else outside is told their names. */
const forChannel = (message: Message, { type }: KeptChannel, { systems }: Incident): Message =>
  message.audience === 'customers' && type === 'statuspage' && message.incident !== undefined
    ? { ...message, incident: { ...message.incident, systems } }
    : message

/** On the built-in status page: nothing has to be sent, so it is there at once, or once it is approved. */
function publish(db: Db, { id }: Incident, message: Message, needsApproval: boolean, nowMs: number): Notification {
  const own = { incident: id, channel: statusPageChannel, purpose: 'update', message, needsApproval } as const
  const row = enqueue(db, own, nowMs)
  if (needsApproval) return row
  const published = { status: 'sent', endedAt: nowMs } as const
  db.update(notifications).set(published).where(eq(notifications.key, row.key)).run()
  return { ...row, ...published }
}
