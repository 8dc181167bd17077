// Paging: somebody has to come. Each page goes through one channel to one person; the outbox sees to it that it arrives, and
// takes the next channel where one is dead. What cannot be done is said on the incident, never passed over.

import { isMajor } from '../../../../domain/incident/incident.ts'
import type { JsonObject } from '../../../../domain/json.ts'
import type { Message } from '../../../../domain/notification/message.ts'
import type { IncidentNews } from '../../../../domain/notification/news.ts'
import { oneLine } from '../../../../domain/notification/one-line.ts'
import { pageTarget, peopleToPage } from '../../../../domain/notification/paging-order.ts'
import type { Db } from '../database.ts'
import { pagingChannels } from '../stores/channel-rows.ts'
import type { Incident } from '../stores/incident-rows.ts'
import { enqueue } from '../stores/notification-rows.ts'
import { onCall } from '../stores/responder-rows.ts'
import { appendTimeline, entriesAfter } from '../stores/timeline-rows.ts'
import { messageIncident, pagedChannels, pageLink, recipientOf } from './facts-of.ts'

interface Circumstances {
  readonly nowMs: number
  readonly by: string
}

/** How often it was paged before; undefined for news that nobody has to come for. */
function pagesBefore({ severity }: Incident, news: IncidentNews): number | undefined {
  if (!isMajor(severity)) return undefined
  switch (news.kind) {
    case 'opened':
    case 'relapsed':
      return 0
    case 'unanswered':
      return news.pages
    default:
      return undefined
  }
}

/** Answers the channel that it goes through, where it goes through one. */
export function pageResponder(db: Db, incident: Incident, news: IncidentNews, how: Circumstances): string | undefined {
  const pages = pagesBefore(incident, news)
  if (pages === undefined) return undefined
  const people = peopleToPage(
    incident.commander,
    onCall(db).map(({ id }) => id),
  )
  const target = pageTarget({ people, channels: pagingChannels(db).map(({ id }) => id) }, pages)
  if (target === undefined) {
    sayOnce(db, incident, 'paging-channel', noChannelText, how)
    return undefined
  }
  const to = target.person === undefined ? undefined : recipientOf(db, target.person)
  if (to === undefined) sayOnce(db, incident, 'responder', nobodyText, how)
  const message = renderPage(incident, news, pages)
  const page = { ...message, ...(to !== undefined && { to }) }
  const { key } = enqueue(
    db,
    { incident: incident.id, channel: target.channel, purpose: 'page', message: page },
    how.nowMs,
  )
  const whom = to === undefined ? 'whoever answers' : oneLine(to.name)
  const detail = { key, channel: target.channel, ...(to !== undefined && { responder: to.id }) }
  tellTimeline(db, incident, { kind: 'page', text: `Paged ${whom} through ${oneLine(target.channel)}`, detail }, how)
  return target.channel
}

const noChannelText =
  'Nobody was paged: no channel has a place among those that page. Call somebody by other means now, and give a channel a ' +
  'pagingRank: PUT /api/v1/channels/{id}'
const nobodyText =
  'The page names nobody: nobody who is known here is on call. Give a responder a rank: PUT /api/v1/responders/{id}'

function renderPage(incident: Incident, news: IncidentNews, pages: number): Message {
  const { id, title, severity, systems } = incident
  const { link, words } = pageLink(incident)
  const relapsed = news.kind === 'relapsed' ? ['What was fixed is broken again.'] : []
  const again = pages === 0 ? [] : [`Nobody commands it yet. Page ${pages + 1}.`]
  return {
    kind: 'page',
    audience: 'responders',
    incident: messageIncident(incident),
    title: `SEV${severity} ${id}: ${oneLine(title)}`,
    text: [
      ...relapsed,
      ...again,
      `Affected: ${systems.length === 0 ? 'no system named' : systems.map((system) => oneLine(system, 60)).join(', ')}`,
      `Take command: fuseboard incident command ${id} --as NAME`,
      ...(words === '' ? [] : [words]),
    ].join('\n\n'),
    ...(link !== undefined && { link }),
  }
}

/**
 * Ends what a provider keeps open, wherever somebody was paged: acknowledged once somebody commands or nobody has to any more,
 * resolved when it is closed.
 */
export function endPages(db: Db, incident: Incident, news: IncidentNews, { nowMs }: Circumstances): void {
  const kind = endingOf(incident, news)
  if (kind === undefined) return
  const paged = pagedChannels(db, incident.id)
  const { id, title, severity } = incident
  const message: Message = {
    kind,
    audience: 'responders',
    incident: messageIncident(incident),
    title: `SEV${severity} ${id} ${kind}: ${oneLine(title)}`,
    text: kind === 'resolved' ? 'It is closed.' : 'Nobody else has to come.',
  }
  for (const { id: channel } of pagingChannels(db)) {
    if (paged.has(channel)) enqueue(db, { incident: id, channel, purpose: 'update', message }, nowMs)
  }
}

function endingOf({ severity, commander }: Incident, news: IncidentNews): 'acknowledged' | 'resolved' | undefined {
  if (news.kind === 'closed') return 'resolved'
  if (news.kind === 'commanded') return 'acknowledged'
  const isLowered = news.kind === 'severity' && isMajor(news.from) && !isMajor(severity)
  return isLowered && commander === null ? 'acknowledged' : undefined
}

interface Entry {
  readonly kind: string
  readonly text: string
  readonly detail: JsonObject
}

const tellTimeline = (db: Db, { id }: Incident, entry: Entry, { nowMs, by }: Circumstances): void =>
  appendTimeline(db, id, { at: nowMs, actor: by, ...entry })

/** Timelines are short while there is no paging channel: the first entries hold it where it was said. */
const searchedEntries = 1_000

function sayOnce(db: Db, incident: Incident, missing: string, text: string, how: Circumstances): void {
  const wasSaid = entriesAfter(db, incident.id, 0, searchedEntries).some(
    ({ kind, detail }) => kind === 'delivery' && detail.missing === missing,
  )
  if (!wasSaid) tellTimeline(db, incident, { kind: 'delivery', text, detail: { missing } }, how)
}
