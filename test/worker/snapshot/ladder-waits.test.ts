// How long anything waits, and what becomes of loads that do not end.

import { describe, expect, it } from 'vitest'
import type { View } from '../../../worker/snapshot/ladder.ts'
import { rest, type VirtualClock } from '../virtual-clock.ts'
import { createLadderFixture, flagsOf, killOf, type LadderFixture } from './ladder-fixture.ts'

const never = (): Promise<never> => new Promise(() => {})

/** The view and how long it took. */
async function timed({ view, clock }: LadderFixture): Promise<[View, number]> {
  const startMs = clock.now()
  const found = await clock.settle(view())
  return [found, clock.now() - startMs]
}

describe('a request that finds nothing held', () => {
  it('waits for KV as long as a cold start may take, and no longer', async () => {
    const fixture = createLadderFixture()
    fixture.store.fault = never
    const [view, waitedMs] = await timed(fixture)
    expect(waitedMs).toBe(fixture.policy.coldBudgetMs)
    expect(view.decision).toMatchObject({ standardServed: false, cause: 'kv_timeout' })
  })

  it('does not wait at all for a while after a failure', async () => {
    const fixture = createLadderFixture()
    fixture.store.fault = () => null
    await timed(fixture)
    fixture.store.reads.length = 0
    await fixture.clock.advance(fixture.policy.breakerMs - 1)
    const [view, waitedMs] = await timed(fixture)
    expect(waitedMs).toBe(0)
    expect(view.decision.cause).toBe('kv_missing')
    expect(fixture.store.reads).toEqual([])
    await fixture.clock.advance(1)
    await timed(fixture)
    expect(fixture.store.reads).toEqual(['head'])
  })

  it('does not wait again behind a load that hangs, until the breaker closes', async () => {
    const fixture = createLadderFixture()
    fixture.store.fault = never
    await timed(fixture)
    expect((await timed(fixture))[1]).toBe(0)
    await fixture.clock.advance(fixture.policy.breakerMs)
    expect((await timed(fixture))[1]).toBe(fixture.policy.coldBudgetMs)
    expect(fixture.ladder.counts.loads).toBe(1)
  })

  it('has a fresh load as soon as a read that hangs is given up', async () => {
    const fixture = createLadderFixture()
    await fixture.publish('first')
    fixture.store.fault = never
    await timed(fixture)
    fixture.store.fault = undefined
    await fixture.clock.advance(fixture.policy.loadTimeoutMs + fixture.policy.breakerMs)
    expect(fixture.ladder.counts.failures).toBe(1)
    expect(flagsOf((await timed(fixture))[0])).toEqual(['first'])
  })

  it('is answered when the load it gave up on ends after all', async () => {
    const fixture = createLadderFixture()
    await fixture.publish('first')
    const waiting = fixture.holdReads()
    await timed(fixture)
    waiting[0]!.answer()
    await rest()
    waiting[1]!.answer()
    await rest()
    const [view, waitedMs] = await timed(fixture)
    expect(waitedMs).toBe(0)
    expect(flagsOf(view)).toEqual(['first'])
    expect(view.decision).toMatchObject({ standardServed: true, cause: undefined })
  })
})

describe('a request that finds something too old', () => {
  it('waits for a refresh within its budget', async () => {
    const fixture = createLadderFixture()
    await fixture.publish('first')
    await timed(fixture)
    fixture.store.fault = never
    await fixture.clock.advance(fixture.policy.maxStaleMs + 1)
    const [view, waitedMs] = await timed(fixture)
    expect(waitedMs).toBe(fixture.policy.refreshBudgetMs)
    expect(view.decision).toMatchObject({ standardServed: false, cause: 'kv_timeout' })
  })

  it('is served when the refresh comes in time', async () => {
    const fixture = createLadderFixture()
    await fixture.publish('first')
    await timed(fixture)
    await fixture.clock.advance(3_600_000)
    const [view] = await timed(fixture)
    expect(view).toMatchObject({ decision: { standardServed: true, ageMs: 0 }, servedTier: 'kv' })
  })
})

describe('a request that finds something fit to serve', () => {
  it('never waits, whether KV hangs or fails', async () => {
    for (const fault of [never, () => null, () => Promise.reject(new Error('no KV'))]) {
      const fixture = createLadderFixture()
      await fixture.publish('first')
      await timed(fixture)
      fixture.store.fault = fault
      for (let ms = 0; ms < 120_000; ms += 6_000) {
        await fixture.clock.advance(6_000)
        const [view, waitedMs] = await timed(fixture)
        expect(waitedMs).toBe(0)
        expect(view.decision.standardServed).toBe(true)
      }
    }
  })

  it('tries again behind the answers once in the breaker time, no more', async () => {
    const fixture = createLadderFixture()
    await fixture.publish('first')
    await timed(fixture)
    fixture.store.fault = () => null
    await fixture.clock.advance(30_001)
    fixture.store.reads.length = 0
    for (let i = 0; i < 50; i++) {
      await fixture.view()
      await fixture.idle()
      await fixture.clock.advance(100)
    }
    expect(fixture.store.reads).toEqual(['head', 'head', 'head', 'head', 'head'])
  })
})

/** Timers of loads never ring, as when the request that began a load has returned and the runtime cancelled its I/O. */
const abandoned = (clock: VirtualClock) => (ms: number) => (ms === 5_000 ? never() : clock.sleep(ms))

describe('a load whose owner is gone', () => {
  it('is given up after its time, so that another can begin', async () => {
    const fixture = createLadderFixture({}, abandoned)
    await fixture.publish('first')
    fixture.store.fault = never
    await timed(fixture)
    fixture.store.fault = undefined
    await fixture.clock.advance(8_000)
    expect((await timed(fixture))[0].decision.standardServed).toBe(false)
    expect(fixture.ladder.counts.loads).toBe(1)
    await fixture.clock.advance(2_000)
    expect(flagsOf((await timed(fixture))[0])).toEqual(['first'])
    expect(fixture.ladder.counts.loads).toBe(2)
  })
})

describe('an older load that ends late', () => {
  /** A ladder with two loads under way: the first began with the snapshot "old", the second has brought "new". */
  async function overtaken(): Promise<{ fixture: LadderFixture; late: ReturnType<LadderFixture['holdReads']> }> {
    const fixture = createLadderFixture({}, abandoned)
    await fixture.publish('old', { seq: 1 })
    const late = fixture.holdReads()
    await timed(fixture)
    late[0]!.answer()
    await rest()
    expect(late.map(({ key }) => key)).toEqual(['head', expect.stringMatching(/^snapshot/)])
    fixture.store.fault = undefined
    await fixture.publish('new', { seq: 2, kills: killOf('new') })
    await fixture.clock.advance(10_001)
    expect(flagsOf((await timed(fixture))[0])).toEqual(['new'])
    return { fixture, late }
  }

  it('never replaces the newer snapshot', async () => {
    const { fixture, late } = await overtaken()
    late[1]!.answer()
    await rest()
    expect(flagsOf((await timed(fixture))[0])).toEqual(['new'])
  })

  it('vouches for nothing newer than its own beginning', async () => {
    const { fixture, late } = await overtaken()
    await fixture.clock.advance(5_000)
    late[1]!.answer()
    await rest()
    expect((await timed(fixture))[0].decision.ageMs).toBe(5_000)
  })

  it('says nothing against the newer snapshot by failing', async () => {
    const { fixture, late } = await overtaken()
    late[1]!.answerWith('garbage')
    await rest()
    expect((await timed(fixture))[0].decision).toMatchObject({ cause: undefined, refresh: 'none' })
  })

  it('says nothing against a later failure by succeeding', async () => {
    const { fixture, late } = await overtaken()
    await fixture.clock.advance(30_001)
    fixture.store.fault = () => null
    await fixture.view()
    await rest()
    late[1]!.answer()
    await rest()
    expect((await fixture.view()).decision.cause).toBe('kv_missing')
  })
})
