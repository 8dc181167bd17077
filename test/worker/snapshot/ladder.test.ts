import { describe, expect, it, vi } from 'vitest'
import { rest } from '../virtual-clock.ts'
import { createLadderFixture, flagsOf, killOf, markedIn } from './ladder-fixture.ts'

describe('a load', () => {
  it('reads the head, then the snapshot it names, and then the head alone while that stays', async () => {
    const { view, publish, clock, store, idle } = createLadderFixture()
    const revision = await publish('first')
    expect(flagsOf(await clock.settle(view()))).toEqual(['first'])
    expect(store.reads).toEqual(['head', `snapshot/${revision}`])
    await clock.advance(30_001)
    await view()
    await idle()
    expect(store.reads).toEqual(['head', `snapshot/${revision}`, 'head'])
  })

  it('takes from the cache of KV what is no older than the policy says', async () => {
    const { view, publish, clock, store, policy } = createLadderFixture()
    const revision = await publish('first')
    const get = vi.spyOn(store, 'get')
    await clock.settle(view())
    const options = { type: 'text', cacheTtl: policy.kvCacheTtlSeconds }
    expect(get.mock.calls).toEqual([
      ['head', options],
      [`snapshot/${revision}`, options],
    ])
  })

  it('is one for all requests that come meanwhile', async () => {
    const { view, holdReads, publish, ladder } = createLadderFixture()
    await publish('first')
    const waiting = holdReads()
    const views = Array.from({ length: 50 }, () => view())
    await rest()
    expect(waiting.map(({ key }) => key)).toEqual(['head'])
    waiting[0]!.answer()
    await rest()
    waiting[1]!.answer()
    expect((await Promise.all(views)).map(flagsOf)).toEqual(views.map(() => ['first']))
    expect(ladder.counts).toEqual({ loads: 1, failures: 0 })
  })

  it('runs behind the answers when the last one is getting old, once', async () => {
    const { view, holdReads, publish, ladder, clock, idle } = createLadderFixture()
    await publish('first')
    await clock.settle(view())
    await publish('second')
    await clock.advance(30_001)
    const waiting = holdReads()
    const during = [await view(), await view(), await view()]
    expect(during.map(flagsOf)).toEqual([['first'], ['first'], ['first']])
    await rest()
    expect(waiting.map(({ key }) => key)).toEqual(['head'])
    waiting[0]!.answer()
    await rest()
    waiting[1]!.answer()
    await idle()
    const after = await view()
    expect(flagsOf(after)).toEqual(['second'])
    expect(after.decision.ageMs).toBe(0)
    expect(ladder.counts.loads).toBe(2)
  })

  it('is kept alive beyond the request that began it', async () => {
    const { view, background, publish, clock, idle } = createLadderFixture()
    await publish('first')
    await clock.settle(view())
    expect(background).toHaveLength(1)
    await idle()
    await clock.advance(30_001)
    await view()
    expect(background).toHaveLength(1)
  })

  it('counts its age from before it was asked', async () => {
    const { view, holdReads, publish, clock } = createLadderFixture()
    await publish('first')
    const waiting = holdReads()
    const cold = view()
    await clock.advance(700)
    waiting[0]!.answer()
    await rest()
    await clock.advance(300)
    waiting[1]!.answer()
    expect((await cold).decision.ageMs).toBe(1_000)
  })
})

describe('the ladder never goes back', () => {
  it('to an older feed, whose kills and revision it ignores', async () => {
    const { view, publish, store, clock, idle } = createLadderFixture()
    const old = await publish('first', { seq: 4 })
    await publish('second', { seq: 5, kills: killOf('second') })
    await clock.settle(view())
    store.point(old, { seq: 4 })
    await clock.advance(30_001)
    await view()
    await idle()
    const after = await view()
    expect(flagsOf(after)).toEqual(['second'])
    expect(markedIn(after)).toEqual(['second'])
    expect(after.decision).toMatchObject({ standardServed: true, ageMs: 0 })
  })

  it('and of two equal feeds keeps the one it knows', async () => {
    const { view, publish, store, clock, idle } = createLadderFixture()
    const revision = await publish('first', { seq: 5, kills: killOf('first') })
    await clock.settle(view())
    store.point(revision, { seq: 5 })
    await clock.advance(30_001)
    await view()
    await idle()
    expect(markedIn(await view())).toEqual(['first'])
  })

  it('but follows a later epoch, whatever its seq', async () => {
    const { view, publish, clock, idle } = createLadderFixture()
    await publish('first', { epoch: 1, seq: 50 })
    await clock.settle(view())
    await publish('second', { epoch: 2, seq: 3 })
    await clock.advance(30_001)
    await view()
    await idle()
    expect(flagsOf(await view())).toEqual(['second'])
  })

  it('and follows a later seq back to an older revision', async () => {
    const { view, publish, store, clock, idle } = createLadderFixture()
    const old = await publish('first', { seq: 1 })
    await publish('second', { seq: 2 })
    await clock.settle(view())
    store.point(old, { seq: 3 })
    await clock.advance(30_001)
    await view()
    await idle()
    expect(flagsOf(await view())).toEqual(['first'])
  })

  it('to a revision whose snapshot cannot be read: it keeps the old one, and the newer kills', async () => {
    const { view, publish, store, clock, idle } = createLadderFixture()
    await publish('first', { seq: 1 })
    await clock.settle(view())
    store.point('f'.repeat(64), { seq: 2, kills: killOf('first') })
    await clock.advance(30_001)
    await view()
    await idle()
    const after = await view()
    expect(flagsOf(after)).toEqual(['first'])
    expect(markedIn(after)).toEqual(['first'])
    expect(after.decision).toMatchObject({ standardServed: true, cause: 'kv_missing' })
  })
})
