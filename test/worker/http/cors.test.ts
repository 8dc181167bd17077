import { describe, expect, it } from 'vitest'
import { all, asking, createIsolateFixture, one } from '../isolate-fixture.ts'
import { shop } from '../shop-document.ts'

const words = (header: string | null): string[] => (header ?? '').toLowerCase().split(/\s*,\s*/)

describe('a browser that asks whether it may ask', () => {
  it.each([all, one('banner'), '/v1/gate/banner', '/v1/flagd.json'])('may, at %s, without a key', async (path) => {
    const edge = createIsolateFixture({ auth: undefined })
    const response = await edge.ask(path, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,if-none-match,x-api-key',
      },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(words(response.headers.get('access-control-allow-headers'))).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'if-none-match', 'x-api-key']),
    )
    expect(words(response.headers.get('access-control-allow-methods'))).toContain('post')
    expect(response.headers.has('access-control-allow-credentials')).toBe(false)
    expect(edge.store.reads).toEqual([])
  })
})

/** A page says where it comes from; a server does not. */
const page = { origin: 'https://shop.example' }

describe('what a browser may read', () => {
  it('is the tag, the time to wait and where the answer came from, in every kind of answer', async () => {
    const edge = createIsolateFixture()
    await edge.store.publish(shop)
    const tag = (await edge.ask(all, asking({}))).headers.get('etag')!
    const headers = page
    const responses = [
      await edge.ask(all, asking({}, headers)),
      await edge.ask(all, asking({}, { ...headers, 'if-none-match': tag })),
      await edge.ask(one('banner'), asking({}, headers)),
      await edge.ask(one('nobody'), asking({}, headers)),
      await edge.ask(one('banner'), { method: 'POST', headers, body: '{' }),
      await edge.ask(one('banner'), { method: 'POST', headers, body: 'x'.repeat(70_000) }),
      await edge.ask('/v1/gate/banner', { headers }),
      await edge.ask('/v1/flagd.json', { headers }),
      await edge.ask('/nowhere', { headers }),
    ]
    expect(responses.map(({ status }) => status)).toEqual([200, 304, 200, 404, 400, 413, 204, 200, 404])
    for (const { headers } of responses) {
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(words(headers.get('access-control-expose-headers'))).toEqual(
        expect.arrayContaining(['etag', 'retry-after', 'fuseboard-revision', 'fuseboard-tier', 'fuseboard-cause']),
      )
    }
  })

  it('is the same for a refusal', async () => {
    const edge = createIsolateFixture({ auth: undefined })
    await edge.store.publish(shop)
    const { status, headers } = await edge.ask(all, asking({}, page))
    expect(status).toBe(401)
    expect(headers.get('access-control-allow-origin')).toBe('*')
  })

  it('is never kept by a cache', async () => {
    const edge = createIsolateFixture()
    await edge.store.publish(shop)
    for (const path of [all, one('banner')]) {
      expect((await edge.ask(path, asking({}))).headers.get('cache-control')).toBe('no-store')
    }
    expect((await edge.ask('/v1/gate/banner')).headers.get('cache-control')).toBe('no-store')
  })
})
