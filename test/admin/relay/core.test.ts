// Push accelerates, pull proves: the rules of a relay.

import { describe, expect, it, vi } from 'vitest'
import type { Feed } from '../../../protocol/feed.ts'
import { rest } from '../../worker/virtual-clock.ts'
import { createCoreFixture, feedAt } from './core-fixture.ts'

vi.spyOn(console, 'warn').mockImplementation(() => {})

const silent = (): Promise<never> => new Promise(() => {})
const refusing = async (): Promise<never> => {
  throw new Error('the root is not there')
}

describe('a pull', () => {
  it('proves what the root said, as of the moment before it was asked', async () => {
    const fixture = createCoreFixture()
    fixture.pull = async () => {
      await fixture.clock.sleep(120)
      return feedAt(4)
    }
    expect(await fixture.read()).toEqual({ seq: 4, ageMs: 120, waitedMs: 120 })
  })

  it("is made behind the reader's back from 400 ms on", async () => {
    const fixture = createCoreFixture()
    await fixture.read()
    await fixture.clock.advance(400)
    expect(await fixture.read()).toEqual({ seq: 1, ageMs: 400, waitedMs: 0 })
    expect(fixture.pulls.length).toBe(1)
    await fixture.clock.advance(1)
    expect(await fixture.read()).toMatchObject({ waitedMs: 0 })
    await rest()
    expect(fixture.pulls.length).toBe(2)
    expect(await fixture.read()).toEqual({ seq: 1, ageMs: 0, waitedMs: 0 })
  })

  it('is waited for from 1,000 ms on', async () => {
    const fixture = createCoreFixture()
    await fixture.read()
    fixture.pull = async () => {
      await fixture.clock.sleep(100)
      return feedAt(2)
    }
    await fixture.clock.advance(1_001)
    expect(await fixture.read()).toEqual({ seq: 2, ageMs: 100, waitedMs: 100 })
  })

  it('is shared by all who read meanwhile', async () => {
    const fixture = createCoreFixture()
    fixture.pull = async () => {
      await fixture.clock.sleep(100)
      return feedAt(1)
    }
    const { relay, clock } = fixture
    await clock.settle(Promise.all(['FRA', 'LHR', 'CDG'].map((colo) => relay.read(colo))))
    expect(fixture.pulls.length).toBe(1)
  })

  it('that is silent keeps a reader no longer than half a second, and is followed by another', async () => {
    const fixture = createCoreFixture()
    fixture.pull = silent
    expect(await fixture.read()).toBeNull()
    expect(fixture.clock.now()).toBe(new Date('2026-11-20T00:00:00.500Z').getTime())
    fixture.pull = async () => feedAt(1)
    await fixture.read()
    expect(fixture.pulls.length).toBe(2)
  })

  it('that ends late still counts, as of its own beginning', async () => {
    const fixture = createCoreFixture()
    let answer: (feed: Feed) => void = () => {}
    fixture.pull = () => new Promise((resolve) => (answer = resolve))
    await fixture.read()
    await fixture.clock.advance(300)
    answer(feedAt(6))
    await rest()
    expect(await fixture.read()).toMatchObject({ seq: 6, ageMs: 800 })
  })

  it('that fails keeps nobody waiting for a second, and is not repeated within 250 ms', async () => {
    const fixture = createCoreFixture()
    await fixture.read()
    fixture.pull = silent
    await fixture.clock.advance(2_000)
    expect(await fixture.read()).toMatchObject({ waitedMs: 500 })
    fixture.pull = refusing
    for (let asked = 0; asked < 20; asked++) {
      expect(await fixture.read()).toMatchObject({ waitedMs: 0 })
      await fixture.clock.advance(40)
    }
    expect(fixture.pulls.length).toBeLessThanOrEqual(2 + 4)
  })

  it('is tried again at once, by a new stub, only where the platform says so', async () => {
    for (const [retryable, pulls] of [
      [true, 2],
      [false, 1],
    ] as const) {
      const fixture = createCoreFixture()
      fixture.pull = async () => {
        if (fixture.pulls.length === 1) throw Object.assign(new Error('moved'), { retryable })
        return feedAt(1)
      }
      await fixture.read()
      expect([fixture.pulls.length, fixture.stubs]).toEqual([pulls, pulls])
    }
  })

  it('of an older feed neither goes back nor proves anything', async () => {
    const fixture = createCoreFixture()
    await fixture.read()
    await fixture.relay.push(feedAt(9))
    await fixture.clock.advance(600)
    fixture.pull = async () => feedAt(8)
    await fixture.read()
    await rest()
    expect(await fixture.read()).toMatchObject({ seq: 9, ageMs: 600 })
  })

  it('of something that is no feed proves nothing', async () => {
    const fixture = createCoreFixture()
    fixture.pull = async () => ({ ...feedAt(1), seq: -1 })
    expect(await fixture.read()).toBeNull()
  })
})

describe('a push', () => {
  it('is used at once and makes nothing fresher', async () => {
    const fixture = createCoreFixture()
    await fixture.read()
    await fixture.clock.advance(300)
    expect(await fixture.relay.push(feedAt(2))).toBe(2)
    expect(await fixture.read()).toMatchObject({ seq: 2, ageMs: 300 })
  })

  it.each([
    ['an older seq', feedAt(4)],
    ['an older epoch', feedAt(99, { epoch: 0 })],
  ])('of %s changes nothing', async (_, older) => {
    const fixture = createCoreFixture()
    await fixture.relay.push(feedAt(5))
    expect(await fixture.relay.push(older)).toBe(5)
  })

  it('of a newer epoch beats any seq', async () => {
    const fixture = createCoreFixture()
    await fixture.relay.push(feedAt(500))
    expect(await fixture.relay.push(feedAt(3, { epoch: 2 }))).toBe(3)
  })

  it('to a relay that never reached the root is handed on, older than any lease', async () => {
    const fixture = createCoreFixture()
    fixture.pull = refusing
    await fixture.relay.push(feedAt(7))
    const answer = await fixture.read()
    expect(answer?.seq).toBe(7)
    expect(answer?.ageMs).toBe(Number.MAX_SAFE_INTEGER)
  })
})

describe('kill receipts', () => {
  it('travel with the next pull, gathered by location, with their ages', async () => {
    const fixture = createCoreFixture()
    const { relay, clock, pulls } = fixture
    await fixture.read('FRA')
    await relay.sighted({ colo: 'FRA', epoch: 1, seq: 2 })
    await clock.advance(100)
    await relay.sighted({ colo: 'FRA', epoch: 1, seq: 2, agoMs: 30 })
    await relay.sighted({ colo: 'LHR', epoch: 1, seq: 2, agoMs: 500 })
    await clock.advance(301)
    await fixture.read('FRA')
    expect(pulls.at(-1)).toEqual({
      relay: 'weur-1',
      colos: ['FRA'],
      sightings: [
        { colo: 'FRA', epoch: 1, seq: 2, count: 2, firstAgoMs: 400, lastAgoMs: 330 },
        { colo: 'LHR', epoch: 1, seq: 2, count: 1, firstAgoMs: 800, lastAgoMs: 800 },
      ],
    })
  })

  it('survive a pull that is lost, and leave only once', async () => {
    const fixture = createCoreFixture()
    const { relay, clock, pulls } = fixture
    await relay.sighted({ colo: 'FRA', epoch: 1, seq: 2 })
    fixture.pull = refusing
    await fixture.read()
    fixture.pull = async () => feedAt(2)
    await clock.advance(1_100)
    await fixture.read()
    await clock.advance(1_100)
    await fixture.read()
    expect(pulls.flatMap(({ sightings }) => sightings.map(({ count }) => count))).toEqual([1, 1])
  })

  it('bring themselves to the root where nobody reads any more', async () => {
    const fixture = createCoreFixture()
    await fixture.read()
    await fixture.relay.sighted({ colo: 'FRA', epoch: 1, seq: 2 })
    await fixture.clock.advance(500)
    expect(fixture.pulls.at(-1)?.sightings.length).toBe(1)
  })
})

describe('locations', () => {
  it('count for a minute after they have asked', async () => {
    const fixture = createCoreFixture()
    await fixture.read('FRA')
    await fixture.clock.advance(40_000)
    await fixture.read('LHR')
    await fixture.clock.advance(20_001)
    await fixture.read('CDG')
    expect(fixture.pulls.at(-1)?.colos).toEqual(['LHR', 'CDG'])
  })
})
