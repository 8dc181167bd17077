import { beforeEach, describe, expect, it } from 'vitest'
import { hashText } from '../../../admin/hash-text.ts'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { nextOutboxAt } from '../../../admin/objects/root/outbox/outbox-ticker.ts'
import { bootToken, evict, freshDeployments, get, hurry, inRoot, killFlag, ring, settle } from '../deployment.ts'
import { History } from '../history-fixture.ts'
import {
  addChannel,
  addIncident,
  FakeProviders,
  message,
  notification,
  nowMs,
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

beforeEach(async () => {
  providers = new FakeProviders()
  await provide(providers)
  await addIncident()
  await addChannel('slack')
})

describe('the outbox', () => {
  it('sends what was written, with its key, and keeps what the provider calls it', async () => {
    providers.answer = () => ({ kind: 'sent', receipt: { ts: '1' } })
    const [first] = await put({ message: message('one') })
    await tick()
    expect(providers.asked).toEqual([`slack ${first}`])
    expect(await notification(first!)).toMatchObject({ status: 'sent', attempts: 1, incident: 'i1', seq: 1 })
    await put({ message: message('two') })
    await pass(2)
    expect(providers.deliveries.map(({ seq, earlier }) => [seq, earlier])).toEqual([
      [1, []],
      [2, [{ ts: '1' }]],
    ])
  })

  it('sends by its own alarm, once something that was written has set it', async () => {
    await put({ message: message('one') })
    await killFlag('a')
    await ring()
    await inRoot(() => scheduler.wait(2))
    expect(providers.texts).toEqual(['one'])
  })

  it('delivers an update after an hour of failures', async () => {
    providers.answer = () => ({ kind: 'retry', detail: 'HTTP 503' })
    const [key] = await put({ message: message('one') })
    await pass(3_600, 120)
    expect(await notification(key!)).toMatchObject({ status: 'pending', lastError: 'HTTP 503' })
    expect(providers.asked.length).toBeLessThan(40)
    providers.answer = () => ({ kind: 'sent', receipt: {} })
    await pass(360, 60)
    expect(await statusOf(key!)).toBe('sent')
  })

  it('waits as long as a provider asks for, and with it everything but pages', async () => {
    providers.answer = () => ({ kind: 'retry', detail: 'HTTP 429', retryAfterMs: 30_000 })
    const [key] = await put({ message: message('one') })
    await tick()
    providers.answer = () => ({ kind: 'sent', receipt: {} })
    await put({ message: message('other'), incident: null, purpose: 'hook' }, page('come', 'slack'))
    await pass(20, 5)
    expect(providers.texts).toEqual(['one', 'come'])
    await pass(15, 5)
    expect(providers.texts.toSorted()).toEqual(['come', 'one', 'one', 'other'])
    expect(await statusOf(key!)).toBe('sent')
  })

  it('bounds an attempt that hangs, and does not take its silence for an answer', async () => {
    await hurry()
    providers.answer = () => 'hang'
    const [key] = await put({ message: message('one') })
    await tick()
    expect(await statusOf(key!)).toBe('sending')
    await inRoot(() => scheduler.wait(250))
    expect(await notification(key!)).toMatchObject({ status: 'unknown', lastError: 'no answer within 12 s' })
    providers.answer = () => ({ kind: 'sent', receipt: {} })
    await pass(4)
    expect(await statusOf(key!)).toBe('sent')
  })

  it('shows nothing of what a broken channel threw', async () => {
    providers.answer = () => 'throw'
    const [key] = await put({ message: message('one') })
    await tick()
    expect((await notification(key!)).lastError).toBe('the channel broke while it was used')
  })

  it('sends one message a second through a channel, pages first', async () => {
    const hooks = Array.from({ length: 6 }, (_, i) => ({
      incident: null,
      purpose: 'hook' as const,
      message: message(`hook ${i}`, { kind: 'hook' }),
    }))
    await put(...hooks, page('come', 'slack'))
    await tick()
    expect(providers.texts).toEqual(['come'])
    await tick()
    expect(providers.texts).toEqual(['come'])
    await pass(6)
    expect(providers.texts).toEqual(['come', ...hooks.map(({ message: { text } }) => text)])
  })

  it('has five attempts under way at most, the last place for pages', async () => {
    providers.answer = () => 'hang'
    for (let i = 0; i < 8; i++) await addChannel(`c${i}`)
    await put(...Array.from({ length: 8 }, (_, i) => ({ channel: `c${i}`, message: message('m') })))
    await tick()
    expect(providers.asked).toHaveLength(4)
    await put(page('come', 'c7'), page('come', 'c6'))
    await tick()
    expect(providers.texts).toEqual(['m', 'm', 'm', 'm', 'come'])
    const counts = (await get('/api/v1/notifications?status=sending')).body.items
    expect(counts).toHaveLength(5)
  })

  it('rings for what can be sent, not for what waits behind it', async () => {
    await put(
      ...Array.from({ length: 300 }, (_, i) => ({
        incident: null,
        purpose: 'hook' as const,
        message: message(`${i}`),
      })),
    )
    await tick()
    expect(providers.asked).toHaveLength(1)
    const [nextAt, atMs] = await inRoot((root, { storage }) => {
      const now = root.surroundings.now()
      return [nextOutboxAt(openDatabase(storage)), now]
    })
    expect(nextAt).toBeGreaterThan(atMs!)
  })

  it('says that what a removed channel was to send is dead', async () => {
    const [key] = await put({ channel: 'gone', message: message('one') })
    await tick()
    expect(await notification(key!)).toMatchObject({
      status: 'dead',
      lastError: 'the channel gone does not exist any more',
    })
    expect((await timeline()).at(-1)).toContain('through gone is dead')
  })

  it('leaves what the status page is to show to the status page, also right after an answer', async () => {
    let answer = () => {}
    const waiting = new Promise<void>((go) => {
      answer = go
    })
    const { send } = providers
    providers.send = async (...call) => {
      await waiting
      return send(...call)
    }
    const [sent] = await put({ message: message('one') })
    await tick()
    const [shown] = await put({ channel: 'status-page', message: message('sorry', { audience: 'customers' }) })
    await inRoot(() => answer())
    await inRoot(() => scheduler.wait(2))
    expect([await statusOf(sent!), await statusOf(shown!)]).toEqual(['sent', 'pending'])
  })

  it('sends what is due, whatever of another purpose or channel waits for its time', async () => {
    await addChannel('mail')
    const later = { channel: 'mail', purpose: 'hook', dueAt: (await nowMs()) + 60_000, message: message('h') } as const
    await put(later, { channel: 'mail', message: message('m') }, { message: message('s') })
    await tick()
    expect(providers.texts.toSorted()).toEqual(['m', 's'])
  })

  it('sends nothing while a restore waits for the root to end, and goes on with what is there then', async () => {
    const history = new History()
    await history.install()
    await put({ message: message('one'), dueAt: (await nowMs()) + 60_000 })
    await settle()
    const at = await history.mark()
    await inRoot(async (root) => {
      root.surroundings.sleep = () => new Promise(() => {})
      const token = { id: 'boot', hash: hashText(bootToken) }
      const begun = await root.beginRestore({ token, address: '', needs: ['admin'] }, { at, reason: 'r' })
      expect(begun).toMatchObject({ ok: true })
    })
    await pass(120, 60)
    expect(providers.asked).toEqual([])
    const atMs = await nowMs()
    await inRoot((root) => root.endForRestore()).catch(() => {})
    await provide(providers, atMs)
    await tick()
    expect(providers.texts).toEqual(['one'])
  })
})

describe('a process that ends in the middle of sending', () => {
  it('leaves what the next one sends again with the same key: the provider has it once', async () => {
    // The provider takes it; the answer never arrives.
    providers.answer = () => 'hang'
    providers.takes = () => true
    const [key] = await put({ message: message('one') })
    await tick()
    expect(await statusOf(key!)).toBe('sending')
    const atMs = await nowMs()
    await evict()
    providers.answer = () => ({ kind: 'sent', receipt: {} })
    await provide(providers, atMs + 1_000)
    await tick()
    await pass(2)
    expect(providers.asked).toEqual([`slack ${key}`, `slack ${key}`])
    expect(providers.journal).toEqual([`slack ${key}`])
    expect(await notification(key!)).toMatchObject({ status: 'sent', attempts: 2 })
  })

  it.each([
    ['has it: it is not sent again', true, 1],
    ['does not have it: it is sent', false, 2],
  ])('asks a provider without keys whether it has it, and it %s', async (_, taken, sendings) => {
    Object.assign(providers, { hasKey: false, canLookUp: true })
    providers.answer = () => 'hang'
    providers.takes = () => taken
    const [key] = await put({ message: message('one') })
    await tick()
    const atMs = await nowMs()
    await evict()
    providers.answer = () => ({ kind: 'sent', receipt: {} })
    providers.takes = () => true
    await provide(providers, atMs + 1_000)
    await tick()
    await pass(4)
    expect(providers.lookedUp).toEqual([key])
    expect(providers.asked).toHaveLength(sendings)
    expect(providers.journal).toEqual([`slack ${key}`])
    expect(await statusOf(key!)).toBe('sent')
  })
})
