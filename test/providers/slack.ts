// Stands in for Slack's Web API: posting, histories and rooms (create, list, invite), for one channel and token. It has no idea of
// a key: whoever posts twice has posted twice; only names of channels are there once.

import { type FakeProvider, fakeProvider, json, type Members, objectIn, type Parsed } from './fake-provider.ts'
import { slackError } from './slack-message.ts'
import { failed, fakeRooms, type SlackRoom } from './slack-rooms.ts'

export interface SlackMessage {
  readonly channel: string
  readonly ts: string
  readonly thread_ts?: string
  readonly text: string
  readonly message: Members
}

export interface FakeSlack extends FakeProvider<SlackMessage> {
  /** Errors inside a 200, for the requests that follow. */
  readonly refuse: (error: string, times?: number) => void
  /** Channels that were made. */
  readonly rooms: SlackRoom[]
}

interface SlackSet {
  readonly token: string
  readonly channel: string
  /** Unix milliseconds of what is posted. */
  readonly now: () => number
  /** Whether the token may read. */
  readonly mayRead?: boolean
  /** Whether the token may make rooms and invite. */
  readonly mayManage?: boolean
  /** Names of channels that others have made. */
  readonly others?: readonly string[]
}

const members = ['channel', 'thread_ts', 'parse', 'link_names', 'metadata']

export function fakeSlack(set: SlackSet): FakeSlack {
  const { token, channel, now, mayRead = true, mayManage = true, others = [] } = set
  const taken: SlackMessage[] = []
  const { rooms, answerRoom } = fakeRooms({ mayManage, mayRead, others })
  const isChannel = (id: unknown): id is string => id === channel || rooms.some((room) => room.id === id)
  const answer = (parsed: Parsed): Response => {
    const { request, url } = parsed
    const header = request.headers.get('authorization')
    if (header === null) return failed('not_authed')
    if (header !== `Bearer ${token}`) return failed('invalid_auth')
    if (url.pathname === '/api/chat.postMessage') return post(parsed)
    if (url.pathname === '/api/conversations.history') return read(url, false)
    if (url.pathname === '/api/conversations.replies') return read(url, true)
    return answerRoom(parsed) ?? failed('unknown_method')
  }
  const post = ({ request, body }: Parsed): Response => {
    if (request.method !== 'POST') return failed('invalid_arguments')
    if (!/^application\/json(;|$)/.test(request.headers.get('content-type') ?? '')) return failed('invalid_post_type')
    const message = objectIn(body)
    if (message === null) return failed('invalid_json')
    const to = message.channel
    if (!isChannel(to)) return failed('channel_not_found')
    const error = slackError(message, members) ?? metadataError(message.metadata)
    if (error !== null) return failed(error)
    if (message.parse !== 'none' || message.link_names !== false) return failed('invalid_arguments')
    const thread = message.thread_ts as string | undefined
    if (thread !== undefined && !taken.some((one) => one.ts === thread && one.channel === to))
      return failed('thread_not_found')
    const ts = `${Math.floor(now() / 1_000)}.${String(taken.length + 1).padStart(6, '0')}`
    taken.push({
      channel: to,
      ts,
      ...(thread !== undefined && { thread_ts: thread }),
      text: String(message.text),
      message,
    })
    return json(200, { ok: true, channel: to, ts, message: { type: 'message', text: message.text, ts } })
  }
  const read = ({ searchParams: query }: URL, replies: boolean): Response => {
    if (!mayRead) return failed('missing_scope')
    const of = query.get('channel')
    if (!isChannel(of)) return failed('channel_not_found')
    const limit = Number(query.get('limit') ?? 100)
    const thread = query.get('ts')
    if (replies !== (thread !== null)) return failed('invalid_arguments')
    const since = Number(query.get('oldest') ?? 0)
    const found = taken
      .filter((one) => one.channel === of)
      .filter(({ ts, thread_ts }) => (replies ? ts === thread || thread_ts === thread : thread_ts === undefined))
      .filter(({ ts }) => Number(ts) > since)
      .sort((left, right) => (replies ? 1 : -1) * (Number(left.ts) - Number(right.ts)))
    const withMetadata = query.get('include_all_metadata') === 'true'
    const messages = found.slice(0, limit).map(({ ts, text, message }) => ({
      ...{ type: 'message', ts, text },
      ...(withMetadata && { metadata: message.metadata }),
    }))
    return json(200, { ok: true, messages, has_more: found.length > limit })
  }
  const fake = fakeProvider(taken, answer)
  const refuse: FakeSlack['refuse'] = (error, times) =>
    fake.fail({ kind: 'answer', status: 200, body: JSON.stringify({ ok: false, error }) }, times)
  return { ...fake, refuse, rooms }
}

function metadataError(metadata: unknown): string | null {
  const { event_type, event_payload } = (metadata ?? {}) as Record<string, unknown>
  const isFine = typeof event_type === 'string' && typeof event_payload === 'object' && event_payload !== null
  return isFine ? null : 'invalid_metadata_format'
}
