// Everybody that the drill's control plane talks to: a provider for each channel, each checking every request as strictly as
// the real one, and the shop's own systems, which can be told to go back a version.

import type { FakeProvider } from '../providers/fake-provider.ts'
import { fakePagerduty } from '../providers/pagerduty.ts'
import { type Served, serve } from '../providers/serve.ts'
import { fakeSlackWebhook } from '../providers/slack-webhook.ts'
import { fakeStatuspage } from '../providers/statuspage.ts'
import { fakeTwilio } from '../providers/twilio.ts'
import { fakeWebhook } from '../providers/webhook.ts'

const routingKey = 'R0123456789ABCDEF0123456789ABCDE'
const slackPath = '/services/T00000000/B00000000/drilldrilldrilldrilldril'
const page = 'shopstatus01'
const apiKey = 'statuspage-drill-key-0123456789abcdef'
const accountSid = `AC${'0123456789abcdef'.repeat(2)}`
const authToken = 'fedcba9876543210fedcba9876543210'
const sender = '+15005550006'
const hookSecret = `whsec_${btoa('fuseboard-drill-hook-secret-0001')}`

/** One request that was taken. */
export interface Received {
  readonly from: string
  /** Real Unix milliseconds. */
  readonly atMs: number
  readonly status: number
}

export interface Receivers {
  readonly received: readonly Received[]
  /** As `PUT /api/v1/channels/{id}` takes them. */
  readonly channels: Readonly<Record<string, object>>
  /** When the shop's systems were first told to go back; real Unix milliseconds. */
  readonly rolledBackAt: number | null
  /** What customers read on the status page, in order. */
  readonly customerTexts: () => readonly string[]
  close(): Promise<void>
}

/** @param now of the control plane: signatures carry its time */
export async function openReceivers(now: () => number): Promise<Receivers> {
  const received: Received[] = []
  const state = { rolledBackAt: null as number | null }
  const served: Served[] = []
  const open = async (from: string, { handle }: FakeProvider<unknown>): Promise<string> => {
    const one = await serve(async (request) => {
      const response = await handle(request)
      received.push({ from, atMs: Date.now(), status: response.status })
      return response
    })
    served.push(one)
    return one.url
  }
  const statuspage = fakeStatuspage({ page, apiKey, components: ['comppayments01'] })
  const hooks = fakeWebhook({ secret: hookSecret, path: '/hooks', now })
  const urls = {
    pagerduty: await open('PagerDuty', fakePagerduty(routingKey)),
    slack: await open('Slack', fakeSlackWebhook(slackPath)),
    statuspage: await open('Statuspage', statuspage),
    twilio: await open('Twilio', fakeTwilio({ accountSid, authToken, from: sender })),
    hooks: await open('the shop', {
      ...hooks,
      handle: async (request) => {
        const response = await hooks.handle(request)
        if (hooks.taken.some(({ event }) => String(event.type).includes('rollback'))) state.rolledBackAt ??= Date.now()
        return response
      },
    }),
  }
  return {
    received,
    channels: {
      pagerduty: { type: 'pagerduty', pagingRank: 1, settings: { baseUrl: urls.pagerduty }, secrets: { routingKey } },
      sms: {
        type: 'twilio',
        pagingRank: 2,
        settings: { baseUrl: urls.twilio, accountSid, from: sender },
        secrets: { authToken },
      },
      'war-room': {
        type: 'slack-webhook',
        audiences: ['responders', 'leadership'],
        secrets: { url: urls.slack + slackPath },
      },
      'public-page': {
        type: 'statuspage',
        audiences: ['customers'],
        settings: { baseUrl: urls.statuspage, page, components: { payments: 'comppayments01' } },
        secrets: { apiKey },
      },
      'shop-hooks': {
        type: 'webhook',
        hook: { events: ['contain', 'logs', 'scale', 'rollback'] },
        settings: { url: `${urls.hooks}/hooks` },
        secrets: { secret: hookSecret },
      },
    },
    get rolledBackAt() {
      return state.rolledBackAt
    },
    customerTexts: () => statuspage.taken.flatMap(({ bodies }) => bodies),
    close: async () => {
      for (const one of served) await one.close()
    },
  }
}
