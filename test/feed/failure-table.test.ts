// The failure table, row by row, at the shipped isolate: what is answered while feed, KV or both are gone.

import { describe, expect, it } from 'vitest'
import { silent } from './fake-relays.ts'
import { bothOn, createLeasedFixture, flag, type LeasedFixture } from './leased-fixture.ts'

async function warm(options: Parameters<typeof createLeasedFixture>[0] = {}): Promise<LeasedFixture> {
  const fixture = await createLeasedFixture(options)
  await fixture.publish(bothOn)
  await fixture.ask('strict')
  return fixture
}

function cutFeed({ relays }: LeasedFixture): void {
  relays.answer = null
}

function cutKv({ store }: LeasedFixture): void {
  store.fault = () => {
    throw new Error('out of order')
  }
}

describe('feed and KV ok', () => {
  it('a cold isolate asks both and serves strict flags from its first answer on', async () => {
    const fixture = await createLeasedFixture()
    await fixture.publish(bothOn)
    expect(await fixture.ask('strict')).toMatchObject({ on: true, source: { tier: 'kv' } })
    expect(await fixture.ask('strict')).toMatchObject({ on: true, source: { tier: 'memory', ageMs: 0 } })
  })

  it('a busy isolate answers from memory, without a wait, for ever', async () => {
    const fixture = await warm()
    for (let seconds = 0; seconds < 4; seconds++) {
      await fixture.busy(1_000)
      expect(fixture.waitedMs).toBe(0)
      expect(await fixture.ask('strict')).toMatchObject({ on: true, source: { tier: 'memory' } })
    }
  })

  it('an idle isolate asks the feed before it answers, and says so', async () => {
    const fixture = await warm()
    await fixture.clock.advance(10_000)
    const { on, source } = await fixture.ask('strict')
    expect([on, source.tier, source.cause]).toEqual([true, 'feed', undefined])
  })

  it('an isolate idle for minutes asks both', async () => {
    const fixture = await warm()
    await fixture.clock.advance(600_000)
    expect(await fixture.ask('strict')).toMatchObject({ on: true, source: { tier: 'kv' } })
  })
})

describe('feed ok, KV down', () => {
  it.each(['strict', 'standard'])('a %s flag is served for S_max since the last good read, then off', async (key) => {
    const fixture = await warm()
    cutKv(fixture)
    await fixture.busy(1_000)
    await fixture.clock.advance(118_000)
    await fixture.ask(key)
    expect(await fixture.ask(key)).toMatchObject({ on: true })
    await fixture.clock.advance(2_000)
    await fixture.ask(key)
    expect(await fixture.ask(key)).toMatchObject({ on: false, source: { tier: 'off', cause: 'kv_failed' } })
  })

  it('a kill is enforced by the feed alone', async () => {
    const fixture = await warm()
    cutKv(fixture)
    fixture.tell({ seq: 3, kills: [{ seq: 3, target: { flag: 'standard' } }] })
    await fixture.busy(1_100)
    expect(await fixture.ask('standard')).toMatchObject({ on: false, reason: 'DISABLED' })
    expect(await fixture.ask('strict')).toMatchObject({ on: true })
  })

  it('a cold isolate is off', async () => {
    const fixture = await createLeasedFixture()
    await fixture.publish(bothOn)
    cutKv(fixture)
    expect(await fixture.ask('standard')).toMatchObject({ on: false, source: { tier: 'off' } })
  })
})

describe('feed down, KV ok', () => {
  it('a strict flag is off once the lease lapses, and not before', async () => {
    const fixture = await warm()
    cutFeed(fixture)
    await fixture.clock.advance(2_500)
    expect(await fixture.ask('strict')).toMatchObject({ on: true, source: { tier: 'memory' } })
    await fixture.clock.advance(1)
    expect(await fixture.ask('strict')).toMatchObject({ on: false, source: { tier: 'off', cause: 'feed_lapsed' } })
  })

  it('a standard flag is served, degraded, with the kills that KV carries', async () => {
    const fixture = await warm()
    cutFeed(fixture)
    await fixture.clock.advance(4_000)
    expect(await fixture.ask('standard')).toMatchObject({ on: true, source: { tier: 'kv', cause: 'feed_lapsed' } })
    await fixture.store.publish(bothOn, { seq: 9, kills: [{ system: 'shop' }] })
    await fixture.clock.advance(30_001)
    await fixture.ask('standard')
    expect(await fixture.ask('standard')).toMatchObject({ on: false, reason: 'DISABLED' })
  })

  it('requests wait once a second for the feed, 400 ms at most', async () => {
    const fixture = await warm()
    fixture.relays.make(['weur-1', 'weur-2', 'eeur', 'enam-1', 'enam-2', 'wnam'], silent)
    await fixture.clock.advance(3_000)
    const waits: number[] = []
    for (let asked = 0; asked < 20; asked++) {
      await fixture.ask('strict')
      waits.push(fixture.waitedMs)
      await fixture.clock.advance(100)
    }
    expect(Math.max(...waits)).toBe(400)
    expect(waits.filter((waited) => waited > 0).length).toBeLessThanOrEqual(2)
  })

  it('a strict flag is back as soon as the feed is', async () => {
    const fixture = await warm()
    cutFeed(fixture)
    await fixture.busy(4_000)
    expect(await fixture.ask('strict')).toMatchObject({ on: false })
    fixture.tell({})
    await fixture.busy(1_500)
    expect(await fixture.ask('strict')).toMatchObject({ on: true, source: { tier: 'memory' } })
  })

  it('a cold isolate serves standard flags from KV and no strict one', async () => {
    const fixture = await createLeasedFixture()
    await fixture.publish(bothOn)
    cutFeed(fixture)
    expect(await fixture.ask('standard')).toMatchObject({ on: true, source: { tier: 'kv', cause: 'feed_lapsed' } })
    expect(await fixture.ask('strict')).toMatchObject({ on: false, source: { tier: 'off' } })
  })
})

describe('both down', () => {
  it('strict flags are off with the lease, standard ones after S_max', async () => {
    const fixture = await warm()
    cutFeed(fixture)
    cutKv(fixture)
    await fixture.clock.advance(3_000)
    await fixture.ask('strict')
    expect(await fixture.ask('strict')).toMatchObject({ on: false })
    expect(await fixture.ask('standard')).toMatchObject({ on: true })
    await fixture.clock.advance(117_500)
    await fixture.ask('standard')
    expect(await fixture.ask('standard')).toMatchObject({ on: false, source: { tier: 'off' } })
  })

  it('a cold isolate serves the bundled fallback, less what a kill forbids', async () => {
    const fallback = { flags: { standard: flag(false), other: flag(false) } }
    const fixture = await createLeasedFixture({ fallback })
    cutKv(fixture)
    fixture.tell({ seq: 5, kills: [{ seq: 5, target: { flag: 'other' } }] })
    expect(await fixture.ask('standard')).toMatchObject({ on: true, source: { tier: 'fallback' } })
    expect(await fixture.ask('other')).toMatchObject({ on: false, reason: 'DISABLED' })
  })
})
