// Slack's API: one thread for each incident, or a room of its own for its updates. Slack takes no key, so each message carries
// ours in its metadata, by which it is found again in the channel or in the thread.

import { audiences } from '../../domain/incident/incident.ts'
import { isJsonObject, type Json, ownProperty } from '../../domain/json.ts'
import type { Channel, Delivery, LookUpOutcome, OutgoingRequest, RequestKind, SendOutcome } from './channel.ts'
import { baseUrl, checkBy, optional, preApproved, secretLike, textLike, yesOrNo } from './check-channel.ts'
import { describeAnswer, parseObject, textIn, unreadable } from './read-answer.ts'
import { describeError, readSlack, slackGet, slackPost } from './slack-api.ts'
import { readRoom, readRoomLookUp, renderRoom, renderRoomLookUp, roomOf } from './slack-room.ts'
import { renderSlackText } from './slack-text.ts'

const eventType = 'fuseboard_notification'
/** Of a page of history; what lies further back is not looked for. */
const historyLimit = 200
const lookBackMs = 24 * 60 * 60_000
/** Slack's clock and ours may differ. */
const leewaySeconds = 60

/** The first message of an incident in the channel begins its thread there; what went to a room is in no thread. */
const threadOf = ({ earlier }: Delivery): string | undefined =>
  earlier
    .map((receipt) => textIn(receipt, 'thread') ?? textIn(Object.hasOwn(receipt, 'room') ? null : receipt, 'ts'))
    .find((thread) => thread !== undefined)

interface Place {
  readonly channel: Json
  readonly thread?: string | undefined
}

/** Updates go to the room where there is one. Who is paged may not be in it: pages stay where people are. */
function placeOf({ settings }: Channel, delivery: Delivery): Place {
  const { incident, kind } = delivery.message
  const room = kind === 'update' && incident !== undefined ? roomOf(delivery) : undefined
  if (room !== undefined) return { channel: room }
  const channel = settings.channel as Json
  return incident === undefined ? { channel } : { channel, thread: threadOf(delivery) }
}

function render(channel: Channel, delivery: Delivery): OutgoingRequest | null {
  const { message, key } = delivery
  if (message.kind === 'hook') return null
  if (message.kind === 'room') return renderRoom(channel, delivery)
  const place = placeOf(channel, delivery)
  return slackPost(channel, 'chat.postMessage', {
    channel: place.channel,
    ...renderSlackText(message),
    parse: 'none',
    link_names: false,
    ...(place.thread !== undefined && { thread_ts: place.thread }),
    metadata: {
      event_type: eventType,
      event_payload: { key, ...(message.incident !== undefined && { incident: message.incident.id }) },
    },
  })
}

function read(answer: Parameters<RequestKind['read']>[0], delivery: Delivery): SendOutcome {
  if (delivery.message.kind === 'room') return readRoom(answer, delivery)
  const found = readSlack(answer, delivery.nowMs, 'chat:write')
  if (!('said' in found)) return found.outcome
  const ts = textIn(found.said, 'ts')
  return ts === undefined ? unreadable(answer) : { kind: 'sent', receipt: receiptOf(ts, delivery) }
}

/** Says the room and the thread again: only the newest receipts are handed on. */
function receiptOf(ts: string, delivery: Delivery) {
  const room = roomOf(delivery)
  const isInRoom = room !== undefined && delivery.message.kind === 'update'
  const thread = threadOf(delivery) ?? (isInRoom ? undefined : ts)
  return { ts, ...(thread !== undefined && { thread }), ...(room !== undefined && { room }) }
}

/** Replies of a thread are not in the history of its channel. */
function renderLookUp(channel: Channel, delivery: Delivery): OutgoingRequest {
  if (delivery.message.kind === 'room') return renderRoomLookUp(channel, delivery)
  const place = placeOf(channel, delivery)
  const sinceMs = delivery.firstAttemptMs ?? delivery.nowMs - lookBackMs
  const method = place.thread === undefined ? 'conversations.history' : 'conversations.replies'
  return slackGet(channel, method, {
    channel: String(place.channel),
    ...(place.thread !== undefined && { ts: place.thread }),
    oldest: String(Math.floor(sinceMs / 1_000) - leewaySeconds),
    limit: String(historyLimit),
    include_all_metadata: 'true',
  })
}

function readLookUp(answer: Parameters<RequestKind['read']>[0], delivery: Delivery): LookUpOutcome {
  if (delivery.message.kind === 'room') return readRoomLookUp(answer, delivery)
  const said = parseObject(answer.text)
  const messages = said && ownProperty(said, 'messages')
  if (answer.status !== 200 || said?.ok !== true || !Array.isArray(messages)) {
    const isError = textIn(said, 'error') !== undefined
    return { kind: 'unknown', detail: isError ? describeError(said, 'channels:history') : describeAnswer(answer) }
  }
  const ours = messages.find((message: Json) => keyIn(message) === delivery.key)
  const ts = isJsonObject(ours) ? textIn(ours, 'ts') : undefined
  if (ts !== undefined) return { kind: 'sent', receipt: receiptOf(ts, delivery) }
  return said.has_more === true
    ? { kind: 'unknown', detail: 'more messages than can be looked through' }
    : { kind: 'absent' }
}

function keyIn(message: Json): string | undefined {
  const metadata = isJsonObject(message) ? ownProperty(message, 'metadata') : undefined
  const payload = isJsonObject(metadata) ? ownProperty(metadata, 'event_payload') : undefined
  return isJsonObject(payload) ? textIn(payload, 'key') : undefined
}

export const slack: RequestKind = {
  type: 'slack',
  via: 'request',
  secretNames: ['token'],
  uses: { audiences, pages: true, hooks: false },
  check: checkBy({
    settings: {
      channel: textLike(/^[CGD][A-Z0-9]{2,20}$/, 'the id of a channel such as "C0123456789", not its name'),
      rooms: optional(yesOrNo),
      preApproved,
      baseUrl,
    },
    secrets: { token: secretLike(/^xox[a-z]-/, 'a token of Slack such as "xoxb-…"') },
  }),
  hasKey: false,
  render,
  read,
  lookUp: { render: renderLookUp, read: readLookUp },
}
