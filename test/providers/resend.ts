// Stands in for Resend: one API key, senders of one domain, and the memory for keys that the real one has.

import {
  counter,
  type FakeProvider,
  fakeProvider,
  isText,
  json,
  type Members,
  objectIn,
  surplus,
} from './fake-provider.ts'

export interface FakeEmail {
  readonly id: string
  readonly email: Members
}

interface ResendSet {
  readonly apiKey: string
  /** Domain of the sender. */
  readonly domain: string
}

const members = ['from', 'to', 'subject', 'text', 'html']
const refuse = (statusCode: number, name: string, message: string): Response =>
  json(statusCode, { statusCode, name, message })

export function fakeResend({ apiKey, domain }: ResendSet): FakeProvider<FakeEmail> {
  const taken: FakeEmail[] = []
  const nextId = counter('4ef9a417-02e9-4d39-ad75-', 36)
  const known = new Map<string, { readonly body: string; readonly id: string }>()
  return fakeProvider(taken, ({ request, url, body }) => {
    const { headers } = request
    const header = headers.get('authorization')
    if (header === null) return refuse(401, 'missing_api_key', 'Missing API key in the authorization header.')
    if (header !== `Bearer ${apiKey}`) return refuse(403, 'invalid_api_key', 'API key is invalid.')
    if (url.pathname !== '/emails') return refuse(404, 'not_found', 'The requested endpoint does not exist.')
    if (request.method !== 'POST') return refuse(405, 'method_not_allowed', 'Method is not allowed.')
    const key = headers.get('idempotency-key')
    if (key === null || !isText(key, 256))
      return refuse(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars.')
    const earlier = known.get(key)
    if (earlier !== undefined && earlier.body !== body) {
      return refuse(409, 'invalid_idempotent_request', 'Same idempotency key used with a different request payload.')
    }
    if (earlier !== undefined) return json(200, { id: earlier.id })
    const email = headers.get('content-type') === 'application/json' ? objectIn(body) : null
    const wrong = email === null ? 'the body is no object' : wrongWith(email, domain)
    if (email === null || wrong !== null) return refuse(422, 'validation_error', String(wrong))
    const id = nextId()
    known.set(key, { body, id })
    taken.push({ id, email })
    return json(200, { id })
  })
}

function wrongWith(email: Members, domain: string): string | null {
  const more = surplus(email, members)
  if (more.length > 0) return `Unknown fields: ${more.join(', ')}`
  if (!isText(email.from, 320) || !new RegExp(`@${domain}>?$`).test(email.from)) return 'Invalid `from` field.'
  const to = email.to as unknown[]
  if (
    !Array.isArray(to) ||
    to.length === 0 ||
    !to.every((one) => isText(one, 254) && /^[^\s<>]+@[^\s<>]+$/.test(one))
  ) {
    return 'Invalid `to` field.'
  }
  if (!isText(email.subject, 998) || /\p{Cc}/u.test(email.subject))
    return 'The \\n is not allowed in the `subject` field.'
  return isText(email.text, 1_000_000) && isText(email.html, 1_000_000) ? null : 'Missing `html` or `text` field.'
}
