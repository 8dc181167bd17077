import { describe, expect, it } from 'vitest'
import type { Channel, Delivery, OutgoingRequest } from '../../../admin/channels/channel.ts'
import { cloudflareEmail } from '../../../admin/channels/cloudflare-email.ts'
import { channelKinds } from '../../../admin/channels/registry.ts'
import type { Message } from '../../../domain/notification/message.ts'
import { delivery, hook, key, page, settings, update } from './channel-fixture.ts'

type Type = keyof typeof settings

function rendered(type: Type, message: Message, more: Partial<Delivery> = {}): OutgoingRequest | null {
  const kind = channelKinds[type]
  if (kind.via !== 'request') throw new Error('no request')
  return kind.render(settings[type]().channel, delivery(message, more))
}

const bodyOf = (type: Type, message: Message, more: Partial<Delivery> = {}) =>
  JSON.parse(rendered(type, message, more)?.body ?? 'null')

const acknowledged: Message = { ...page, kind: 'acknowledged', title: 'Ann has taken command' }
const slackPage = {
  text: '<@U0123ABCD> SEV1 i3: Payments fail\nTwo systems are affected.\n\nPlease take command.',
  blocks: [
    { type: 'header', text: { type: 'plain_text', text: 'SEV1 i3: Payments fail', emoji: false } },
    { type: 'section', text: { type: 'plain_text', text: 'Two systems are affected.', emoji: false } },
    { type: 'section', text: { type: 'plain_text', text: 'Please take command.', emoji: false } },
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: '<@U0123ABCD> <https://flags.example.com/incidents/i3?key=1&amp;a=2|Read more>',
        verbatim: true,
      },
    },
  ],
  unfurl_links: false,
  unfurl_media: false,
}

describe('Slack', () => {
  it('shows a page, calls who is paged, and links the incident', () => {
    expect(bodyOf('slack-webhook', page)).toEqual(slackPage)
    expect(bodyOf('slack', page)).toEqual({
      ...{ channel: 'C0123ABCD', ...slackPage, parse: 'none', link_names: false },
      metadata: { event_type: 'fuseboard_notification', event_payload: { key, incident: 'i3' } },
    })
  })

  it('keeps an incident in the thread of its first message', () => {
    const earlier = [
      { ts: '1.000001', thread: '1.000001' },
      { ts: '2.000001', thread: '1.000001' },
    ]
    expect(bodyOf('slack', update, { earlier }).thread_ts).toBe('1.000001')
  })

  it('calls nobody, and begins no link, from what was typed', () => {
    const { text, blocks } = bodyOf('slack', {
      ...update,
      title: '<!channel> & @here',
      text: '<https://x.example|y> @Everyone',
    })
    expect(text).toBe('&lt;!channel&gt; &amp; @\u2060here\n&lt;https://x.example|y&gt; @\u2060Everyone')
    expect(JSON.stringify(blocks)).not.toContain('<')
  })

  it('shows customers no link', () => {
    expect(JSON.stringify(bodyOf('slack', update))).not.toContain('flags.example.com')
  })
})

describe('PagerDuty', () => {
  it('opens one alert for an incident, and ends it', () => {
    expect(bodyOf('pagerduty', page)).toEqual({
      routing_key: 'R0123456789abcdefR0123456789abcd',
      event_action: 'trigger',
      dedup_key: 'fuseboard/i3',
      payload: {
        ...{ summary: 'SEV1 i3: Payments fail', source: 'fuseboard', severity: 'critical', component: 'payments' },
        custom_details: {
          ...{ text: 'Two systems are affected.\n\nPlease take command.', incident: 'i3', phase: 'contain' },
          ...{ systems: ['payments'], to: 'Ann' },
        },
      },
      client: 'Fuseboard',
      links: [{ href: 'https://flags.example.com/incidents/i3?key=1&a=2', text: 'The incident' }],
    })
    expect(bodyOf('pagerduty', acknowledged)).toMatchObject({ event_action: 'acknowledge', dedup_key: 'fuseboard/i3' })
    expect(bodyOf('pagerduty', acknowledged)).not.toHaveProperty('payload')
    expect(bodyOf('pagerduty', { ...page, kind: 'resolved' })).toMatchObject({ event_action: 'resolve' })
  })
})

describe('Statuspage', () => {
  const incident = {
    name: 'Payments fail',
    status: 'identified',
    body: 'We have found the cause.',
    component_ids: ['ft8g3x1nk2m9'],
    components: { ft8g3x1nk2m9: 'major_outage' },
    metadata: { fuseboard: { key, incident: 'i3' } },
  }

  it('makes an incident, and changes it from then on', () => {
    expect(rendered('statuspage', update)).toMatchObject({
      method: 'POST',
      url: 'https://api.statuspage.io/v1/pages/kctbh9vrtdwd/incidents',
    })
    expect(bodyOf('statuspage', update)).toEqual({ incident })
    const later = { earlier: [{ id: 'p1' }, { id: 'p1' }] }
    expect(rendered('statuspage', update, later)).toMatchObject({
      method: 'PATCH',
      url: 'https://api.statuspage.io/v1/pages/kctbh9vrtdwd/incidents/p1',
    })
    const resolved = bodyOf('statuspage', { ...update, status: 'resolved' }, later).incident
    expect(resolved).toMatchObject({ status: 'resolved', components: { ft8g3x1nk2m9: 'operational' } })
  })

  it('publishes nothing that was not written for customers', () => {
    expect(rendered('statuspage', { ...update, audience: 'responders' })).toBeNull()
    expect(rendered('statuspage', page)).toBeNull()
    expect(rendered('statuspage', { ...update, kind: 'test' })).toMatchObject({ method: 'GET' })
  })
})

describe('Twilio', () => {
  it('sends one text with a mark of its own', () => {
    const { body, headers } = rendered('twilio', page, { seq: 4 })!
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      To: '+441632960001',
      From: '+15017122661',
      Body: [
        ...['SEV1 i3: Payments fail', 'Two systems are affected.', '', 'Please take command.'],
        ...['https://flags.example.com/incidents/i3?key=1&a=2', 'Ref i3-4 9f86d081'],
      ].join('\n'),
    })
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
  })

  it('is cut to 1600 characters without one that halves the room', () => {
    const text = new URLSearchParams(rendered('twilio', { ...page, text: 'a'.repeat(5_000) })?.body).get('Body')!
    expect(text).toHaveLength(1_600)
    expect(text).toMatch(/aaa\.\.\.\nhttps:.*\nRef i3-1 9f86d081$/)
  })
})

describe('e-mail', () => {
  const html = [
    '<h1>SEV1 i3: Payments fail</h1>',
    '<p>Two systems are affected.</p>',
    '<p>Please take command.</p>',
    '<p><a href="https://flags.example.com/incidents/i3?key=1&amp;a=2">https://flags.example.com/incidents/i3?key=1&amp;a=2</a></p>',
  ].join('\n')
  const text =
    'SEV1 i3: Payments fail\n\nTwo systems are affected.\n\nPlease take command.\n\nhttps://flags.example.com/incidents/i3?key=1&a=2'

  it('goes to who is told in person', () => {
    expect(rendered('resend', page)?.headers['idempotency-key']).toBe(key)
    expect(bodyOf('resend', page)).toEqual({
      ...{
        from: 'Fuseboard <ops@mail.example.com>',
        to: ['ann@example.com'],
        subject: 'SEV1 i3: Payments fail',
        text,
        html,
      },
    })
    const channel: Channel = {
      ...{ id: 'm', type: 'cloudflare-email', secrets: {} },
      settings: { from: 'Fuseboard <ops@mail.example.com>' },
    }
    expect(cloudflareEmail.render(channel, delivery(page))).toEqual({
      ...{ from: { email: 'ops@mail.example.com', name: 'Fuseboard' }, to: 'ann@example.com' },
      ...{ subject: 'SEV1 i3: Payments fail', text, html },
    })
  })

  it('has a subject of one line, and no header of anybody else', () => {
    const { subject, html: body } = bodyOf('resend', {
      ...update,
      title: 'a\r\nBcc: x@example.com\u0000',
      text: '<b onload="x">&\'',
    })
    expect(subject).toBe('a Bcc: x@example.com')
    expect(body).toBe('<h1>a Bcc: x@example.com</h1>\n<p>&lt;b onload=&quot;x&quot;&gt;&amp;&#39;</p>')
  })

  it('goes to whom the channel is for, where nobody is told in person', () => {
    expect(bodyOf('resend', update).to).toEqual(['team@example.com'])
  })
})

describe('a webhook', () => {
  it('is told all of a hook, signed', () => {
    const { body, headers } = rendered('webhook', hook)!
    expect(JSON.parse(body!)).toEqual({
      type: 'hook.contain',
      data: {
        ...{ audience: 'responders', seq: 1, incident: hook.incident, title: 'Contain i3', text: 'Please contain.' },
        hook: { event: 'contain', data: { system: 'payments', killed: ['new-checkout'] } },
      },
    })
    expect(headers).toMatchObject({ 'webhook-id': key, 'webhook-timestamp': '1801396800' })
  })

  it('has the same body at every attempt', () => {
    expect(rendered('webhook', hook, { nowMs: 1 })?.body).toBe(rendered('webhook', hook, { nowMs: 2 })?.body)
  })
})

describe('what a channel cannot say', () => {
  it.each([
    ['slack', hook],
    ['slack-webhook', hook],
    ['pagerduty', hook],
    ['pagerduty', update],
    ['twilio', hook],
    ['twilio', { ...page, to: { id: 'bob', name: 'Bob' } }],
    ['resend', hook],
    ['resend', { ...page, to: { id: 'bob', name: 'Bob', email: 'no address' } }],
  ] as const)('is nothing: %s %#', (type, message) => {
    expect(rendered(type, message)).toBeNull()
  })
})
