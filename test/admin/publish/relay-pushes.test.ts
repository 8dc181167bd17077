import { describe, expect, it } from 'vitest'
import { RelayPushes } from '../../../admin/publish/relay-pushes.ts'
import type { RelayAcknowledgement } from '../../../protocol/admin-kill.ts'
import type { Feed } from '../../../protocol/feed.ts'
import { type RelayName, relayNames } from '../../../protocol/relay.ts'
import { VirtualClock } from '../../worker/virtual-clock.ts'

const feedAt = (seq: number): Feed => ({ format: 1, epoch: 1, seq, revision: 'f'.repeat(64), kills: [], lowered: {} })

type Push = (feed: Feed) => Promise<number>

function setUp(behaviour: (name: RelayName) => Push = () => async (feed) => feed.seq) {
  const clock = new VirtualClock()
  const state = { feed: feedAt(1), calls: new Map<RelayName, number[]>() }
  const pushes = new RelayPushes({
    relay: (name) => ({
      push: (feed) => {
        state.calls.set(name, [...(state.calls.get(name) ?? []), feed.seq])
        return behaviour(name)(feed)
      },
    }),
    feed: () => state.feed,
    now: clock.now,
    sleep: clock.sleep,
  })
  return { state, clock, pushes, announce: () => clock.settle(pushes.announce()) }
}

const errorOf = (relays: readonly RelayAcknowledgement[], region: RelayName): string | undefined => {
  const relay = relays.find((one) => one.region === region)
  return relay !== undefined && 'error' in relay ? relay.error : undefined
}

describe('an announcement', () => {
  it('reaches every relay at once', async () => {
    const { state, announce } = setUp()
    const relays = await announce()
    expect(relays.map(({ region }) => region)).toEqual([...relayNames])
    for (const relay of relays) expect(relay).toHaveProperty('ackMs')
    for (const name of relayNames) expect(state.calls.get(name)).toEqual([1])
  })

  it('is tried again, and acknowledged late', async () => {
    let failures = 2
    const { state, announce } = setUp((name) => async (feed) => {
      if (name === 'oc' && failures-- > 0) throw new Error('lost')
      return feed.seq
    })
    expect(errorOf(await announce(), 'oc')).toBeUndefined()
    expect(state.calls.get('oc')).toEqual([1, 1, 1])
  })

  it('ends in an error where a relay is dead, and keeps nobody waiting', async () => {
    const { state, clock, announce } = setUp((name) => async (feed) => {
      if (name === 'weur-1') throw new Error('aborted')
      return feed.seq
    })
    const startedAt = clock.now()
    const relays = await announce()
    expect(clock.now() - startedAt).toBeLessThanOrEqual(1_200)
    expect(errorOf(relays, 'weur-1')).toMatch(/aborted|no answer/)
    expect(relays.filter((relay) => 'ackMs' in relay)).toHaveLength(relayNames.length - 1)
    await clock.advance(1_000)
    expect(state.calls.get('weur-1')).toHaveLength(4)
  })

  it('is not held up by a relay that hangs', async () => {
    const { announce } = setUp(
      (name) => (feed) => (name === 'eeur' ? new Promise(() => {}) : Promise.resolve(feed.seq)),
    )
    expect(errorOf(await announce(), 'eeur')).toBe('no answer within 1.2 s')
  })

  it('does not take an older seq for an acknowledgement', async () => {
    const { announce } = setUp((name) => async (feed) => (name === 'wnam' ? 0 : feed.seq))
    expect(errorOf(await announce(), 'wnam')).toBeDefined()
  })

  it('of many changes at once costs each relay two pushes', async () => {
    const { state, clock, pushes } = setUp()
    const announced = Array.from({ length: 100 }, (_, i) => {
      state.feed = feedAt(i + 1)
      return pushes.announce()
    })
    await clock.settle(Promise.all(announced))
    for (const name of relayNames) {
      expect(state.calls.get(name)!.length).toBeLessThanOrEqual(2)
      expect(state.calls.get(name)!.at(-1)).toBe(100)
    }
  })

  it('made again pushes again: a relay may have forgotten', async () => {
    const { state, announce } = setUp()
    await announce()
    await announce()
    expect(state.calls.get('oc')).toEqual([1, 1])
  })
})
