// Statuspage: one incident there for each of ours, made by the first update and changed by those that follow. It takes no key,
// so ours stands in the metadata. Everything there is public: only what was written for customers goes there, and a test asks
// for the page without writing anything.

import { isJsonObject, type Json, type JsonObject, ownProperty } from '../../domain/json.ts'
import type { Message } from '../../domain/notification/message.ts'
import type { Channel, Delivery, LookUpOutcome, OutgoingRequest, RequestKind, SendOutcome } from './channel.ts'
import { baseUrl, checkBy, optional, preApproved, type Rule, secret, textLike } from './check-channel.ts'
import { oneLine, plainText, truncate } from './plain-text.ts'
import { describeAnswer, readFailure, textIn, unreadable } from './read-answer.ts'
import { atBase } from './request-address.ts'

const standardBase = 'https://api.statuspage.io'
const maxNameLength = 200
const maxBodyLength = 25_000
/** The newest incidents of a page, among which ours is looked for. */
const lookUpLimit = 100

const componentId = /^[a-z0-9]{4,40}$/
const components: Rule<Json> = {
  optional: true,
  refuse: (value) =>
    isJsonObject(value) && Object.values(value).every((id: Json) => typeof id === 'string' && componentId.test(id))
      ? null
      : 'an object of systems, each with the id of its component',
}

const headersOf = ({ secrets }: Channel) => ({
  authorization: `OAuth ${secrets.apiKey ?? ''}`,
  'content-type': 'application/json',
})

const pageAddress = (channel: Channel): string =>
  atBase(channel, standardBase, `/v1/pages/${encodeURIComponent(String(channel.settings.page))}`)

const incidentOf = ({ earlier }: Delivery): string | undefined =>
  earlier.map((receipt) => textIn(receipt, 'id')).findLast((id) => id !== undefined)

/** What a component shows while its system is affected. */
function componentStatus({ status, incident }: Message): string {
  if (status === 'resolved') return 'operational'
  if (status === 'monitoring') return 'degraded_performance'
  if (incident?.severity === 1) return 'major_outage'
  return incident?.severity === 2 ? 'partial_outage' : 'degraded_performance'
}

function componentsOf({ settings }: Channel, message: Message): JsonObject {
  const known = settings.components
  const ids = (message.incident?.systems ?? []).flatMap((system) => {
    const id = isJsonObject(known) ? textIn(known, system) : undefined
    return id === undefined ? [] : [id]
  })
  if (ids.length === 0) return {}
  const status = componentStatus(message)
  return { component_ids: ids, components: Object.fromEntries(ids.map((id) => [id, status])) }
}

function render(channel: Channel, delivery: Delivery): OutgoingRequest | null {
  const { message, key } = delivery
  const headers = headersOf(channel)
  if (message.kind === 'test') return { method: 'GET', url: pageAddress(channel), headers }
  if (message.kind !== 'update' || message.audience !== 'customers') return null
  const known = incidentOf(delivery)
  const incident = {
    name: truncate(oneLine(message.title) || 'Incident', maxNameLength),
    status: message.status ?? 'investigating',
    body: truncate(plainText(message.text).trim(), maxBodyLength),
    ...componentsOf(channel, message),
    metadata: { fuseboard: { key, ...(message.incident !== undefined && { incident: message.incident.id }) } },
  }
  const address = `${pageAddress(channel)}/incidents`
  return {
    method: known === undefined ? 'POST' : 'PATCH',
    url: known === undefined ? address : `${address}/${encodeURIComponent(known)}`,
    headers,
    body: JSON.stringify({ incident }),
  }
}

function read(answer: Parameters<RequestKind['read']>[0], { nowMs, message }: Delivery): SendOutcome {
  const failure = readFailure(answer, nowMs, false)
  if (failure !== undefined) return failure
  const id = idIn(parse(answer.text))
  if (id === undefined) return unreadable(answer)
  return { kind: 'sent', receipt: message.kind === 'test' ? { page: id } : { id } }
}

const idIn = (value: Json | undefined): string | undefined => (isJsonObject(value) ? textIn(value, 'id') : undefined)

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function readLookUp(answer: Parameters<RequestKind['read']>[0], { key, message }: Delivery): LookUpOutcome {
  // A test has written nothing: it may be asked again.
  if (message.kind === 'test') return { kind: 'absent' }
  const incidents = parse(answer.text)
  if (answer.status !== 200 || !Array.isArray(incidents)) return { kind: 'unknown', detail: describeAnswer(answer) }
  const id = idIn(incidents.find((incident: Json) => keyIn(incident) === key))
  return id === undefined ? { kind: 'absent' } : { kind: 'sent', receipt: { id } }
}

function keyIn(incident: Json): string | undefined {
  const metadata = isJsonObject(incident) ? ownProperty(incident, 'metadata') : undefined
  const ours = isJsonObject(metadata) ? ownProperty(metadata, 'fuseboard') : undefined
  return isJsonObject(ours) ? textIn(ours, 'key') : undefined
}

export const statuspage: RequestKind = {
  type: 'statuspage',
  via: 'request',
  secretNames: ['apiKey'],
  uses: { audiences: ['customers'], pages: false, hooks: false },
  check: checkBy({
    settings: {
      page: textLike(/^[a-z0-9]{4,40}$/, 'the id of a page such as "kctbh9vrtdwd"'),
      components: optional(components),
      preApproved,
      baseUrl,
    },
    secrets: { apiKey: secret },
  }),
  hasKey: false,
  render,
  read,
  lookUp: {
    render: (channel) => ({
      method: 'GET',
      url: `${pageAddress(channel)}/incidents?limit=${lookUpLimit}`,
      headers: headersOf(channel),
    }),
    read: readLookUp,
  },
}
