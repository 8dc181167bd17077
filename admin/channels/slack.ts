// Slack's API: one thread for each incident. Slack takes no key, so each message carries ours in its metadata, by which it is
// found again in the channel or in the thread.

import { audiences } from '../../domain/incident/incident.ts'
import { isJsonObject, type Json, ownProperty } from '../../domain/json.ts'
import type { Channel, Delivery, LookUpOutcome, OutgoingRequest, RequestKind, SendOutcome } from './channel.ts'
import { baseUrl, checkBy, secretLike, textLike } from './check-channel.ts'
import { describeAnswer, parseObject, readFailure, retry, textIn, unreadable } from './read-answer.ts'
import { atBase } from './request-address.ts'
import { renderSlackText } from './slack-text.ts'

const standardBase = 'https://slack.com/api'
const eventType = 'fuseboard_notification'
/** Of a page of history; what lies further back is not looked for. */
const historyLimit = 200
const lookBackMs = 24 * 60 * 60_000
/** Slack's clock and ours may differ. */
const leewaySeconds = 60

/** Errors inside a 200 that pass; `fatal_error` says itself that part of it may have been done. */
const passing = ['ratelimited', 'rate_limited', 'internal_error', 'service_unavailable', 'request_timeout']
const halfDone = ['fatal_error']

const headersOf = ({ secrets }: Channel) => ({
  authorization: `Bearer ${secrets.token ?? ''}`,
  'content-type': 'application/json; charset=utf-8',
})

/** The first message of an incident begins its thread. */
const threadOf = ({ earlier }: Delivery): string | undefined => {
  const first = earlier.find((receipt) => textIn(receipt, 'ts') !== undefined)
  return textIn(first, 'thread') ?? textIn(first, 'ts')
}

function render(channel: Channel, delivery: Delivery): OutgoingRequest | null {
  const { message, key } = delivery
  if (message.kind === 'hook') return null
  const thread = message.incident === undefined ? undefined : threadOf(delivery)
  const body = {
    channel: channel.settings.channel as Json,
    ...renderSlackText(message),
    parse: 'none',
    link_names: false,
    ...(thread !== undefined && { thread_ts: thread }),
    metadata: {
      event_type: eventType,
      event_payload: { key, ...(message.incident !== undefined && { incident: message.incident.id }) },
    },
  }
  const url = atBase(channel, standardBase, '/chat.postMessage')
  return { method: 'POST', url, headers: headersOf(channel), body: JSON.stringify(body) }
}

function read(answer: Parameters<RequestKind['read']>[0], delivery: Delivery): SendOutcome {
  const { nowMs } = delivery
  const failure = readFailure(answer, nowMs, false)
  if (failure !== undefined) return failure
  const said = parseObject(answer.text)
  const ts = textIn(said, 'ts')
  if (said?.ok === true && ts !== undefined) return { kind: 'sent', receipt: receiptOf(ts, delivery) }
  if (said?.ok !== false) return unreadable(answer)
  const error = textIn(said, 'error') ?? 'an error without a name'
  const detail = `Slack says ${error}`
  if (passing.includes(error)) return retry(detail, answer.headers, nowMs)
  return halfDone.includes(error) ? { kind: 'unknown', detail } : { kind: 'refused', detail }
}

const receiptOf = (ts: string, delivery: Delivery) => ({ ts, thread: threadOf(delivery) ?? ts })

/** Replies of a thread are not in the history of its channel. */
function renderLookUp(channel: Channel, delivery: Delivery): OutgoingRequest {
  const thread = delivery.message.incident === undefined ? undefined : threadOf(delivery)
  const sinceMs = delivery.firstAttemptMs ?? delivery.nowMs - lookBackMs
  const query = new URLSearchParams({
    channel: String(channel.settings.channel),
    ...(thread !== undefined && { ts: thread }),
    oldest: String(Math.floor(sinceMs / 1_000) - leewaySeconds),
    limit: String(historyLimit),
    include_all_metadata: 'true',
  })
  const method = thread === undefined ? 'conversations.history' : 'conversations.replies'
  return { method: 'GET', url: `${atBase(channel, standardBase, `/${method}`)}?${query}`, headers: headersOf(channel) }
}

function readLookUp(answer: Parameters<RequestKind['read']>[0], delivery: Delivery): LookUpOutcome {
  const said = parseObject(answer.text)
  const messages = said && ownProperty(said, 'messages')
  if (answer.status !== 200 || said?.ok !== true || !Array.isArray(messages)) {
    const error = textIn(said, 'error')
    return { kind: 'unknown', detail: error === undefined ? describeAnswer(answer) : `Slack says ${error}` }
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
      baseUrl,
    },
    secrets: { token: secretLike(/^xox[a-z]-/, 'a token of Slack such as "xoxb-…"') },
  }),
  hasKey: false,
  render,
  read,
  lookUp: { render: renderLookUp, read: readLookUp },
}
