// Stands in for Slack's Web API: chat.postMessage, conversations.history and conversations.replies, for one channel and token.
// It has no idea of a key: whoever posts twice has posted twice.

import { type FakeProvider, fakeProvider, json, type Members, objectIn, type Parsed } from './fake-provider.ts'
import { slackError } from './slack-message.ts'

export interface SlackMessage {
  readonly ts: string
  readonly thread_ts?: string
  readonly text: string
  readonly message: Members
}

export interface FakeSlack extends FakeProvider<SlackMessage> {
  /** Errors inside a 200, for the requests that follow. */
  readonly refuse: (error: string, times?: number) => void
}

interface SlackSet {
  readonly token: string
  readonly channel: string
  /** Unix milliseconds of what is posted. */
  readonly now: () => number
  /** Whether the token may read. */
  readonly mayRead?: boolean
}

const members = ['channel', 'thread_ts', 'parse', 'link_names', 'metadata']
const failed = (error: string): Response => json(200, { ok: false, error })

export function fakeSlack({ token, channel, now, mayRead = true }: SlackSet): FakeSlack {
  const taken: SlackMessage[] = []
  const answer = (parsed: Parsed): Response => {
    const { request, url } = parsed
    const header = request.headers.get('authorization')
    if (header === null) return failed('not_authed')
    if (header !== `Bearer ${token}`) return failed('invalid_auth')
    if (url.pathname === '/api/chat.postMessage') return post(parsed)
    if (url.pathname === '/api/conversations.history') return read(url, false)
    if (url.pathname === '/api/conversations.replies') return read(url, true)
    return failed('unknown_method')
  }
  const post = ({ request, body }: Parsed): Response => {
    if (request.method !== 'POST') return failed('invalid_arguments')
    if (!/^application\/json(;|$)/.test(request.headers.get('content-type') ?? '')) return failed('invalid_post_type')
    const message = objectIn(body)
    if (message === null) return failed('invalid_json')
    if (message.channel !== channel) return failed('channel_not_found')
    const error = slackError(message, members) ?? metadataError(message.metadata)
    if (error !== null) return failed(error)
    if (message.parse !== 'none' || message.link_names !== false) return failed('invalid_arguments')
    const thread = message.thread_ts as string | undefined
    if (thread !== undefined && !taken.some(({ ts }) => ts === thread)) return failed('thread_not_found')
    const ts = `${Math.floor(now() / 1_000)}.${String(taken.length + 1).padStart(6, '0')}`
    taken.push({ ts, ...(thread !== undefined && { thread_ts: thread }), text: String(message.text), message })
    return json(200, { ok: true, channel, ts, message: { type: 'message', text: message.text, ts } })
  }
  const read = ({ searchParams: query }: URL, replies: boolean): Response => {
    if (!mayRead) return failed('missing_scope')
    if (query.get('channel') !== channel) return failed('channel_not_found')
    const limit = Number(query.get('limit') ?? 100)
    const thread = query.get('ts')
    if (replies !== (thread !== null)) return failed('invalid_arguments')
    const since = Number(query.get('oldest') ?? 0)
    const found = taken
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
  return { ...fake, refuse }
}

function metadataError(metadata: unknown): string | null {
  const { event_type, event_payload } = (metadata ?? {}) as Record<string, unknown>
  const isFine = typeof event_type === 'string' && typeof event_payload === 'object' && event_payload !== null
  return isFine ? null : 'invalid_metadata_format'
}
