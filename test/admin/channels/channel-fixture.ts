// One channel of each kind with the stand-in for its provider, and messages to send through it. No clock runs here.

import type { Channel, ChannelType, Delivery, SendOutcome } from '../../../admin/channels/channel.ts'
import { lookUp, type SendPorts, send } from '../../../admin/channels/send.ts'
import type { Message } from '../../../domain/notification/message.ts'
import type { FakeProvider } from '../../providers/fake-provider.ts'
import { fakePagerduty } from '../../providers/pagerduty.ts'
import { fakeResend } from '../../providers/resend.ts'
import { fakeSlack } from '../../providers/slack.ts'
import { fakeSlackWebhook } from '../../providers/slack-webhook.ts'
import { fakeStatuspage } from '../../providers/statuspage.ts'
import { fakeTwilio } from '../../providers/twilio.ts'
import { fakeWebhook } from '../../providers/webhook.ts'

/** Unix milliseconds: 2027-01-31T12:00:00Z. */
export const nowMs = 1_801_396_800_000
export const now = () => nowMs

export const incident = {
  id: 'i3',
  title: 'Payments fail',
  severity: 1,
  phase: 'contain',
  systems: ['payments'],
} as const

export const page: Message = {
  kind: 'page',
  audience: 'responders',
  incident,
  title: 'SEV1 i3: Payments fail',
  text: 'Two systems are affected.\n\nPlease take command.',
  to: { id: 'ann', name: 'Ann', email: 'ann@example.com', phone: '+441632960001', slack: 'U0123ABCD' },
  link: 'https://flags.example.com/incidents/i3?key=1&a=2',
}

export const update: Message = {
  kind: 'update',
  audience: 'customers',
  incident,
  title: 'Payments fail',
  text: 'We have found the cause.',
  status: 'identified',
  link: 'https://flags.example.com/incidents/i3',
}

export const hook: Message = {
  kind: 'hook',
  audience: 'responders',
  incident,
  title: 'Contain i3',
  text: 'Please contain.',
  hook: { event: 'contain', data: { system: 'payments', killed: ['new-checkout'] } },
}

export const key = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'

export const delivery = (message: Message, more: Partial<Delivery> = {}): Delivery => ({
  ...{ key, seq: 1, nowMs, message, earlier: [] },
  ...more,
})

const channelOf = (type: ChannelType, settings: Channel['settings'], secrets: Channel['secrets']): Channel => ({
  ...{ id: type, type, settings, secrets },
})

export const whsec = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwQ2bX0mGHJKA='
const hookPath = '/services/T0123ABCD/B0123ABCD/x8Wq2mP4kL9sD1fG7hJ3nZ5v'
const accountSid = `AC${'0a1b2c3d'.repeat(4)}`
const authToken = '8f7e6d5c4b3a29180716253443526170'

/** A channel as it is set up, its provider, and a message that it can send. */
export interface Setting {
  readonly channel: Channel
  readonly fake: FakeProvider<unknown>
  readonly message: Message
}

export const settings: Readonly<Record<Exclude<ChannelType, 'cloudflare-email'>, () => Setting>> = {
  'slack-webhook': () => ({
    channel: channelOf('slack-webhook', {}, { url: `https://hooks.slack.com${hookPath}` }),
    fake: fakeSlackWebhook(hookPath),
    message: page,
  }),
  slack: () => ({
    channel: channelOf('slack', { channel: 'C0123ABCD' }, { token: 'xoxb-2345-6789-abcdefABCDEF' }),
    fake: fakeSlack({ token: 'xoxb-2345-6789-abcdefABCDEF', channel: 'C0123ABCD', now }),
    message: page,
  }),
  pagerduty: () => ({
    channel: channelOf('pagerduty', {}, { routingKey: 'R0123456789abcdefR0123456789abcd' }),
    fake: fakePagerduty('R0123456789abcdefR0123456789abcd'),
    message: page,
  }),
  statuspage: () => ({
    channel: channelOf(
      'statuspage',
      { page: 'kctbh9vrtdwd', components: { payments: 'ft8g3x1nk2m9' } },
      { apiKey: 'a1b2c3d4-e5f6-4789-8abc-def012345678' },
    ),
    fake: fakeStatuspage({
      page: 'kctbh9vrtdwd',
      apiKey: 'a1b2c3d4-e5f6-4789-8abc-def012345678',
      components: ['ft8g3x1nk2m9'],
    }),
    message: update,
  }),
  twilio: () => ({
    channel: channelOf('twilio', { accountSid, from: '+15017122661', to: '+441632960002' }, { authToken }),
    fake: fakeTwilio({ accountSid, authToken, from: '+15017122661' }),
    message: page,
  }),
  resend: () => ({
    channel: channelOf(
      'resend',
      { from: 'Fuseboard <ops@mail.example.com>', to: 'team@example.com' },
      { apiKey: 're_123456789_abcdefgh' },
    ),
    fake: fakeResend({ apiKey: 're_123456789_abcdefgh', domain: 'mail.example.com' }),
    message: page,
  }),
  webhook: () => ({
    channel: channelOf('webhook', { url: 'https://hooks.example.com/fuseboard?team=a' }, { secret: whsec }),
    fake: fakeWebhook({ secret: whsec, path: '/fuseboard', now }),
    message: hook,
  }),
}

export const requestTypes = Object.keys(settings) as (keyof typeof settings)[]

/** Sleeps never end, unless told. */
export const portsTo = (fake: Pick<FakeProvider<unknown>, 'handle'>, more: Partial<SendPorts> = {}): SendPorts => ({
  fetch: (url, init) => fake.handle(new Request(url, init)),
  sleep: () => new Promise(() => {}),
  local: false,
  ...more,
})

export const sendOne = (
  { channel, fake, message }: Setting,
  more: Partial<Delivery> = {},
  ports: Partial<SendPorts> = {},
): Promise<SendOutcome> => send(channel, delivery(message, more), portsTo(fake, ports))

export const lookUpOne = ({ channel, fake, message }: Setting, more: Partial<Delivery> = {}) =>
  lookUp(channel, delivery(message, more), portsTo(fake))

export const detailOf = (outcome: object): string => ('detail' in outcome ? String(outcome.detail) : '')
