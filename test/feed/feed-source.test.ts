// The lease of one isolate, against relays and caches that do what they should not.

import { describe, expect, it } from 'vitest'
import { relayOrder } from '../../worker/feed/relay-choice.ts'
import { rest } from '../worker/virtual-clock.ts'
import { FakeCache, FakeRelays, feedAt, killed, silent } from './fake-relays.ts'
import { createFeedFixture, type FeedFixture } from './feed-fixture.ts'

const [home, neighbour] = relayOrder({ colo: 'FRA', continent: 'EU', longitude: 8.7 }) as ['weur-1', 'eeur']
const ignore = (): void => {}

/** Waits for a refresh as a request does; how long that took. */
async function waited({ source, clock }: FeedFixture): Promise<number> {
  const startedAtMs = clock.now()
  await clock.settle(source.settled(ignore))
  return clock.now() - startedAtMs
}

describe('evidence', () => {
  it('is as old as the relay says, counted from before it was asked', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    const { relays, clock } = fixture
    relays.make([home], async () => {
      await clock.sleep(120)
      return { feed: feedAt(1), ageMs: 300 }
    })
    await fixture.refresh()
    expect(fixture.ageMs()).toBe(420)
  })

  it('of an older feed is refused altogether', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    fixture.relays.answer = { feed: feedAt(5, [killed('a')]), ageMs: 1_000 }
    await fixture.refresh()
    fixture.relays.answer = { feed: feedAt(4), ageMs: 0 }
    await fixture.clock.advance(500)
    await fixture.refresh()
    expect(fixture.heard.map(({ seq }) => seq)).toEqual([5])
    expect(fixture.ageMs()).toBe(1_500)
  })

  it('of a new epoch beats any seq of the old one', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    fixture.relays.answer = { feed: feedAt(50), ageMs: 0 }
    await fixture.refresh()
    fixture.relays.answer = { feed: feedAt(3, [], { epoch: 2 }), ageMs: 0 }
    await fixture.clock.advance(500)
    await fixture.refresh()
    expect(fixture.heard.map(({ epoch, seq }) => [epoch, seq])).toEqual([
      [1, 50],
      [2, 3],
    ])
  })

  it('never grows younger by an answer that says less', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    await fixture.refresh()
    fixture.relays.answer = { feed: feedAt(1), ageMs: 1_400 }
    await fixture.clock.advance(100)
    await fixture.refresh()
    expect(fixture.ageMs()).toBe(100)
  })

  it('that nobody vouches for brings its kills and no lease', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    fixture.relays.answer = { feed: feedAt(9, [killed('a')]), ageMs: Number.MAX_SAFE_INTEGER }
    await fixture.refresh()
    expect(fixture.heard.map(({ seq }) => seq)).toEqual([9])
    expect(fixture.ageMs()).toBeGreaterThan(fixture.policy.leaseMs)
  })

  it('that is no feed is no answer', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    fixture.relays.make([home], async () => ({ feed: { ...feedAt(9), kills: 'none' } as never, ageMs: 0 }))
    fixture.relays.answer = { feed: feedAt(9), ageMs: -5 }
    await fixture.refresh()
    expect(fixture.heard).toEqual([])
    expect(fixture.source.asOfMs).toBeUndefined()
  })
})

describe('a relay', () => {
  it('that is silent is left for a neighbour after 250 ms, and for five seconds', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    const { relays, clock } = fixture
    relays.make([home], silent)
    expect(await waited(fixture)).toBe(250)
    expect(fixture.ageMs()).toBe(0)
    await clock.advance(4_000)
    await fixture.refresh()
    expect(relays.asked).toEqual([home, neighbour, neighbour])
    await clock.advance(1_000)
    await fixture.refresh()
    expect(relays.asked.slice(3)).toEqual([home, neighbour])
  })

  it('that throws is left at once', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    fixture.relays.make([home], async () => {
      throw new Error('reset')
    })
    expect(await waited(fixture)).toBe(0)
    expect(fixture.relays.asked).toEqual([home, neighbour])
  })

  it('is asked again, by a new stub, where the platform says that it may be', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    const { relays } = fixture
    let failed = false
    relays.make([home], async () => {
      if (failed) return relays.answer
      failed = true
      throw Object.assign(new Error('moved'), { retryable: true })
    })
    await fixture.refresh()
    expect(relays.asked).toEqual([home, home])
    expect(relays.stubs).toBeGreaterThanOrEqual(2)
  })

  it('that is overloaded is not asked again', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    fixture.relays.make([home], async () => {
      throw Object.assign(new Error('busy'), { retryable: true, overloaded: true })
    })
    await fixture.refresh()
    expect(fixture.relays.asked).toEqual([home, neighbour])
  })

  it('that is cut off from the root is heard, and left for a neighbour', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    fixture.relays.make([home], async () => ({ feed: feedAt(7, [killed('a')]), ageMs: 1_501 }))
    fixture.relays.answer = { feed: feedAt(7, [killed('a')]), ageMs: 40 }
    await fixture.refresh()
    expect(fixture.relays.asked).toEqual([home, neighbour])
    expect(fixture.ageMs()).toBe(40)
  })

  it('that has nothing is left for a neighbour', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    fixture.relays.make([home], async () => null)
    await fixture.refresh()
    expect(fixture.relays.asked).toEqual([home, neighbour])
  })
})

describe('a request that waits for a refresh', () => {
  it('gives up after the budget', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    fixture.relays.make([home, neighbour], silent)
    expect(await waited(fixture)).toBe(400)
  })

  it('opens the breaker by giving up: for a second nobody waits', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    fixture.relays.make([home, neighbour], silent)
    await waited(fixture)
    const { source, clock } = fixture
    expect(source.mayBlock(clock.now())).toBe(false)
    expect(source.mayBlock(clock.now() + 999)).toBe(false)
    expect(source.mayBlock(clock.now() + 1_000)).toBe(true)
  })

  it('shares the refresh under way', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    fixture.relays.make([home], async () => {
      await fixture.clock.sleep(100)
      return fixture.relays.answer
    })
    const { source, clock } = fixture
    await clock.settle(Promise.all([source.settled(ignore), source.settled(ignore), source.settled(ignore)]))
    expect(fixture.relays.asked).toEqual([home])
  })

  it('does not wait for ever for a refresh whose owner is gone, and starts its own later', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    // The owner's timers died with it: neither answer nor time-out ever comes.
    const dead = new FakeRelays()
    dead.make([home], silent)
    const { source, clock, relays } = fixture
    relays.make([home], silent)
    const frozen = clock.sleep
    Object.assign(clock, { sleep: silent })
    source.keepFresh(clock.now(), ignore)
    Object.assign(clock, { sleep: frozen })
    await rest()
    relays.behaviours.clear()
    expect(await waited(fixture)).toBeLessThanOrEqual(400)
    await clock.advance(fixture.policy.flightMs)
    await fixture.refresh()
    expect(fixture.ageMs()).toBe(0)
  })
})

describe('a busy isolate', () => {
  it('refreshes every 500 ms × U(0.8, 1), not more often', async () => {
    const fixture = createFeedFixture({ cacheAbsent: true })
    const { source, clock, relays } = fixture
    for (let ms = 0; ms < 4_500; ms += 50) {
      source.keepFresh(clock.now(), ignore)
      await clock.advance(50)
    }
    expect(relays.asked.length).toBe(10)
  })
})

describe('an isolate that does not know where it is', () => {
  it('asks some relay and says it is local', async () => {
    const colos: string[] = []
    const fixture = createFeedFixture({ colo: undefined, cache: new FakeCache() })
    const { relays } = fixture
    for (const name of ['wnam', 'enam-1', 'enam-2', 'weur-1', 'weur-2', 'eeur', 'apac-ne', 'apac-se', 'oc'] as const) {
      relays.make([name], async (colo) => {
        colos.push(colo)
        return relays.answer
      })
    }
    await fixture.refresh()
    expect(colos).toEqual(['local'])
  })
})
