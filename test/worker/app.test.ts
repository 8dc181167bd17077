import { createExecutionContext } from 'cloudflare:test'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '../../worker/app.ts'
import { all, createIsolateFixture, one } from './isolate-fixture.ts'
import { MemoryStore } from './memory-store.ts'
import { shop } from './shop-document.ts'

afterEach(() => vi.restoreAllMocks())

describe('a broken invariant', () => {
  it('is logged whole and answered vaguely, at every door', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    const fault = new Error('secret of the house')
    const app = createApp(() => {
      throw fault
    })
    const env = { FLAGS_KV: new MemoryStore() }
    for (const [path, method] of [
      [one('banner'), 'POST'],
      [all, 'POST'],
      ['/v1/gate/banner', 'GET'],
      ['/v1/flagd.json', 'GET'],
      ['/healthz', 'GET'],
      ['/metrics', 'GET'],
    ] as const) {
      const response = await app.request(path, { method }, env, createExecutionContext())
      expect(response.status).toBe(500)
      const body = await response.text()
      expect(JSON.parse(body)).toEqual({ errorDetails: expect.any(String) })
      expect(body).not.toContain('secret')
      expect(logged).toHaveBeenLastCalledWith(expect.any(String), fault)
    }
  })

  it('costs one request and not the next', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const edge = createIsolateFixture()
    await edge.store.publish(shop)
    vi.spyOn(edge.isolate.ladder, 'current').mockImplementationOnce(() => {
      throw new Error('once')
    })
    expect((await edge.ask('/v1/gate/banner')).status).toBe(500)
    expect((await edge.ask('/v1/gate/banner')).status).toBe(204)
  })
})
