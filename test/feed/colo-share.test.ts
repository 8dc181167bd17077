// What the isolates of one location do for each other, and for the relays.

import { describe, expect, it } from 'vitest'
import { relayOrder } from '../../worker/feed/relay-choice.ts'
import { rest } from '../worker/virtual-clock.ts'
import { feedAt, killed, silent } from './fake-relays.ts'
import { createFeedFixture } from './feed-fixture.ts'

const [home, neighbour] = relayOrder({ colo: 'FRA', continent: 'EU', longitude: 8.7 }) as ['weur-1', 'eeur']
const ignore = (): void => {}

describe("the location's cache", () => {
  it('spares the relays: a second isolate takes what the first one stored', async () => {
    const first = createFeedFixture()
    await first.refresh()
    const second = createFeedFixture({ relays: first.relays, cache: first.cache, clock: first.clock })
    await first.clock.advance(300)
    await second.refresh()
    expect(first.relays.asked).toEqual([home])
    expect(second.ageMs()).toBe(300)
  })

  it('is not used when the entry was stored too long ago, or vouched for too long ago', async () => {
    for (const [ageMs, laterMs] of [
      [0, 451],
      [1_400, 101],
    ] as const) {
      const first = createFeedFixture()
      first.relays.answer = { feed: feedAt(1), ageMs }
      await first.refresh()
      await first.clock.advance(laterMs)
      first.relays.answer = { feed: feedAt(1), ageMs: 0 }
      const second = createFeedFixture({ relays: first.relays, cache: first.cache, clock: first.clock })
      await first.clock.advance(500 - laterMs)
      await second.refresh()
      expect(first.relays.asked).toEqual([home, home])
    }
  })

  it('makes the others wait while one asks', async () => {
    const first = createFeedFixture()
    const { relays, cache, clock } = first
    relays.make([home], async () => {
      await clock.sleep(150)
      return relays.answer
    })
    const second = createFeedFixture({ relays, cache, clock })
    first.source.keepFresh(clock.now(), ignore)
    await rest()
    await clock.settle(second.source.settled(ignore))
    expect(relays.asked).toEqual([home])
    expect(second.ageMs()).toBeLessThanOrEqual(200)
  })

  it('lets another one ask when the one that does takes too long', async () => {
    const first = createFeedFixture()
    const { relays, cache, clock } = first
    cache.entries.set('refreshing', JSON.stringify({ atMs: clock.now(), failed: false, avoided: {} }))
    await first.refresh()
    expect(relays.asked).toEqual([home])
    expect(first.ageMs()).toBe(0)
  })

  it('spares relays that were just asked in vain', async () => {
    const first = createFeedFixture()
    const { relays, cache, clock } = first
    relays.make([home, neighbour], async () => null)
    await first.refresh()
    const second = createFeedFixture({ relays, cache, clock })
    await second.refresh()
    expect(relays.asked).toEqual([home, neighbour])
    await clock.advance(500)
    await second.refresh()
    expect(relays.asked.length).toBeGreaterThan(2)
  })

  it('tells which relays to avoid', async () => {
    const first = createFeedFixture()
    const { relays, cache, clock } = first
    relays.make([home], silent)
    await first.refresh()
    await clock.advance(600)
    const second = createFeedFixture({ relays, cache, clock })
    await second.refresh()
    expect(relays.asked).toEqual([home, neighbour, neighbour])
  })

  it.each(['throws', 'hangs'] as const)('that %s is as good as none', async (fault) => {
    const fixture = createFeedFixture()
    fixture.cache.fault = fault
    await fixture.refresh()
    expect(fixture.relays.asked).toEqual([home])
    expect(fixture.ageMs()).toBe(0)
  })

  it('with garbage in it is as good as none', async () => {
    const fixture = createFeedFixture()
    fixture.cache.entries.set('feed', '{"format":1')
    fixture.cache.entries.set('refreshing', 'now')
    await fixture.refresh()
    expect(fixture.ageMs()).toBe(0)
  })

  it('never takes a known kill back', async () => {
    const fixture = createFeedFixture()
    fixture.relays.answer = { feed: feedAt(2, [killed('a')]), ageMs: 0 }
    await fixture.refresh()
    const { clock, cache } = fixture
    cache.entries.set('feed', JSON.stringify({ feed: feedAt(1), asOfMs: clock.now(), storedAtMs: clock.now() }))
    await clock.advance(100)
    await fixture.refresh()
    expect(fixture.heard.map(({ seq }) => seq)).toEqual([2])
    expect(fixture.relays.asked).toEqual([home, home])
  })
})
