// How an isolate comes from one revision to the next, once the feed names it.

import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../domain/json.ts'
import { sha256Hex } from '../../protocol/checksum.ts'
import { renderSnapshot, snapshotKey } from '../../protocol/published-snapshot.ts'
import { bothOff, bothOn, createLeasedFixture, type LeasedFixture } from './leased-fixture.ts'

const offText = renderSnapshot(bothOff as unknown as JsonObject, [])
const offRevision = await sha256Hex(offText)

async function warm(document = bothOn): Promise<LeasedFixture> {
  const fixture = await createLeasedFixture()
  await fixture.publish(document)
  await fixture.ask('strict')
  return fixture
}

const heldBy = ({ isolate }: LeasedFixture): string | undefined => isolate.ladder.position.position.held

describe('a revision that the feed names', () => {
  it("is loaded behind requests' backs, which wait for nothing", async () => {
    const fixture = await warm()
    const revision = await fixture.publish(bothOff)
    const waits: number[] = []
    for (let passed = 0; passed < 1_200; passed += 100) {
      await fixture.clock.advance(100)
      await fixture.ask('strict')
      waits.push(fixture.waitedMs)
    }
    expect(heldBy(fixture)).toBe(revision)
    expect(Math.max(...waits)).toBe(0)
    expect(await fixture.ask('standard')).toMatchObject({ on: false, source: { revision } })
  })

  it('is off in advance for the flags that it lowers, though KV says nothing', async () => {
    const fixture = await warm()
    fixture.tell({ seq: 5, revision: offRevision, lowered: { standard: 5 } })
    await fixture.busy(1_100)
    expect(heldBy(fixture)).not.toBe(offRevision)
    expect(await fixture.ask('standard')).toMatchObject({ on: false })
    expect(await fixture.ask('strict')).toMatchObject({ on: true })
  })

  it("comes from the location's cache where another isolate has brought it", async () => {
    const fixture = await warm()
    fixture.cache.entries.set(snapshotKey(offRevision), offText)
    fixture.tell({ seq: 5, revision: offRevision })
    await fixture.busy(1_100)
    expect(heldBy(fixture)).toBe(offRevision)
    expect(fixture.store.reads).not.toContain(snapshotKey(offRevision))
  })

  it('does not come from a cache that was tampered with', async () => {
    const fixture = await warm()
    fixture.cache.entries.set(snapshotKey(offRevision), offText.replace('strict', 'hacked'))
    fixture.store.entries.set(snapshotKey(offRevision), offText)
    fixture.tell({ seq: 5, revision: offRevision })
    await fixture.busy(1_100)
    expect(heldBy(fixture)).toBe(offRevision)
    expect(fixture.store.reads).toContain(snapshotKey(offRevision))
  })

  it('is left in the cache for the next isolate', async () => {
    const fixture = await warm()
    expect(fixture.cache.entries.has(snapshotKey(heldBy(fixture)!))).toBe(true)
  })

  it('comes from the relay, part by part, where KV does not have it yet', async () => {
    const fixture = await warm()
    const cut = 40
    fixture.relays.parts.set(`${offRevision}/0`, { text: offText.slice(0, cut), count: 2 })
    fixture.relays.parts.set(`${offRevision}/1`, { text: offText.slice(cut), count: 2 })
    fixture.tell({ seq: 5, revision: offRevision })
    await fixture.busy(1_100)
    expect(heldBy(fixture)).toBe(offRevision)
  })

  it('does not come from a relay whose parts do not hash to its name', async () => {
    const fixture = await warm()
    fixture.relays.parts.set(`${offRevision}/0`, { text: offText.replace('off', 'on'), count: 1 })
    fixture.tell({ seq: 5, revision: offRevision })
    await fixture.busy(1_100)
    expect(heldBy(fixture)).not.toBe(offRevision)
    expect((await fixture.ask('standard')).source.cause).toBe('kv_checksum')
  })

  it('does not come from the relay while KV fails: there is no way around', async () => {
    const fixture = await warm()
    fixture.relays.parts.set(`${offRevision}/0`, { text: offText, count: 1 })
    fixture.store.fault = () => {
      throw new Error('out of order')
    }
    fixture.tell({ seq: 5, revision: offRevision })
    await fixture.busy(1_100)
    expect(heldBy(fixture)).not.toBe(offRevision)
    expect((await fixture.ask('standard')).source.cause).toBe('kv_failed')
  })

  it('that nobody has makes the held one count as gone after S_max', async () => {
    const fixture = await warm()
    fixture.tell({ seq: 5, revision: offRevision })
    await fixture.busy(600)
    for (let seconds = 0; seconds < 118; seconds += 2) {
      await fixture.clock.advance(2_000)
      await fixture.ask('standard')
    }
    expect(await fixture.ask('standard')).toMatchObject({ on: true })
    await fixture.clock.advance(3_000)
    await fixture.ask('standard')
    expect(await fixture.ask('standard')).toMatchObject({ on: false, source: { tier: 'off' } })
  })

  it("is never followed backwards when KV's head is older", async () => {
    const fixture = await warm()
    const before = fixture.store.entries.get('head')!
    const revision = await fixture.publish(bothOff)
    await fixture.busy(1_100)
    fixture.store.entries.set('head', before)
    await fixture.clock.advance(31_000)
    await fixture.ask('strict')
    await fixture.busy(500)
    expect(heldBy(fixture)).toBe(revision)
  })
})
