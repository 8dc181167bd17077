// Stands in for any receiver of Standard Webhooks: it verifies the signature over what came, refuses what is too old, and takes
// each id once.

import { type FakeProvider, fakeProvider, json, type Members, objectIn } from './fake-provider.ts'

export interface FakeCall {
  readonly id: string
  readonly event: Members
}

interface WebhookSet {
  /** `whsec_…` */
  readonly secret: string
  readonly path: string
  /** Unix milliseconds. */
  readonly now: () => number
}

const toleranceSeconds = 300

export function fakeWebhook({ secret, path, now }: WebhookSet): FakeProvider<FakeCall> {
  const taken: FakeCall[] = []
  return fakeProvider(taken, async ({ request, url, body }) => {
    const { method, headers } = request
    if (url.pathname !== path) return json(404, { error: 'not found' })
    if (method !== 'POST') return json(405, { error: 'POST only' })
    if (headers.get('content-type') !== 'application/json') return json(415, { error: 'JSON only' })
    const id = headers.get('webhook-id') ?? ''
    const timestamp = headers.get('webhook-timestamp') ?? ''
    const isRecent = /^\d+$/.test(timestamp) && Math.abs(now() / 1_000 - Number(timestamp)) <= toleranceSeconds
    const expected = await sign(secret, `${id}.${timestamp}.${body}`)
    const signatures = (headers.get('webhook-signature') ?? '').split(' ')
    if (id === '' || !isRecent || !signatures.includes(`v1,${expected}`)) return json(401, { error: 'bad signature' })
    const event = objectIn(body)
    if (event === null || typeof event.type !== 'string' || typeof event.data !== 'object') {
      return json(400, { error: 'no event' })
    }
    if (!taken.some((call) => call.id === id)) taken.push({ id, event })
    return new Response(null, { status: 204 })
  })
}

async function sign(secret: string, text: string): Promise<string> {
  const raw = Uint8Array.from(atob(secret.replace(/^whsec_/, '')), (character) => character.charCodeAt(0))
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['sign'])
  const signature = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text))
  return btoa(String.fromCharCode(...new Uint8Array(signature)))
}
