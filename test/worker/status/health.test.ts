import { describe, expect, it } from 'vitest'
import { createIsolateFixture } from '../isolate-fixture.ts'
import { shop } from '../shop-document.ts'

describe('/healthz and /readyz', () => {
  it('say what is served, and what is quarantined and why', async () => {
    const edge = createIsolateFixture()
    const revision = await edge.store.publish(shop)
    for (const path of ['/healthz', '/readyz']) {
      const response = await edge.ask(path)
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({
        status: 'ok',
        revision,
        ageMs: 0,
        tier: expect.stringMatching(/^(kv|memory)$/),
        flags: Object.keys(shop.flags).length,
        quarantined: [{ key: 'broken', quarantine: expect.stringContaining('no_such_operator') }],
      })
    }
  })

  it('differ while nothing can be served: alive, but not ready', async () => {
    const edge = createIsolateFixture()
    const [alive, ready] = [await edge.ask('/healthz'), await edge.ask('/readyz')]
    expect([alive.status, ready.status]).toEqual([200, 503])
    const body = {
      status: 'off',
      revision: 'none',
      ageMs: 0,
      tier: 'off',
      cause: 'kv_missing',
      flags: 0,
      quarantined: [],
    }
    expect([await alive.json(), await ready.json()]).toEqual([body, body])
    expect(ready.headers.get('fuseboard-cause')).toBe('kv_missing')
  })

  it('call an isolate that answers from its bundled fallback not ready', async () => {
    const edge = createIsolateFixture({ fallback: { flags: { banner: shop.flags.banner } } })
    const response = await edge.ask('/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ status: 'off', tier: 'fallback', revision: 'fallback' })
  })

  it('become ready as soon as a snapshot can be read', async () => {
    const edge = createIsolateFixture()
    expect((await edge.ask('/readyz')).status).toBe(503)
    await edge.store.publish(shop)
    await edge.clock.advance(1_000)
    expect((await edge.ask('/readyz')).status).toBe(200)
  })

  it('become unready when the last known good is too old', async () => {
    const edge = createIsolateFixture()
    await edge.store.publish(shop)
    await edge.ask('/readyz')
    edge.store.fault = () => null
    await edge.clock.advance(120_000)
    expect((await edge.ask('/readyz')).status).toBe(200)
    await edge.clock.advance(1_001)
    const response = await edge.ask('/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ status: 'off', cause: 'kv_missing', tier: 'off' })
  })
})
