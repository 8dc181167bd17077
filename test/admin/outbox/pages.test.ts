import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { findChannel, removeChannel } from '../../../admin/objects/root/stores/channel-rows.ts'
import { findBrokenEntry } from '../../../admin/objects/root/stores/timeline-rows.ts'
import { freshDeployments, get, inRoot } from '../deployment.ts'
import {
  addChannel,
  addIncident,
  FakeProviders,
  message,
  notification,
  page,
  pass,
  provide,
  put,
  statusOf,
  tick,
  timeline,
} from './outbox-fixture.ts'

freshDeployments()

let providers: FakeProviders

const refused = { kind: 'refused', detail: 'HTTP 401' } as const
const gone = { kind: 'gone', detail: 'HTTP 410' } as const
const sent = { kind: 'sent', receipt: {} } as const

beforeEach(async () => {
  providers = new FakeProviders()
  await provide(providers)
  await addIncident()
  await addChannel('pager', { pagingRank: 1 })
  await addChannel('sms', { pagingRank: 2 })
  await addChannel('mail', { pagingRank: 3 })
})

const metric = async (name: string): Promise<string | undefined> => {
  const text = await inRoot(async (root) => {
    const { counters } = await root.health()
    return JSON.stringify(counters.notifications)
  })
  return JSON.parse(text)[name]
}

describe('a page', () => {
  it('that is refused goes through the next channel at once, and the incident says so', async () => {
    providers.answer = (channel) => (channel === 'pager' ? refused : sent)
    const [key] = await put(page())
    await tick()
    await tick()
    expect(providers.asked.map((place) => place.split(' ')[0])).toEqual(['pager', 'sms'])
    const dead = await notification(key!)
    expect(dead).toMatchObject({ status: 'dead', lastError: 'HTTP 401' })
    expect(await notification(dead.fellTo)).toMatchObject({
      status: 'sent',
      channel: 'sms',
      purpose: 'page',
      text: 'come',
    })
    expect(await timeline()).toEqual(['pager is dead: HTTP 401; pages through sms instead', 'paged through sms'])
    expect(await inRoot((_, { storage }) => findBrokenEntry(openDatabase(storage), 'i1'))).toBeNull()
  })

  it('that does not get through within a minute goes through the next channel', async () => {
    providers.answer = (channel) => (channel === 'pager' ? { kind: 'retry', detail: 'HTTP 503' } : sent)
    const [key] = await put(page())
    await tick()
    await pass(60, 2)
    expect(providers.asked.filter((place) => place.startsWith('pager'))).toHaveLength(4)
    expect((await notification(key!)).lastError).toBe('HTTP 503; given up after 4 attempts')
    expect(providers.asked.at(-1)).toMatch(/^sms /)
  })

  it('that is dead everywhere says so loudly, and each channel was tried once', async () => {
    providers.answer = () => refused
    await put(page())
    for (let i = 0; i < 6; i++) await tick()
    expect(providers.asked.map((place) => place.split(' ')[0])).toEqual(['pager', 'sms', 'mail'])
    expect((await timeline()).at(-1)).toMatch(/^NOBODY WAS PAGED: mail is dead: HTTP 401/)
    expect(await metric('pagesLost')).toBe(1)
    expect((await get('/api/v1/notifications?status=dead')).body.items).toHaveLength(3)
  })

  it('begins anew with the first channel where the one that it began with is the last', async () => {
    providers.answer = (channel) => (channel === 'mail' ? refused : sent)
    await put(page('come', 'mail'))
    await tick()
    await tick()
    expect(providers.asked.map((place) => place.split(' ')[0])).toEqual(['mail', 'pager'])
  })

  it.each([
    ['disabled', () => addChannel('pager', { pagingRank: 1, disabled: 'HTTP 410' })],
    ['removed', () => inRoot((_, { storage }) => removeChannel(openDatabase(storage), 'pager'))],
  ])('through a channel that was %s meanwhile goes through the next one', async (_, change) => {
    const [key] = await put(page())
    await change()
    await tick()
    await tick()
    expect(await statusOf(key!)).toBe('dead')
    expect(providers.asked.map((place) => place.split(' ')[0])).toEqual(['sms'])
  })

  it('is sent although an update of its incident through the same channel is tried again and again', async () => {
    providers.answer = (_, { message: { kind } }) => (kind === 'page' ? sent : { kind: 'retry', detail: 'HTTP 500' })
    await put({ channel: 'pager', message: message('one') })
    await tick()
    await put(page())
    await tick()
    expect(providers.texts).toEqual(['one', 'come'])
  })

  it('is ended in its order: what resolves it waits for it', async () => {
    providers.answer = (_, { message: { kind } }) => (kind === 'page' ? { kind: 'retry', detail: 'HTTP 500' } : sent)
    await put(page(), { channel: 'pager', message: message('over', { kind: 'resolved' }) })
    await pass(5)
    expect(providers.texts).not.toContain('over')
    providers.answer = () => sent
    await pass(20)
    expect(providers.texts.slice(-2)).toEqual(['come', 'over'])
  })
})

describe('a channel that is gone', () => {
  it('is disabled, and what else it was to send is dead with that reason', async () => {
    providers.answer = (channel) => (channel === 'pager' ? gone : sent)
    const [, other] = await put(page(), { channel: 'pager', message: message('one') })
    await tick()
    await pass(2)
    const channel = await inRoot((_, { storage }) => findChannel(openDatabase(storage), 'pager')?.disabled)
    expect(channel).toBe('HTTP 410')
    expect(await notification(other!)).toMatchObject({
      status: 'dead',
      lastError: 'the channel pager is disabled: HTTP 410',
    })
    expect((await get('/api/v1/audit?action=channel.disable')).body.items).toMatchObject([{ actor: 'outbox' }])
  })

  it('stays in use where somebody has set it up anew meanwhile', async () => {
    let answer = () => {}
    const waiting = new Promise<void>((go) => {
      answer = go
    })
    const { send } = providers
    providers.send = async (...call) => {
      await waiting
      return send(...call)
    }
    providers.answer = () => gone
    await put(page())
    await tick()
    await addChannel('pager', { pagingRank: 1, changedAt: 5 })
    await inRoot(() => answer())
    await tick()
    expect(await inRoot((_, { storage }) => findChannel(openDatabase(storage), 'pager')?.disabled)).toBeNull()
  })
})
