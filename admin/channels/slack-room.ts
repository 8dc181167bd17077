// A room of its own for an incident in Slack: made once, and people are brought into it. Slack takes no key, but a name only
// once, and the name of a room is like no other incident's: a name that is taken is our own room, made by an attempt whose answer
// was lost, and is looked up. What may not be done is refused for good, and the news stays in the thread.

import { isJsonObject, type Json, type JsonObject, ownProperty } from '../../domain/json.ts'
import type { Channel, Delivery, LookUpOutcome, OutgoingRequest, ProviderAnswer, SendOutcome } from './channel.ts'
import { textIn, unreadable } from './read-answer.ts'
import { readSlack, slackGet, slackPost } from './slack-api.ts'

const makingScope = 'channels:manage'
const readingScope = 'channels:read'
/** Slack gives no more at once. */
const listLimit = 999

/** They are in it: whoever was invited, or made it. */
const thereAlready = ['already_in_channel', 'cant_invite_self']

/** The room that an earlier delivery of the incident made here. */
export const roomOf = ({ earlier }: Delivery): string | undefined =>
  earlier.map((receipt) => textIn(receipt, 'room')).findLast((room) => room !== undefined)

export function renderRoom(channel: Channel, delivery: Delivery): OutgoingRequest | null {
  const { title, room, to } = delivery.message
  if (room === 'open') return slackPost(channel, 'conversations.create', { name: title, is_private: false })
  const into = roomOf(delivery)
  if (into === undefined || to?.slack === undefined) return null
  return slackPost(channel, 'conversations.invite', { channel: into, users: to.slack })
}

export function readRoom(answer: ProviderAnswer, delivery: Delivery): SendOutcome {
  const read = readSlack(answer, delivery.nowMs, makingScope)
  if (delivery.message.room !== 'open') {
    const isThere = 'said' in read || thereAlready.includes(read.error ?? '')
    return isThere ? { kind: 'sent', receipt: receiptFor(roomOf(delivery)) } : read.outcome
  }
  if ('said' in read) {
    const room = textIn(objectAt(read.said, 'channel'), 'id')
    return room === undefined ? unreadable(answer) : { kind: 'sent', receipt: { room } }
  }
  if (read.error !== 'name_taken') return read.outcome
  return { kind: 'unknown', detail: 'Slack says name_taken: the room is there, and is looked up' }
}

const receiptFor = (room: string | undefined): JsonObject => (room === undefined ? {} : { room })

const objectAt = (value: JsonObject, name: string): JsonObject | null => {
  const found = ownProperty(value, name)
  return isJsonObject(found) ? found : null
}

/** Whoever was invited is invited again: Slack says where that was done already. */
export const renderRoomLookUp = (channel: Channel, delivery: Delivery): OutgoingRequest =>
  delivery.message.room === 'open'
    ? slackGet(channel, 'conversations.list', {
        types: 'public_channel',
        exclude_archived: 'true',
        limit: String(listLimit),
      })
    : (renderRoom(channel, delivery) ?? slackPost(channel, 'conversations.invite', {}))

/** What cannot be found now cannot be found later: giving up lets the news go that waits for the room. */
export function readRoomLookUp(answer: ProviderAnswer, delivery: Delivery): LookUpOutcome {
  const { room, title } = delivery.message
  const outcome = room === 'open' ? findRoom(answer, delivery.nowMs, title) : readRoom(answer, delivery)
  return outcome.kind === 'retry' || outcome.kind === 'gone' ? { kind: 'unknown', detail: outcome.detail } : outcome
}

function findRoom(answer: ProviderAnswer, nowMs: number, name: string): SendOutcome | LookUpOutcome {
  const read = readSlack(answer, nowMs, readingScope)
  if (!('said' in read)) return read.outcome
  const rooms = ownProperty(read.said, 'channels')
  if (!Array.isArray(rooms)) return { kind: 'unknown', detail: 'Slack lists no channels' }
  const ours = rooms.find((room: Json) => isJsonObject(room) && textIn(room, 'name') === name)
  const id = isJsonObject(ours) ? textIn(ours, 'id') : undefined
  if (id !== undefined) return { kind: 'sent', receipt: { room: id } }
  const hasMore = (textIn(objectAt(read.said, 'response_metadata'), 'next_cursor') ?? '') !== ''
  return hasMore
    ? { kind: 'refused', detail: `the room ${name} is not among the first ${listLimit} channels of the workspace` }
    : { kind: 'absent' }
}
