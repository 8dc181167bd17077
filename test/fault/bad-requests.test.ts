// Hostile and broken requests: each gets the protocol's clear error, quickly, and never a 500.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { all, createIsolateFixture, type IsolateFixture, one, origin } from '../worker/isolate-fixture.ts'
import { shop } from '../worker/shop-document.ts'

let edge: IsolateFixture
let logged: ReturnType<typeof vi.spyOn>

beforeEach(async () => {
  edge = createIsolateFixture()
  await edge.store.publish(shop)
  logged = vi.spyOn(console, 'error').mockImplementation(() => {})
})

// Whatever would have been a 500 is logged: nothing may be.
afterEach(() => {
  expect(logged).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

const gate = '/v1/gate/checkout'
const doors = [one('checkout'), all, gate]
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  edge.ask(path, { method: 'POST', body, headers })

async function expectError(response: Response, status: number): Promise<Record<string, unknown>> {
  expect(response.status).toBe(status)
  const body = (await response.json()) as Record<string, unknown>
  expect(body.errorDetails).toMatch(/^[^\n]{10,200}$/)
  expect(JSON.stringify(body)).not.toMatch(/\bat .*:\d+:\d+|\.ts\b|Error:/)
  return body
}

describe.each(doors)('%s', (path) => {
  it.each([
    ['that says how long it is', { 'content-length': '65537' }],
    ['that does not say how long it is', {}],
  ])('refuses a body over 64 KiB %s', async (_name, headers) => {
    const body = JSON.stringify({ context: { filler: 'x'.repeat(65_537 - 25) } })
    expect(body).toHaveLength(65_537)
    await expectError(await post(path, body, headers), 413)
  })

  it('takes a body of 64 KiB', async () => {
    const body = JSON.stringify({ context: { plan: 'gold', filler: 'x'.repeat(65_536 - 39) } })
    expect(body).toHaveLength(65_536)
    expect((await post(path, body)).status).toBeLessThan(300)
  })

  it.each([
    ['objects', '{"a":', '1', '}', 10_000],
    ['lists', '[', '', ']', 10_000],
    ['objects, as deep as a body allows', '{"a":', '1', '}', 10_900],
    ['lists, as deep as a body allows', '[', '', ']', 32_700],
  ])('refuses a context of nested %s', async (_name, open, middle, close, levels) => {
    const nested = open.repeat(levels) + middle + close.repeat(levels)
    const body = await expectError(await post(path, `{"context":{"bomb":${nested}}}`), 400)
    expect(body.errorDetails).toContain('context.bomb is nested deeper than 32 levels')
  })

  it.each([
    ['cut off', '{"context":{"plan":"go'],
    ['with single quotes', "{'context':{}}"],
    ['with a trailing comma', '{"context":{},}'],
    ['with NaN', '{"context":{"a":NaN}}'],
    ['with a comment', '{"context":{}} // mine'],
    ['twice', '{"context":{}}{"context":{}}'],
    ['that is a form', 'plan=gold&targetingKey=user-1'],
    ['that is HTML', '<html></html>'],
    ['of zero bytes', '\u0000\u0000'],
    ['of blanks', '   '],
  ])('refuses a body %s', async (_name, body) => {
    await expectError(await post(path, body), 400)
  })

  it.each(['null', '[]', '"gold"', '1', 'true', '[{"plan":"gold"}]'])('refuses the context %s', async (context) => {
    await expectError(await post(path, `{"context":${context}}`), 400)
  })

  it('reads prototype names as data, for this request and for all others', async () => {
    const context =
      '{"__proto__":{"plan":"gold"},"constructor":{"prototype":{"plan":"gold"}},"prototype":{"plan":"gold"}}'
    const text = await (await post(path, `{"context":${context}}`)).text()
    expect(text).toBe(await (await post(path, '{"context":{}}')).text())
    expect(({} as { plan?: string }).plan).toBeUndefined()
  })

  it('takes numbers beyond what numbers hold', async () => {
    const context = '{"plan":1e999,"half":-1e999,"tiny":1e-999,"big":123456789012345678901234567890,"zero":-0}'
    expect([200, 403]).toContain((await post(path, `{"context":${context}}`)).status)
  })

  it('takes the last of two equal keys, as JSON does', async () => {
    const response = await post(path, '{"context":{"plan":"tin"},"context":{"plan":"gold","plan":"gold"}}')
    expect(response.status).toBeLessThan(300)
  })

  it('takes half a surrogate pair, and any other text', async () => {
    const context = JSON.stringify({ targetingKey: '\ud83d', plan: '\u0000\uffff\u2028', '\ud83d': '\udc00' })
    expect([200, 403]).toContain((await post(path, `{"context":${context}}`)).status)
  })
})

const longKey = 'k'.repeat(10_240)

describe('a key', () => {
  it.each([longKey, '😀'.repeat(2_560), '%'.repeat(3_400)])('of 10 KB is simply unknown', async (key) => {
    const single = await post(one(key), '{}')
    expect(single.status).toBe(404)
    expect(await single.json()).toMatchObject({ key, errorCode: 'FLAG_NOT_FOUND' })
    expect((await edge.ask(`/v1/gate/${encodeURIComponent(key)}`)).status).toBe(403)
  })

  it('of 10 KB to bucket by gives a share like any other', async () => {
    const body = JSON.stringify({ context: { targetingKey: longKey } })
    const first = await (await post(one('half'), body)).json()
    expect(first).toMatchObject({ reason: 'TARGETING_MATCH' })
    expect(await (await post(one('half'), body)).json()).toEqual(first)
  })

  it.each([null, 0, 1, true, '', [], {}, ['user-1']])(
    'to bucket by that is %j gives no share',
    async (targetingKey) => {
      const response = await post(one('half'), JSON.stringify({ context: { targetingKey } }))
      expect(await response.json()).toMatchObject({ reason: 'DEFAULT', value: false })
    },
  )

  it.each(['__proto__', 'constructor.prototype', 'valueOf', '\u0000', '\n', ' ', '.', '...', '/', '\\', '?', '#', '*'])(
    'that is %j never finds another flag',
    async (key) => {
      const response = await post(one(key), '{}')
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('application/json')
    },
  )
})

describe('an address', () => {
  it.each([
    '/',
    '/ofrep',
    '/ofrep/v1/evaluate/flags/',
    '/ofrep/v1/evaluate/flags/a/b',
    '/v1/gate',
    '/v1/gate/',
    '//',
    '/v1/flagd.json/',
  ])('%s that is no door says which there are', async (path) => {
    const body = await expectError(await edge.ask(path, { method: 'POST' }), 404)
    expect(body.errorDetails).toContain('/ofrep/v1/evaluate/flags')
  })

  it('with ten thousand attributes is answered', async () => {
    const query = Array.from({ length: 10_000 }, (_, i) => `a${i % 100}=${i}`).join('&')
    expect((await edge.ask(`${gate}?${query}`)).status).toBe(403)
  })

  it('with broken escapes is answered', async () => {
    expect((await edge.ask(`${gate}?plan=%zz&%=%C3&=&&a=%00`)).status).toBe(403)
  })
})

describe('a body that fails while it is read', () => {
  it('is answered without a reason that would help nobody', async () => {
    const body = new ReadableStream({
      pull: () => Promise.reject(new Error('the connection to user-1 was lost')),
    })
    const response = await edge.clock.settle(edge.send(new Request(origin + one('banner'), { method: 'POST', body })))
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await response.text()).not.toMatch(/user-1|\.ts|at /)
    logged.mockClear()
  })
})
