import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { send } from '../../../admin/channels/send.ts'
import type { Message } from '../../../domain/notification/message.ts'
import { fakeEmailBinding } from '../../providers/cloudflare-email.ts'
import { objectIn } from '../../providers/fake-provider.ts'
import { aliveIn } from '../../providers/slack-message.ts'
import { delivery, portsTo, requestTypes, sendOne, settings, update } from './channel-fixture.ts'

const nasty = fc.constantFrom(
  ...['<!channel>', '<!here|x>', '@here', '@Channel', '<@U0123ABCD>', '<https://x.example|y>', '&lt;!here&gt;', '&'],
  ...['<script>alert(1)</script>', '<img src=x onerror=y>', '"', "'", '\r\nBcc: x@example.com', '\n\n', '\u0000'],
  ...['\u202egnp.exe', '\u2066', '\ud800', '__proto__', '👩‍🚒', '\u2028', '\t', 'x'.repeat(700), '<'.repeat(3_000)],
)
const text = fc.array(fc.oneof(nasty, fc.string({ unit: 'binary' })), { maxLength: 12 }).map((parts) => parts.join(''))
const messages = fc.record({ title: text, text })

/** Everything a provider was sent, as text. */
const sentTo = (fake: { asked: readonly { body: string }[] }): string => {
  const body = fake.asked.at(-1)?.body ?? ''
  return body.startsWith('{') ? body : [...new URLSearchParams(body).values()].join('\n')
}

const ofType = (type: string, message: Message): Message =>
  type === 'pagerduty' ? { ...message, kind: 'page', audience: 'responders' } : message

describe('whatever is typed', () => {
  it.each(requestTypes)('%s takes it, without control characters and turned text', async (type) => {
    await fc.assert(
      fc.asyncProperty(messages, async (typed) => {
        const setting = settings[type]()
        const outcome = await sendOne({ ...setting, message: ofType(type, { ...update, ...typed }) })
        expect(outcome).toMatchObject({ kind: 'sent' })
        const sent = sentTo(setting.fake)
        expect(sent).not.toMatch(/\\u00[01]|\\u202e|\\ud800"|\u202e|[\u2066-\u2069]/)
        // Whoever is paged may follow the link; customers never see one.
        expect(sent.includes('flags.example.com')).toBe(type === 'pagerduty')
      }),
      { numRuns: 60 },
    )
  })

  it.each(['slack', 'slack-webhook'] as const)('%s calls nobody and links nothing', async (type) => {
    await fc.assert(
      fc.asyncProperty(messages, async (typed) => {
        const setting = settings[type]()
        await sendOne({ ...setting, message: { ...update, ...typed } })
        expect(aliveIn(objectIn(setting.fake.asked[0]!.body)!)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('an e-mail has no tags but its own, and a subject of one line', async () => {
    await fc.assert(
      fc.asyncProperty(messages, async (typed) => {
        const binding = fakeEmailBinding('mail.example.com')
        const channel = {
          id: 'm',
          type: 'cloudflare-email',
          secrets: {},
          settings: { from: 'ops@mail.example.com', to: 'team@example.com' },
        } as const
        const ports = { ...portsTo({ handle: async () => new Response() }), email: binding }
        const outcome = await send(channel, delivery({ ...update, ...typed }), ports)
        expect(outcome).toMatchObject({ kind: 'sent' })
        const { html, subject } = binding.taken[0] as { html: string; subject: string }
        expect(html.replace(/<\/?(?:h1|p)>|<br>/g, '')).not.toMatch(/[<>"']/)
        expect(subject).not.toMatch(/\p{Cc}/u)
      }),
      { numRuns: 60 },
    )
  })
})
