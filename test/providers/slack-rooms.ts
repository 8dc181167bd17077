// The part of Slack that makes channels: a name is given once, and only to a token that may.

import { isText, json, objectIn, type Parsed, surplus } from './fake-provider.ts'

export interface SlackRoom {
  readonly id: string
  readonly name: string
  readonly members: string[]
}

interface RoomSet {
  readonly mayManage: boolean
  readonly mayRead: boolean
  readonly others: readonly string[]
}

export const failed = (error: string, more: object = {}): Response => json(200, { ok: false, error, ...more })
const lacking = (needed: string): Response => failed('missing_scope', { needed, provided: 'chat:write' })

/** `answerRoom` answers undefined for methods that are none of its. */
export function fakeRooms({ mayManage, mayRead, others }: RoomSet) {
  const rooms: SlackRoom[] = []
  const create = (body: string): Response => {
    const asked = objectIn(body)
    if (asked === null || surplus(asked, ['name', 'is_private']).length > 0) return failed('invalid_arguments')
    const { name } = asked
    if (!isText(name, 80)) return failed(name === '' ? 'invalid_name_required' : 'invalid_name_maxlength')
    if (!/^[a-z0-9_-]+$/.test(name)) return failed('invalid_name_specials')
    if (!/[a-z0-9]/.test(name)) return failed('invalid_name_punctuation')
    if (others.includes(name) || rooms.some((room) => room.name === name)) return failed('name_taken')
    const room = { id: `C0ROOM${rooms.length + 1}`, name, members: [] }
    rooms.push(room)
    return json(200, { ok: true, channel: { id: room.id, name, is_channel: true } })
  }
  const invite = (body: string): Response => {
    const asked = objectIn(body)
    if (asked === null || surplus(asked, ['channel', 'users']).length > 0) return failed('invalid_arguments')
    const room = rooms.find(({ id }) => id === asked.channel)
    if (room === undefined) return failed('channel_not_found')
    const { users } = asked
    if (typeof users !== 'string' || !/^[UW][A-Z0-9]+$/.test(users)) return failed('user_not_found')
    if (room.members.includes(users)) return failed('already_in_channel')
    room.members.push(users)
    return json(200, { ok: true, channel: { id: room.id, name: room.name } })
  }
  const list = (query: URLSearchParams): Response => {
    const limit = Number(query.get('limit') ?? 100)
    if (limit >= 1_000 || query.get('types') !== 'public_channel') return failed('invalid_arguments')
    const all = [...others.map((name, i) => ({ id: `C0OTHER${i}`, name })), ...rooms]
    const channels = all.slice(0, limit).map(({ id, name }) => ({ id, name }))
    return json(200, { ok: true, channels, response_metadata: { next_cursor: all.length > limit ? 'bmV4dA==' : '' } })
  }
  const answerRoom = ({ request: { method }, url, body }: Parsed): Response | undefined => {
    switch (`${method} ${url.pathname}`) {
      case 'POST /api/conversations.create':
        return mayManage ? create(body) : lacking('channels:manage')
      case 'POST /api/conversations.invite':
        return mayManage ? invite(body) : lacking('channels:manage')
      case 'GET /api/conversations.list':
        return mayRead ? list(url.searchParams) : lacking('channels:read')
      default:
        return undefined
    }
  }
  return { rooms, answerRoom }
}
