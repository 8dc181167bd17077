// PagerDuty's Events API v2. One alert for each incident, by its deduplication key: a page opens it, and pages that come again
// join it; acknowledging and resolving end it. Updates have no place there.

import type { Message } from '../../domain/notification/message.ts'
import type { Channel, Delivery, OutgoingRequest, RequestKind, SendOutcome } from './channel.ts'
import { baseUrl, checkBy, optional, secretLike, textLike } from './check-channel.ts'
import { linkOf, oneLine, plainText, truncate } from './plain-text.ts'
import { parseObject, readFailure, textIn, unreadable } from './read-answer.ts'
import { atBase } from './request-address.ts'

const standardBase = 'https://events.pagerduty.com'
const standardSource = 'fuseboard'
const maxSummaryLength = 1_024
const maxDetailsLength = 16_000

const actions: Readonly<Record<Message['kind'], 'trigger' | 'acknowledge' | 'resolve' | null>> = {
  page: 'trigger',
  test: 'trigger',
  acknowledged: 'acknowledge',
  resolved: 'resolve',
  update: null,
  hook: null,
  room: null,
}
const severities = ['critical', 'error', 'warning', 'info'] as const

/** Two deployments that page through one service are told apart by `source`. */
const sourceOf = ({ settings }: Channel): string => textIn(settings, 'source') ?? standardSource

function payloadOf(channel: Channel, { message }: Delivery) {
  const { incident, to } = message
  return {
    summary: truncate(oneLine(message.title) || 'Incident', maxSummaryLength),
    source: sourceOf(channel),
    severity: incident === undefined ? 'info' : severities[incident.severity - 1],
    ...(incident !== undefined && incident.systems.length > 0 && { component: incident.systems.join(', ') }),
    custom_details: {
      text: truncate(plainText(message.text), maxDetailsLength),
      ...(incident !== undefined && { incident: incident.id, phase: incident.phase, systems: incident.systems }),
      ...(to !== undefined && { to: to.name }),
    },
  }
}

function render(channel: Channel, delivery: Delivery): OutgoingRequest | null {
  const { message, key } = delivery
  const action = actions[message.kind]
  if (action === null) return null
  const link = linkOf(message)
  const body = {
    routing_key: channel.secrets.routingKey,
    event_action: action,
    dedup_key: message.incident === undefined ? key : `${sourceOf(channel)}/${message.incident.id}`,
    ...(action === 'trigger' && {
      payload: payloadOf(channel, delivery),
      client: 'Fuseboard',
      ...(link !== undefined && { links: [{ href: link, text: 'The incident' }] }),
    }),
  }
  const url = atBase(channel, standardBase, '/v2/enqueue')
  return { method: 'POST', url, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

export const pagerduty: RequestKind = {
  type: 'pagerduty',
  via: 'request',
  secretNames: ['routingKey'],
  uses: { audiences: [], pages: true, hooks: false },
  check: checkBy({
    settings: {
      source: optional(textLike(/^[\w.:-]{1,100}$/, 'up to 100 letters, digits and _ . : -')),
      baseUrl,
    },
    secrets: { routingKey: secretLike(/^[0-9A-Za-z]{32}$/, 'an integration key: 32 letters and digits') },
  }),
  hasKey: true,
  render,
  read: (answer, { nowMs }): SendOutcome => {
    const failure = readFailure(answer, nowMs, true)
    if (failure !== undefined) return failure
    const said = parseObject(answer.text)
    const dedupKey = textIn(said, 'dedup_key')
    if (answer.status !== 202 || textIn(said, 'status') !== 'success') return unreadable(answer)
    return { kind: 'sent', receipt: dedupKey === undefined ? {} : { dedupKey } }
  },
}
