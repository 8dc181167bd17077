// KV that was good and then fails: the last known good serves up to S_max, with its kills, and then everything is off.

import { describe, expect, it } from 'vitest'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { createIsolateFixture, type FixtureOptions, type IsolateFixture } from '../worker/isolate-fixture.ts'
import { shop } from '../worker/shop-document.ts'
import { askEveryDoor } from './doors.ts'
import { type KvFault, kvFaults } from './kv-faults.ts'

/** An isolate that was well at the start, with a newer revision published just before its KV broke. */
async function wasWell(fault: KvFault, options: FixtureOptions = {}): Promise<IsolateFixture> {
  const edge = createIsolateFixture(options)
  await edge.store.publish(shop, { kills: [{ flag: 'constructor' }] })
  await edge.ask('/healthz')
  await edge.store.publish({ ...shop, metadata: { version: 2 } }, { kills: [{ flag: 'constructor' }] })
  await fault.break(edge.store)
  return edge
}

const fallback = { flags: { banner: shop.flags.banner } } as FlagDocument
const on = { gate: 204 }
const off = { gate: 403 }

describe.each(kvFaults)('an isolate whose KV $name after it was well', (fault) => {
  it('serves standard flags from the last known good up to S_max, and strict ones never', async () => {
    const edge = await wasWell(fault)
    for (const ms of [31_000, 60_000, 29_000]) {
      await edge.clock.advance(ms)
      await edge.idle()
      expect(await askEveryDoor(edge, 'banner')).toMatchObject({ ...on, tier: 'memory' })
      expect(await askEveryDoor(edge, 'checkout', { plan: 'gold' })).toMatchObject(on)
      expect(await askEveryDoor(edge, 'vital')).toMatchObject({ ...off, tier: 'off' })
    }
    expect(edge.clock.now()).toBe(Date.UTC(2026, 10, 20) + 120_000)
    await edge.idle()
    expect((await askEveryDoor(edge, 'banner')).cause).toBe(fault.cause)
  })

  it('is off beyond S_max at every door, and says why', async () => {
    const edge = await wasWell(fault)
    await edge.clock.advance(120_001)
    for (const key of ['banner', 'vital', 'dormant']) {
      const said = await askEveryDoor(edge, key)
      expect(said).toMatchObject({ ...off, tier: 'off', cause: fault.cause })
      expect([said.single, said.bulk]).toMatchObject([
        { key, reason: 'DISABLED', value: false },
        { key, reason: 'DISABLED', value: false },
      ])
    }
    const provider = await askEveryDoor(edge, 'provider')
    expect(provider.single).toMatchObject({ reason: 'DISABLED', value: 'adyen', variant: 'standby' })
  })

  it('keeps what is killed off throughout, marked as killed', async () => {
    const edge = await wasWell(fault, { fallback: { flags: { constructor: shop.flags.constructor } } })
    for (const ms of [31_000, 60_000, 60_000]) {
      await edge.clock.advance(ms)
      const said = await askEveryDoor(edge, 'constructor')
      expect(said).toMatchObject(off)
      expect(said.single).toMatchObject({ value: false, metadata: { 'fuseboard.killed': true } })
    }
  })

  it('gives the bundled fallback beyond S_max, and not before', async () => {
    const edge = await wasWell(fault, { fallback })
    await edge.clock.advance(100_000)
    expect(await askEveryDoor(edge, 'banner')).toMatchObject({ ...on, tier: 'memory' })
    expect(await askEveryDoor(edge, 'half', { targetingKey: 'user-1' })).toMatchObject({ tier: 'memory' })
    await edge.clock.advance(20_001)
    expect(await askEveryDoor(edge, 'banner')).toMatchObject({ ...on, tier: 'fallback' })
    expect(await askEveryDoor(edge, 'half', { targetingKey: 'user-1' })).toMatchObject({ ...off, tier: 'off' })
  })

  it('is off at the first failed read where S_max is 0', async () => {
    const edge = await wasWell(fault, { policy: { maxStaleMs: 0 } })
    await edge.clock.advance(30_000)
    expect(await askEveryDoor(edge, 'banner')).toMatchObject(on)
    await edge.clock.advance(1)
    expect(await askEveryDoor(edge, 'banner')).toMatchObject({ ...off, tier: 'off', cause: fault.cause })
  })

  it('serves the new revision once KV is well again', async () => {
    const edge = await wasWell(fault)
    await edge.clock.advance(120_001)
    expect(await askEveryDoor(edge, 'banner')).toMatchObject(off)
    edge.store.fault = undefined
    const revision = await edge.store.publish({ ...shop, metadata: { version: 3 } }, { seq: 92 })
    await edge.clock.advance(10_001)
    const said = await askEveryDoor(edge, 'banner')
    expect(said).toMatchObject({ ...on, cause: null })
    expect(said.revision).toBe(revision)
  })
})
