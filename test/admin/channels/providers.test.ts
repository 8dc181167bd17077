import { describe, expect, it } from 'vitest'
import { type SendPorts, send } from '../../../admin/channels/send.ts'
import { fakeEmailBinding } from '../../providers/cloudflare-email.ts'
import type { FakeSlack } from '../../providers/slack.ts'
import { fakeSlack } from '../../providers/slack.ts'
import type { FakeTwilio } from '../../providers/twilio.ts'
import { delivery, detailOf, lookUpOne, now, page, portsTo, sendOne, settings, update } from './channel-fixture.ts'

describe('Slack', () => {
  it.each([
    ['ratelimited', 'retry'],
    ['internal_error', 'retry'],
    ['service_unavailable', 'retry'],
    ['fatal_error', 'unknown'],
    ['channel_not_found', 'refused'],
    ['token_revoked', 'refused'],
    ['an error of tomorrow', 'refused'],
  ])('that answers 200 with %s inside has not succeeded: %s', async (error, kind) => {
    const setting = settings.slack()
    ;(setting.fake as FakeSlack).refuse(error)
    expect(await sendOne(setting)).toMatchObject({ kind, detail: `slack.com: Slack says ${error}` })
  })

  it('has one thread for each incident, and finds a reply in it again', async () => {
    const setting = settings.slack()
    const fake = setting.fake as FakeSlack
    const first = await sendOne(setting)
    const earlier = [first.kind === 'sent' ? first.receipt : {}]
    const second = await sendOne(setting, { key: 'b', seq: 2, earlier })
    expect(second).toMatchObject({ kind: 'sent', receipt: { thread: fake.taken[0]!.ts } })
    expect(fake.taken[1]!.thread_ts).toBe(fake.taken[0]!.ts)
    expect(await lookUpOne(setting, { key: 'b', seq: 2, earlier })).toEqual(second)
    expect(await lookUpOne(setting, { key: 'c', seq: 3, earlier })).toEqual({ kind: 'absent' })
  })

  it('that may not be read leaves open what it has', async () => {
    const setting = settings.slack()
    const token = setting.channel.secrets.token!
    const fake = fakeSlack({ token, channel: 'C0123ABCD', now, mayRead: false })
    await sendOne({ ...setting, fake })
    const found = await lookUpOne({ ...setting, fake })
    expect(found).toMatchObject({
      kind: 'unknown',
      detail: expect.stringContaining('missing_scope: give the token the scope channels:history'),
    })
  })

  it('takes a webhook away: nothing is sent there any more', async () => {
    for (const [status, body] of [
      [404, 'no_service'],
      [410, 'channel_is_archived'],
    ] as const) {
      const setting = settings['slack-webhook']()
      setting.fake.fail({ kind: 'answer', status, body })
      expect(await sendOne(setting)).toMatchObject({
        kind: 'gone',
        detail: `hooks.slack.com: status ${status}: ${body}`,
      })
    }
    const setting = settings['slack-webhook']()
    setting.fake.fail({ kind: 'answer', status: 200, body: 'invalid_token' })
    expect(await sendOne(setting)).toMatchObject({ kind: 'refused' })
  })
})

describe('PagerDuty', () => {
  it('has one alert for an incident however often it is paged, until it is resolved', async () => {
    const setting = settings.pagerduty()
    await sendOne(setting)
    await sendOne(setting, { key: 'b', seq: 2 })
    await sendOne({ ...setting, message: { ...page, kind: 'acknowledged' } }, { key: 'c', seq: 3 })
    expect(setting.fake.taken).toMatchObject([{ key: 'fuseboard/i3', status: 'acknowledged' }])
    await sendOne({ ...setting, message: { ...page, kind: 'resolved' } }, { key: 'd', seq: 4 })
    expect(setting.fake.taken).toMatchObject([{ key: 'fuseboard/i3', status: 'resolved' }])
  })
})

describe('Statuspage', () => {
  it('shows one incident with all its updates', async () => {
    const setting = settings.statuspage()
    const first = await sendOne(setting)
    const earlier = [first.kind === 'sent' ? first.receipt : {}]
    const message = { ...update, status: 'resolved', text: 'It is fixed.' } as const
    const last = { key: 'b', seq: 2, earlier }
    expect(await sendOne({ ...setting, message }, last)).toEqual(first)
    expect(setting.fake.taken).toMatchObject([
      { status: 'resolved', bodies: ['We have found the cause.', 'It is fixed.'] },
    ])
    expect(await lookUpOne(setting, last)).toEqual(first)
  })
})

describe('Twilio', () => {
  it('that took a text and did not send it has not succeeded', async () => {
    const setting = settings.twilio()
    ;(setting.fake as FakeTwilio).failTexts(30_003)
    expect(await sendOne(setting)).toMatchObject({ kind: 'refused', detail: expect.stringContaining('30003') })
  })

  it('is not mistaken for having sent what only reads the same', async () => {
    const setting = settings.twilio()
    await sendOne(setting)
    expect(await lookUpOne(setting, { seq: 2 })).toEqual({ kind: 'absent' })
    expect(await lookUpOne(setting)).toMatchObject({ kind: 'sent' })
  })
})

describe('Resend', () => {
  it('still works on the same key: later', async () => {
    const setting = settings.resend()
    const body = JSON.stringify({ statusCode: 409, name: 'concurrent_idempotent_requests', message: 'wait' })
    setting.fake.fail({ kind: 'answer', status: 409, body })
    expect(await sendOne(setting)).toMatchObject({ kind: 'retry' })
  })

  it('knows the key with another text: it was sent', async () => {
    const setting = settings.resend()
    await sendOne(setting)
    const { channel } = setting
    const renamed = { ...channel, settings: { ...channel.settings, from: 'Ops <ops@mail.example.com>' } }
    expect(await sendOne({ ...setting, channel: renamed })).toMatchObject({ kind: 'sent' })
    expect(setting.fake.taken).toHaveLength(1)
  })
})

describe('a webhook', () => {
  it('that is gone is not called again, and every 2xx is a success', async () => {
    const setting = settings.webhook()
    for (const [status, kind] of [
      [410, 'gone'],
      [202, 'sent'],
      [404, 'refused'],
    ] as const) {
      setting.fake.fail({ kind: 'answer', status })
      expect(await sendOne(setting)).toMatchObject({ kind })
    }
  })
})

describe("the platform's e-mail", () => {
  const channel = {
    id: 'm',
    type: 'cloudflare-email',
    secrets: {},
    settings: { from: 'Ops <ops@mail.example.com>', to: 'team@example.com' },
  } as const
  const outcomeOf = (binding: SendPorts['email'], more: Partial<SendPorts> = {}, message = page) =>
    send(channel, delivery(message), {
      ...portsTo({ handle: async () => new Response() }),
      ...(binding !== undefined && { email: binding }),
      ...more,
    })

  it('is sent, and told apart by its codes where it is not', async () => {
    const binding = fakeEmailBinding('mail.example.com')
    expect(await outcomeOf(binding)).toEqual({ kind: 'sent', receipt: { id: '<1@mail.example.com>' } })
    for (const [code, kind] of [
      ['E_RATE_LIMIT_EXCEEDED', 'retry'],
      ['E_RECIPIENT_SUPPRESSED', 'refused'],
      [undefined, 'unknown'],
    ] as const) {
      binding.fail(code)
      expect(await outcomeOf(binding)).toMatchObject({ kind })
    }
    binding.fail('hang')
    expect(await outcomeOf(binding, { sleep: async () => {} })).toMatchObject({ kind: 'unknown' })
    expect(await outcomeOf(fakeEmailBinding('other.example'))).toMatchObject({ kind: 'refused' })
  })

  it('is refused with the reason where a deployment has none', async () => {
    expect(detailOf(await outcomeOf(undefined))).toBe('this deployment has no e-mail binding EMAIL')
  })

  it('names whom it cannot reach', async () => {
    const message = { ...page, to: { id: 'bob', name: 'Bob' } }
    const outcome = await outcomeOf(fakeEmailBinding('mail.example.com'), {}, message)
    expect(outcome).toEqual({
      kind: 'refused',
      detail: 'bob cannot be reached through a channel of type cloudflare-email',
    })
  })
})
