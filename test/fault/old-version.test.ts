// KV answers with success, and with yesterday's news.

import { describe, expect, it } from 'vitest'
import { headKey } from '../../protocol/feed.ts'
import { createIsolateFixture, type IsolateFixture } from '../worker/isolate-fixture.ts'
import { shop, shopWith } from '../worker/shop-document.ts'
import { askEveryDoor } from './doors.ts'

/** An isolate that holds the newest feed, whose KV then goes back to what it was before. */
async function relapsed(): Promise<IsolateFixture> {
  const edge = createIsolateFixture()
  await edge.store.publish(shop)
  const before = edge.store.entries.get(headKey)!
  const disabled = { ...shop.flags.checkout, state: 'DISABLED' }
  await edge.store.publish(shopWith({ checkout: disabled }), { kills: [{ flag: 'banner' }] })
  await edge.ask('/healthz')
  edge.store.fault = (key, stored) => (key === headKey ? before : stored)
  return edge
}

describe('an isolate whose KV goes back to an older head', () => {
  it('keeps the kills and the revision it knows, for as long as that lasts', async () => {
    const edge = await relapsed()
    for (let ms = 0; ms < 300_000; ms += 31_000) {
      await edge.clock.advance(31_000)
      await edge.ask('/healthz')
      await edge.idle()
      expect(await askEveryDoor(edge, 'banner')).toMatchObject({ gate: 403 })
      expect(await askEveryDoor(edge, 'checkout', { plan: 'gold' })).toMatchObject({ gate: 403 })
      expect(await askEveryDoor(edge, 'constructor')).toMatchObject({ gate: 204, tier: 'memory' })
    }
  })

  it('stays with what it has when the newer head comes without its snapshot, and is off after S_max', async () => {
    const edge = createIsolateFixture()
    await edge.store.publish(shop)
    await edge.ask('/healthz')
    const revision = await edge.store.publish({ ...shop, metadata: { version: 2 } })
    edge.store.entries.delete(`snapshot/${revision}`)
    await edge.clock.advance(120_000)
    await edge.ask('/healthz')
    await edge.idle()
    expect(await askEveryDoor(edge, 'banner')).toMatchObject({ gate: 204, tier: 'memory', cause: 'kv_missing' })
    await edge.clock.advance(1)
    expect(await askEveryDoor(edge, 'banner')).toMatchObject({ gate: 403, tier: 'off', cause: 'kv_missing' })
  })
})

describe('an isolate that was idle for hours', () => {
  it('answers from a fresh read, not from memory', async () => {
    const edge = createIsolateFixture()
    await edge.store.publish(shop)
    await edge.ask('/healthz')
    await edge.store.publish(shop, { kills: [{ all: true }] })
    await edge.clock.advance(6 * 3_600_000)
    expect(await askEveryDoor(edge, 'banner')).toMatchObject({ gate: 403, tier: 'kv' })
  })
})
