import { describe, expect, it, vi } from 'vitest'
import { createCoreFixture, feedAt } from './core-fixture.ts'

vi.spyOn(console, 'warn').mockImplementation(() => {})

const silent = (): Promise<never> => new Promise(() => {})
const refusing = async (): Promise<never> => {
  throw new Error('the root is not there')
}

describe('snapshot parts', () => {
  it('come from the root once, however many ask, and then from the shelf', async () => {
    const fixture = createCoreFixture()
    const part = { text: 'text', count: 1 }
    fixture.part = async () => {
      await fixture.clock.sleep(50)
      return part
    }
    const { relay, clock } = fixture
    await relay.push(feedAt(1))
    const asked = [1, 2, 3].map(() => relay.snapshotPart(feedAt(1).revision, 0))
    expect(await clock.settle(Promise.all(asked))).toEqual([part, part, part])
    expect(await clock.settle(relay.snapshotPart(feedAt(1).revision, 0))).toEqual(part)
    expect(fixture.partsAsked).toBe(1)
  })

  it('of any revision but the current one are not there', async () => {
    const fixture = createCoreFixture()
    await fixture.relay.push(feedAt(1))
    expect(await fixture.relay.snapshotPart('b'.repeat(64), 0)).toBeNull()
    expect(fixture.partsAsked).toBe(0)
  })

  it.each([
    ['does not have', async () => null],
    ['fails to give', refusing],
    ['never gives', silent],
  ])('that the root %s are not there, and asked for again later', async (_, part) => {
    const fixture = createCoreFixture()
    const { relay, clock } = fixture
    await relay.push(feedAt(1))
    fixture.part = part
    expect(await clock.settle(relay.snapshotPart(feedAt(1).revision, 0))).toBeNull()
    await clock.advance(5_001)
    fixture.part = async () => ({ text: 'text', count: 1 })
    expect(await clock.settle(relay.snapshotPart(feedAt(1).revision, 0))).toEqual({ text: 'text', count: 1 })
  })
})
