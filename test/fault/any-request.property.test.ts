// Whatever is sent to whichever door: an answer of the protocol, JSON where there is a body, never a 500, never a log.

import fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { createIsolateFixture, type IsolateFixture, origin } from '../worker/isolate-fixture.ts'
import { bearer, handOut } from '../worker/key-fixture.ts'
import { shop } from '../worker/shop-document.ts'

let open: IsolateFixture
let guarded: IsolateFixture
let tokens: string[]

beforeAll(async () => {
  const [server, client] = [await handOut('backend', 'server'), await handOut('web', 'client')]
  tokens = [server.token, client.token]
  open = createIsolateFixture()
  guarded = createIsolateFixture({ auth: undefined })
  for (const edge of [open, guarded]) {
    await edge.store.publish(shop, { keys: [server.published, client.published], kills: [{ flag: 'banner' }] })
    await edge.ask('/healthz')
  }
})

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', '', '\u0000'),
)
const key = fc.oneof(fc.constantFrom(...Object.keys(shop.flags)), text, fc.webSegment())
const encodedKey = key.map((name) => {
  const { href } = new URL(`${origin}/${encodeURIComponent(name.toWellFormed())}`)
  return href.slice(origin.length + 1)
})
const path = fc.oneof(
  encodedKey.map((name) => `/ofrep/v1/evaluate/flags/${name}`),
  fc.constant('/ofrep/v1/evaluate/flags'),
  encodedKey.map((name) => `/v1/gate/${name}`),
  fc.constantFrom('/v1/flagd.json', '/healthz', '/readyz', '/metrics'),
  fc.webPath(),
)
const query = fc.oneof(
  fc.constant(''),
  fc.webQueryParameters().map((parameters) => `?${parameters}`),
)
const context = fc.oneof(
  fc.dictionary(text, fc.jsonValue()),
  fc.record({ targetingKey: fc.oneof(text, fc.jsonValue()), plan: fc.constantFrom('gold', 'tin') }),
  fc.jsonValue(),
)
const body = fc.oneof(
  fc.constant(undefined),
  context.map((found) => JSON.stringify({ context: found })),
  fc.json(),
  text,
  fc.tuple(context, fc.nat(400)).map(([found, length]) => JSON.stringify({ context: found }).slice(0, length)),
)
const headerValue = fc.oneof(
  fc.stringMatching(/^[\x21-\x7e]{0,40}$/),
  fc.constantFrom('*', 'W/"a", "b"', '/a?b=c', '//'),
)
const headers = fc.dictionary(
  fc.constantFrom(
    'if-none-match',
    'authorization',
    'x-api-key',
    'origin',
    'content-type',
    'x-original-uri',
    'x-original-plan',
    'x-original-targeting-key',
    'x-original-',
    'x-original---proto--',
  ),
  headerValue,
)
const method = fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH')

const allowed = new Set([200, 204, 304, 400, 401, 403, 404, 413])

const request = fc.record({ path, query, method, headers, body }).map((parts) => {
  const init: RequestInit = { method: parts.method, headers: parts.headers }
  if (parts.body !== undefined && !['GET', 'HEAD'].includes(parts.method)) init.body = parts.body
  return new Request(`${origin}${parts.path}${parts.query}`, init)
})

async function expectAnswer(edge: IsolateFixture, sent: Request): Promise<void> {
  const { pathname } = new URL(sent.url)
  const response = await edge.send(sent)
  const answered = await response.text()
  expect(allowed, `${sent.method} ${sent.url}: ${answered}`).toContain(response.status)
  if (answered === '' || pathname === '/metrics') return
  expect(response.headers.get('content-type')).toBe('application/json')
  const parsed = JSON.parse(answered) as object
  if (response.status === 200) return
  const isGateClosed = response.status === 403 && pathname.startsWith('/v1/gate/')
  if (!isGateClosed) expect(parsed).toHaveProperty('errorDetails')
  expect(answered).not.toMatch(/\.ts:\d+|node_modules/)
}

describe('any request', () => {
  it('is answered as the protocol says', async () => {
    const logged = vi.spyOn(console, 'error')
    const property = fc.asyncProperty(request, (sent) => expectAnswer(open, sent))
    await fc.assert(property, { numRuns: 2_500 })
    expect(logged).not.toHaveBeenCalled()
  })

  it('is answered as the protocol says where keys are asked for', async () => {
    const logged = vi.spyOn(console, 'error')
    const property = fc.asyncProperty(request, fc.nat(1), async (sent, which) => {
      await expectAnswer(guarded, new Request(sent.clone(), { headers: bearer(tokens[which]!) }))
      await expectAnswer(guarded, sent)
    })
    await fc.assert(property, { numRuns: 1_000 })
    expect(logged).not.toHaveBeenCalled()
  })

  it('never opens the gate of a killed flag', async () => {
    const property = fc.asyncProperty(query, headers, body, async (search, sentHeaders, sentBody) => {
      const init: RequestInit = { method: 'POST', headers: sentHeaders }
      if (sentBody !== undefined) init.body = sentBody
      const response = await open.send(new Request(`${origin}/v1/gate/banner${search}`, init))
      expect([403, 400]).toContain(response.status)
    })
    await fc.assert(property, { numRuns: 500 })
  })

  it('leaves no trace in what the next one is told', async () => {
    const ask = async () =>
      (await open.send(new Request(`${origin}/ofrep/v1/evaluate/flags`, { method: 'POST' }))).text()
    const expected = await ask()
    const property = fc.asyncProperty(request, async (sent) => {
      await open.send(sent)
      expect(await ask()).toBe(expected)
    })
    await fc.assert(property, { numRuns: 300 })
  })
})
