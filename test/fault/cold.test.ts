// A cold isolate that can read nothing: off at once, or the bundled fallback. Then it recovers.

import { describe, expect, it } from 'vitest'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { createIsolateFixture, type FixtureOptions, type IsolateFixture } from '../worker/isolate-fixture.ts'
import { shop } from '../worker/shop-document.ts'
import { askEveryDoor } from './doors.ts'
import { type KvFault, kvFaults } from './kv-faults.ts'

async function broken(fault: KvFault, options: FixtureOptions = {}): Promise<IsolateFixture> {
  const edge = createIsolateFixture(options)
  await edge.store.publish(shop)
  await fault.break(edge.store)
  return edge
}

const fallback = { flags: { banner: shop.flags.banner, spare: shop.flags.checkout } } as FlagDocument

describe.each(kvFaults)('a cold isolate whose KV $name', (fault) => {
  it('is off at every door, and says why', async () => {
    const edge = await broken(fault)
    const startMs = edge.clock.now()
    for (const key of ['banner', 'vital', 'limits', 'nobody']) {
      const said = await askEveryDoor(edge, key)
      expect(said).toMatchObject({ gate: 403, bulk: undefined, tier: 'off', cause: fault.cause })
      expect(said.single).toEqual({ key, reason: 'DISABLED' })
    }
    expect(edge.clock.now() - startMs).toBeLessThanOrEqual(1_500)
  })

  it('answers what its bundled fallback knows, and is off for the rest', async () => {
    const edge = await broken(fault, { fallback })
    const banner = await askEveryDoor(edge, 'banner')
    const success = { key: 'banner', reason: 'STATIC', value: true, variant: 'on' }
    expect(banner).toMatchObject({ gate: 204, tier: 'fallback', cause: fault.cause })
    expect([banner.single, banner.bulk]).toEqual([success, success])
    expect(await askEveryDoor(edge, 'spare', { plan: 'gold' })).toMatchObject({ gate: 204 })
    expect(await askEveryDoor(edge, 'spare', { plan: 'tin' })).toMatchObject({ gate: 403 })
    expect(await askEveryDoor(edge, 'provider')).toMatchObject({ gate: 403, tier: 'off' })
  })

  it('serves as soon as KV is well again', async () => {
    const edge = await broken(fault)
    expect((await askEveryDoor(edge, 'banner')).tier).toBe('off')
    edge.store.fault = undefined
    await edge.store.publish(shop, { seq: 91 })
    // A read that hangs holds its load until it is given up.
    await edge.clock.advance(10_001)
    expect(await askEveryDoor(edge, 'banner')).toMatchObject({ gate: 204, cause: null })
  })
})
