import { beforeEach, describe, expect, it } from 'vitest'
import { providersOf } from '../../../admin/objects/root/outbox/real-providers.ts'
import { type FakeSlack, fakeSlack } from '../../providers/slack.ts'
import { freshDeployments, get, post } from '../deployment.ts'
import { addChannel, addIncident, message, nowMs, pass, provide, put, statusOf, timeline } from './outbox-fixture.ts'

freshDeployments()

const token = 'xoxb-2345-6789-abcdefABCDEF'
const incident = { id: 'i1', title: 'Checkout fails', severity: 1, phase: 'contain', systems: [] } as const
const opening = message('', { kind: 'room', room: 'open', title: 'inc-i1-checkout-fails-a1b2c3', incident })
const update = (text: string) => ({ message: message(text, { incident }) })

let slack: FakeSlack

/** The real rendering and reading, and Slack behind it. */
async function connect(more: { readonly mayManage?: boolean } = {}): Promise<void> {
  const at = await nowMs()
  slack = fakeSlack({ token, channel: 'C0123ABCD', now: () => at, ...more })
  const ports = {
    fetch: (url: string, init: RequestInit) => slack.handle(new Request(url, init)),
    sleep: () => new Promise<never>(() => {}),
    local: false,
  }
  await provide(providersOf(ports))
}

beforeEach(async () => {
  await addIncident()
  await addChannel('slack', { type: 'slack', settings: { channel: 'C0123ABCD', rooms: true }, secrets: { token } })
})

const places = () => slack.taken.map((one) => `${one.channel} ${one.thread_ts === undefined ? 'first' : 'thread'}`)

describe('the room of an incident', () => {
  it('is made before updates go, and they go there', async () => {
    await connect()
    await put({ message: opening }, update('one'))
    await pass(5)
    await put(update('two'))
    await pass(3)
    expect(slack.rooms.map(({ name }) => name)).toEqual(['inc-i1-checkout-fails-a1b2c3'])
    expect(places()).toEqual(['C0ROOM1 first', 'C0ROOM1 first'])
  })

  it('is one room, also where Slack made it and its answer was lost', async () => {
    await connect()
    slack.fail({ kind: 'answer', status: 504 })
    const [room] = await put({ message: opening }, update('one'))
    // Slack made it behind the gateway that gave up.
    await slack.handle(
      new Request('https://slack.com/api/conversations.create', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: opening.title, is_private: false }),
      }),
    )
    await pass(20, 2)
    expect(await statusOf(room!)).toBe('sent')
    expect(slack.rooms).toHaveLength(1)
    expect(places()).toEqual(['C0ROOM1 first'])
  })

  it('that Slack does not let us make is told with the scope, and updates go to the thread', async () => {
    await connect({ mayManage: false })
    const [room] = await put({ message: opening }, update('one'))
    await pass(5)
    await put(update('two'))
    await pass(3)
    expect(await statusOf(room!)).toBe('dead')
    expect(places()).toEqual(['C0123ABCD first', 'C0123ABCD thread'])
    const told = (await timeline()).find((text) => text.startsWith('a room of its own through slack is dead'))
    expect(told).toMatch(/missing_scope: give the token the scope channels:manage.*its updates go into the thread/)
  })

  it('is made by a retry once the token may, and what follows goes there', async () => {
    await connect({ mayManage: false })
    const [room] = await put({ message: opening }, update('one'))
    await pass(5)
    await connect()
    expect((await post(`/api/v1/notifications/${room}/retry`, {})).status).toBe(200)
    await put(update('two'))
    await pass(5)
    expect((await get(`/api/v1/notifications/${room}`)).body.status).toBe('sent')
    expect(places()).toEqual(['C0ROOM1 first'])
  })
})
