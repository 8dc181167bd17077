import { describe, expect, it } from 'vitest'
import type { Delivery, SendOutcome } from '../../../admin/channels/channel.ts'
import { channelKinds } from '../../../admin/channels/registry.ts'
import { lookUp, send } from '../../../admin/channels/send.ts'
import type { JsonObject } from '../../../domain/json.ts'
import type { Message } from '../../../domain/notification/message.ts'
import { fakeSlack } from '../../providers/slack.ts'
import { delivery, detailOf, incident, now, page, portsTo, requestTypes, settings, update } from './channel-fixture.ts'

const token = 'xoxb-2345-6789-abcdefABCDEF'
const channel = {
  id: 'slack',
  type: 'slack',
  settings: { channel: 'C0123ABCD', rooms: true },
  secrets: { token },
} as const
const opening: Message = {
  kind: 'room',
  audience: 'responders',
  incident,
  title: 'inc-i3-payments-fail-a1b2c3',
  text: '',
  room: 'open',
}
const inviting: Message = { ...opening, room: 'invite', to: page.to! }

/** Slack, and an incident whose receipts are kept as the outbox keeps them. */
function setUp(more: Partial<Parameters<typeof fakeSlack>[0]> = {}) {
  const fake = fakeSlack({ token, channel: 'C0123ABCD', now, ...more })
  const earlier: JsonObject[] = []
  let seq = 0
  const next = (message: Message, own: Partial<Delivery> = {}) =>
    delivery(message, { key: `key-${++seq}`, earlier: [...earlier], ...own })
  const tell = async (message: Message, own: Partial<Delivery> = {}): Promise<SendOutcome> => {
    const outcome = await send(channel, next(message, own), portsTo(fake))
    if (outcome.kind === 'sent') earlier.push(outcome.receipt)
    return outcome
  }
  const ask = (message: Message) => lookUp(channel, next(message), portsTo(fake))
  const places = () =>
    fake.taken.map((one) => [one.channel, one.thread_ts === undefined ? 'first' : 'thread'].join(' '))
  return { fake, tell, ask, places, earlier }
}

describe('a room of its own in Slack', () => {
  it('is made, people are brought in, and updates go there', async () => {
    const { fake, tell, places } = setUp()
    expect(await tell(opening)).toEqual({ kind: 'sent', receipt: { room: 'C0ROOM1' } })
    expect(await tell(inviting)).toMatchObject({ kind: 'sent' })
    expect(await tell(update)).toMatchObject({ kind: 'sent' })
    expect(await tell(update)).toMatchObject({ kind: 'sent' })
    expect(fake.rooms).toEqual([{ id: 'C0ROOM1', name: 'inc-i3-payments-fail-a1b2c3', members: ['U0123ABCD'] }])
    expect(places()).toEqual(['C0ROOM1 first', 'C0ROOM1 first'])
  })

  it('leaves pages, and what ends them, in the thread where people are', async () => {
    const { tell, places } = setUp()
    for (const message of [page, opening, update, page, update, { ...page, kind: 'resolved' } as const]) {
      expect(await tell(message)).toMatchObject({ kind: 'sent' })
    }
    const [first, room] = ['C0123ABCD', 'C0ROOM1']
    expect(places()).toEqual([`${first} first`, `${room} first`, `${first} thread`, `${room} first`, `${first} thread`])
  })

  it('is remembered by every receipt, and so is the thread', async () => {
    const { tell, places, earlier } = setUp()
    for (const message of [page, opening, update, page]) await tell(message)
    for (const kept of [earlier.slice(-1), earlier.slice(-2)]) {
      expect(await tell(update, { earlier: kept })).toMatchObject({ kind: 'sent' })
      expect(await tell(page, { earlier: kept })).toMatchObject({ kind: 'sent' })
    }
    expect(places().slice(-4)).toEqual(['C0ROOM1 first', 'C0123ABCD thread', 'C0ROOM1 first', 'C0123ABCD thread'])
  })

  it('is made once: a name that is taken is its own room, and is found', async () => {
    const { fake, tell, ask } = setUp({ others: ['general'] })
    await tell(opening)
    expect(await tell(opening)).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('name_taken') })
    expect(await ask(opening)).toEqual({ kind: 'sent', receipt: { room: 'C0ROOM1' } })
    expect(fake.rooms).toHaveLength(1)
  })

  it('is made by another attempt where Slack has none', async () => {
    const { fake, tell, ask } = setUp()
    fake.fail({ kind: 'break' })
    expect(await tell(opening)).toMatchObject({ kind: 'unknown' })
    expect(await ask(opening)).toEqual({ kind: 'absent' })
    expect(await tell(opening)).toMatchObject({ kind: 'sent' })
  })

  it('is given up where it cannot be found, so that nothing waits for it', async () => {
    const many = setUp({ others: Array.from({ length: 1_000 }, (_, i) => `team-${i}`) })
    expect(await many.ask(opening)).toMatchObject({ kind: 'refused', detail: expect.stringContaining('first 999') })
    const { ask } = setUp({ mayRead: false })
    expect(await ask(opening)).toMatchObject({ kind: 'refused', detail: expect.stringContaining('channels:read') })
  })

  it('is refused for good where the token may not, with the scope, and the thread stays', async () => {
    const { fake, tell, places } = setUp({ mayManage: false })
    const refused = await tell(opening)
    expect(refused).toMatchObject({ kind: 'refused' })
    expect(detailOf(refused)).toContain('missing_scope: give the token the scope channels:manage')
    expect(detailOf(await tell(inviting))).toContain('there is no room')
    await tell(update)
    await tell(update)
    expect(places()).toEqual(['C0123ABCD first', 'C0123ABCD thread'])
    fake.refuse('restricted_action')
    const restricted = await tell(opening)
    expect(restricted).toMatchObject({ kind: 'refused', detail: expect.stringMatching(/channels:manage.*workspace/) })
  })

  it('takes whoever is in it already as invited, also after a lost answer', async () => {
    const { fake, tell, ask } = setUp()
    await tell(opening)
    await tell(inviting)
    expect(await tell(inviting)).toMatchObject({ kind: 'sent', receipt: { room: 'C0ROOM1' } })
    expect(await ask(inviting)).toMatchObject({ kind: 'sent' })
    fake.refuse('user_not_found')
    expect(await ask(inviting)).toMatchObject({ kind: 'refused' })
    fake.refuse('ratelimited')
    expect(await ask(inviting)).toMatchObject({ kind: 'unknown' })
    expect(fake.rooms[0]!.members).toEqual(['U0123ABCD'])
  })

  it('holds messages that are looked up where they went', async () => {
    const { tell, ask, fake } = setUp()
    await tell(opening)
    await tell(update, { key: 'lost' })
    expect(await ask(update)).toEqual({ kind: 'absent' })
    expect(fake.asked.at(-1)!.path).toContain('channel=C0ROOM1')
  })
})

describe('every other type of channel', () => {
  it.each([...requestTypes.filter((type) => type !== 'slack')])('%s has nothing to say about rooms', async (type) => {
    const { fake, channel } = settings[type]()
    for (const message of [opening, inviting]) {
      const outcome = await send(channel, delivery(message), portsTo(fake))
      expect(outcome).toMatchObject({ kind: 'refused', detail: expect.stringContaining('room') })
    }
    expect(fake.asked).toEqual([])
  })

  it('cloudflare-email has nothing to say about rooms', () => {
    const settings = { from: 'ops@example.com', to: 'team@example.com' }
    const channel = { id: 'mail', type: 'cloudflare-email', settings, secrets: {} } as const
    expect(channelKinds['cloudflare-email'].render(channel, delivery(inviting))).toBeNull()
  })
})

describe('settings of channels', () => {
  it('say in true or false whether rooms are made and whether posts need no approval', () => {
    const check = (more: JsonObject) =>
      channelKinds.slack.check({ settings: { channel: 'C0123ABCD', ...more }, secrets: { token } }, false)
    expect(check({ rooms: true, preApproved: false })).toEqual([])
    expect(check({ rooms: 'yes', preApproved: 1 }).map(({ path }) => path)).toEqual([
      '/settings/rooms',
      '/settings/preApproved',
    ])
  })

  it.each([...requestTypes])('%s knows preApproved where it can tell customers', (type) => {
    const kind = channelKinds[type]
    const { channel } = settings[type]()
    const told = kind.check({ ...channel, settings: { ...channel.settings, preApproved: true } }, false)
    expect(told.length === 0).toBe(kind.uses.audiences.includes('customers'))
  })
})
