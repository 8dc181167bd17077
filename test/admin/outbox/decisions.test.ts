import { beforeEach, describe, expect, it } from 'vitest'
import { freshDeployments, get, post, problem, tokenWith } from '../deployment.ts'
import {
  addChannel,
  addIncident,
  FakeProviders,
  message,
  pass,
  provide,
  put,
  statusOf,
  tick,
  timeline,
} from './outbox-fixture.ts'

freshDeployments()

let providers: FakeProviders
const sent = { kind: 'sent', receipt: {} } as const
const failing = { kind: 'retry', detail: 'HTTP 503' } as const

beforeEach(async () => {
  providers = new FakeProviders()
  await provide(providers)
  await addIncident()
  await addChannel('slack')
})

const decide = (key: string, decision: string, body: unknown = {}, token?: string) =>
  post(`/api/v1/notifications/${key}/${decision}`, body, token === undefined ? {} : { token })
const customers = (text: string) => message(text, { audience: 'customers' })
const written = (text: string) => message(text, { audience: 'customers', written: true })

describe('a newer update', () => {
  it('takes the place of older ones that were not sent', async () => {
    providers.answer = () => failing
    const [first] = await put({ message: message('one') })
    await tick()
    const [second, third] = await put({ message: message('two') }, { message: message('three') })
    providers.answer = () => sent
    await pass(3)
    expect(providers.texts).toEqual(['one', 'three'])
    expect(await Promise.all([first, second, third].map((key) => statusOf(key!)))).toEqual([
      'superseded',
      'superseded',
      'sent',
    ])
  })

  it('waits for one that may have been taken', async () => {
    providers.answer = () => ({ kind: 'unknown', detail: 'no answer' })
    const [first] = await put({ message: message('one') })
    await tick()
    await put({ message: message('two') })
    await tick()
    expect(providers.texts).toEqual(['one'])
    providers.answer = () => sent
    await pass(6)
    expect(providers.texts).toEqual(['one', 'one', 'two'])
    expect(await statusOf(first!)).toBe('sent')
  })

  it('leaves what other audiences are told', async () => {
    await put({ message: message('one') }, { message: message('two', { audience: 'leadership' }) })
    await pass(3)
    expect(providers.texts).toEqual(['one', 'two'])
  })
})

describe('a customer post', () => {
  it('is never sent before it is approved, and holds nothing up', async () => {
    const [post1] = await put({ message: customers('sorry'), needsApproval: true }, { message: message('one') })
    await pass(30, 10)
    expect(providers.texts).toEqual(['one'])
    const token = await tokenWith(['incident'], 'bob')
    const told = await decide(post1!, 'approve', { reason: 'it is true' }, token)
    expect(told).toMatchObject({ status: 200, body: { status: 'pending', key: post1 } })
    await tick()
    expect(providers.texts).toEqual(['one', 'sorry'])
    expect((await timeline()).at(-1)).toMatch(/^bob-\w+ approved the update for customers through slack: it is true$/)
    expect(problem(await decide(post1!, 'approve'))).toBe('409 transition-refused')
  })

  it('is never superseded by what is told by itself, neither before it is approved nor after', async () => {
    const [waiting] = await put(
      { message: written('sorry'), needsApproval: true },
      { message: customers('nothing new') },
    )
    await tick()
    expect([await statusOf(waiting!), providers.texts]).toEqual(['awaiting-approval', ['nothing new']])
    await decide(waiting!, 'approve')
    await put({ message: customers('still nothing') })
    await pass(3)
    expect(providers.texts).toEqual(['nothing new', 'sorry', 'still nothing'])
  })

  it('that awaits approval is superseded by one that needs none', async () => {
    const [waiting, newer] = await put({ message: written('old'), needsApproval: true }, { message: written('new') })
    await tick()
    expect([await statusOf(waiting!), await statusOf(newer!)]).toEqual(['superseded', 'sent'])
    const told = await decide(waiting!, 'approve')
    expect(problem(told)).toBe('409 transition-refused')
    expect(told.body.missing).toEqual(['only what awaits approval is approved; this one is superseded'])
  })

  it('that awaits approval supersedes nothing', async () => {
    const [older] = await put({ message: customers('old') }, { message: customers('new'), needsApproval: true })
    await tick()
    expect(await statusOf(older!)).toBe('sent')
  })
})

describe('withdrawing', () => {
  it('takes back what was not sent, and lets the next one go', async () => {
    providers.answer = () => failing
    const [first] = await put({ message: message('one', { kind: 'acknowledged' }) })
    await tick()
    await put({ message: message('two', { kind: 'resolved' }) })
    await tick()
    providers.answer = () => sent
    expect((await decide(first!, 'withdraw', { reason: 'wrong' })).body).toMatchObject({ status: 'withdrawn' })
    await pass(1)
    expect(providers.texts).toEqual(['one', 'two'])
    expect(problem(await decide(first!, 'withdraw'))).toBe('409 transition-refused')
  })

  it('is refused while it is sent', async () => {
    providers.answer = () => 'hang'
    const [key] = await put({ message: message('one') })
    await tick()
    const told = await decide(key!, 'withdraw')
    expect(told.body.missing).toEqual(['it is being sent at this moment; look again in a few seconds'])
  })
})

describe('sending again', () => {
  beforeEach(() => {
    providers.answer = () => ({ kind: 'refused', detail: 'HTTP 401' })
  })

  it('gives what is dead another budget, with its old key', async () => {
    const [key] = await put({ message: message('one') })
    await tick()
    expect(await statusOf(key!)).toBe('dead')
    providers.answer = () => sent
    expect((await decide(key!, 'retry', { reason: 'the key is new' })).body).toMatchObject({
      status: 'pending',
      attempts: 0,
    })
    await pass(2)
    expect(providers.asked).toEqual([`slack ${key}`, `slack ${key}`])
    expect(problem(await decide(key!, 'retry'))).toBe('409 transition-refused')
  })

  it('is refused for an update that a newer one has replaced', async () => {
    const [key] = await put({ message: message('one') })
    await tick()
    providers.answer = () => sent
    await put({ message: message('two') })
    await pass(2)
    const told = await decide(key!, 'retry')
    expect(problem(told)).toBe('409 transition-refused')
    expect(told.body.missing[0]).toContain('send a new update instead')
  })

  it('is refused through a channel that is not used any more', async () => {
    const [key] = await put({ message: message('one') })
    await tick()
    await addChannel('slack', { disabled: 'HTTP 410' })
    const told = await decide(key!, 'retry')
    expect(problem(told)).toBe('409 channel-refused')
    expect(told.body.detail).toContain('PUT /api/v1/channels/slack')
  })
})

describe('the lists of notifications', () => {
  it('filter, and know no incident that there is not', async () => {
    await put({ message: message('one') }, { message: message('two'), incident: null, purpose: 'hook' })
    const texts = async (path: string) =>
      (await get(`/api/v1/${path}`)).body.items.map(({ text }: { text: string }) => text)
    expect(await texts('notifications')).toEqual(['two', 'one'])
    expect(await texts('notifications?purpose=hook')).toEqual(['two'])
    expect(await texts('notifications?incident=i1&audience=responders&channel=slack&status=pending')).toEqual(['one'])
    expect(await texts('incidents/i1/notifications')).toEqual(['one'])
    expect(problem(await get('/api/v1/incidents/i9/notifications'))).toBe('404 not-found')
    expect(problem(await get('/api/v1/notifications?status=lost'))).toBe('400 invalid-query')
    expect(problem(await get('/api/v1/notifications/__proto__'))).toBe('404 not-found')
    expect(problem(await decide('constructor', 'approve'))).toBe('404 not-found')
  })

  it('want a scope for every decision', async () => {
    const [key] = await put({ message: customers('a'), needsApproval: true })
    const token = await tokenWith(['read', 'write'], 'eve')
    expect(problem(await decide(key!, 'approve', {}, token))).toBe('403 missing-scope')
    expect(problem(await decide(key!, 'approve', { because: 'x' }))).toBe('422 invalid-body')
    expect(await statusOf(key!)).toBe('awaiting-approval')
  })
})
