import { describe, expect, it } from 'vitest'
import { Chance } from '../../bench/world/chance.ts'
import { feedAt } from './fake-relays.ts'
import { createFeedFixture } from './feed-fixture.ts'

describe('kill receipts', () => {
  it('are sent once per seq, at once by whoever asked the relay', async () => {
    const fixture = createFeedFixture()
    for (const seq of [1, 1, 2]) {
      fixture.relays.answer = { feed: feedAt(seq), ageMs: 0 }
      await fixture.refresh()
      await fixture.idle()
      await fixture.clock.advance(600)
    }
    expect(fixture.relays.sighted.map(({ colo, epoch, seq, agoMs }) => [colo, epoch, seq, agoMs])).toEqual([
      ['FRA', 1, 1, 0],
      ['FRA', 1, 2, 0],
    ])
  })

  it('are spread by those who learnt from the cache, and say since when', async () => {
    const first = createFeedFixture()
    await first.refresh()
    const second = createFeedFixture({ relays: first.relays, cache: first.cache, clock: first.clock })
    await second.refresh()
    for (const fixture of [first, second]) await fixture.idle()
    expect(first.relays.sighted.map(({ agoMs }) => agoMs)).toEqual([0, 5_000])
  })

  it('of a later seq do not wait for an earlier one that is still to be sent', async () => {
    const first = createFeedFixture()
    await first.refresh()
    const { relays, cache, clock } = first
    const second = createFeedFixture({ relays, cache, clock })
    await second.refresh()
    await clock.advance(1_000)
    relays.answer = { feed: feedAt(2), ageMs: 0 }
    await second.refresh()
    expect(relays.sighted.at(-1)).toMatchObject({ seq: 2, agoMs: 0 })
    await second.idle()
    expect(relays.sighted.map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('stay below two a second where isolates are many', async () => {
    const { relays, cache, clock } = createFeedFixture()
    const random = new Chance(1).next
    const isolates = Array.from({ length: 60 }, () => createFeedFixture({ relays, cache, clock, random }))
    for (const isolate of isolates) await isolate.refresh()
    for (const isolate of isolates) await isolate.idle()
    expect(relays.sighted.length).toBeLessThanOrEqual(2 * 11 + 1)
    expect(relays.sighted.length).toBeGreaterThan(10)
  })

  it('that fail are sent again with a later refresh, three times at most', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    fixture.relays.refusesSightings = true
    await fixture.refresh()
    await fixture.idle()
    fixture.relays.refusesSightings = false
    await fixture.clock.advance(600)
    await fixture.refresh()
    await fixture.idle()
    expect(fixture.relays.sighted.map(({ agoMs }) => agoMs)).toEqual([600])
  })
})
