import { describe, expect, it } from 'vitest'
import { RelayPushes } from '../../../admin/publish/relay-pushes.ts'
import { realSleep } from '../../../admin/waiting.ts'
import type { RelayAcknowledgement } from '../../../protocol/admin-kill.ts'
import type { Feed } from '../../../protocol/feed.ts'
import { type RelayName, relayNames } from '../../../protocol/relay.ts'

const feedAt = (seq: number): Feed => ({ format: 1, epoch: 1, seq, revision: 'f'.repeat(64), kills: [], lowered: {} })

type Push = (feed: Feed) => Promise<number>

/** Time runs a hundred times faster. */
function setUp(behaviour: (name: RelayName) => Push = () => async (feed) => feed.seq) {
  const state = { feed: feedAt(1), calls: new Map<RelayName, number[]>() }
  const pushes = new RelayPushes({
    relay: (name) => ({
      push: (feed) => {
        state.calls.set(name, [...(state.calls.get(name) ?? []), feed.seq])
        return behaviour(name)(feed)
      },
    }),
    feed: () => state.feed,
    now: () => Date.now() * 100,
    sleep: (ms, signal) => realSleep(ms / 100, signal),
  })
  return { state, pushes }
}

const errorOf = (relays: readonly RelayAcknowledgement[], region: RelayName): string | undefined => {
  const relay = relays.find((one) => one.region === region)
  return relay !== undefined && 'error' in relay ? relay.error : undefined
}

describe('an announcement', () => {
  it('reaches every relay at once', async () => {
    const { state, pushes } = setUp()
    const relays = await pushes.announce()
    expect(relays.map(({ region }) => region)).toEqual([...relayNames])
    for (const relay of relays) expect(relay).toHaveProperty('ackMs')
    for (const name of relayNames) expect(state.calls.get(name)).toEqual([1])
  })

  it('is tried again, and acknowledged late', async () => {
    let failures = 2
    const { state, pushes } = setUp((name) => async (feed) => {
      if (name === 'oc' && failures-- > 0) throw new Error('lost')
      return feed.seq
    })
    expect(errorOf(await pushes.announce(), 'oc')).toBeUndefined()
    expect(state.calls.get('oc')).toEqual([1, 1, 1])
  })

  it('ends in an error where a relay is dead, and keeps nobody waiting', async () => {
    const { state, pushes } = setUp((name) => async (feed) => {
      if (name === 'weur-1') throw new Error('aborted')
      return feed.seq
    })
    const startedAt = Date.now()
    const relays = await pushes.announce()
    expect(Date.now() - startedAt).toBeLessThan(500)
    expect(errorOf(relays, 'weur-1')).toMatch(/aborted|no answer/)
    expect(relays.filter((relay) => 'ackMs' in relay)).toHaveLength(relayNames.length - 1)
    await expect.poll(() => state.calls.get('weur-1')).toHaveLength(4)
  })

  it('is not held up by a relay that hangs', async () => {
    const { pushes } = setUp((name) => (feed) => (name === 'eeur' ? new Promise(() => {}) : Promise.resolve(feed.seq)))
    expect(errorOf(await pushes.announce(), 'eeur')).toBe('no answer within 1.2 s')
  })

  it('does not take an older seq for an acknowledgement', async () => {
    const { pushes } = setUp((name) => async (feed) => (name === 'wnam' ? 0 : feed.seq))
    expect(errorOf(await pushes.announce(), 'wnam')).toBeDefined()
  })

  it('of many changes at once costs each relay two pushes', async () => {
    const { state, pushes } = setUp()
    const announced = Array.from({ length: 100 }, (_, i) => {
      state.feed = feedAt(i + 1)
      return pushes.announce()
    })
    await Promise.all(announced)
    for (const name of relayNames) {
      expect(state.calls.get(name)!.length).toBeLessThanOrEqual(2)
      expect(state.calls.get(name)!.at(-1)).toBe(100)
    }
  })

  it('made again pushes again: a relay may have forgotten', async () => {
    const { state, pushes } = setUp()
    await pushes.announce()
    await pushes.announce()
    expect(state.calls.get('oc')).toEqual([1, 1])
  })
})
