// The relay object on real workerd, with the real root behind it.

import { runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { Relay } from '../../../admin/objects/relay/relay.ts'
import { maxPartBytes, SqlPartShelf } from '../../../admin/objects/relay/sql-part-shelf.ts'
import { sha256Hex } from '../../../protocol/checksum.ts'
import { evict, freshDeployments, putDocument } from '../deployment.ts'
import { feedAt } from './core-fixture.ts'

const { RELAYS } = bindings as unknown as { RELAYS: DurableObjectNamespace<Relay> }
freshDeployments()

const relay = (name = 'weur-1') => RELAYS.getByName(name)

describe('a relay object', () => {
  it("answers with the root's feed and an age", async () => {
    const answer = await relay().read('FRA')
    expect(answer?.feed).toMatchObject({ format: 1, kills: [] })
    expect(answer!.ageMs).toBeGreaterThanOrEqual(0)
    expect(answer!.ageMs).toBeLessThan(1_000)
  })

  it('grows older until it asks again, in the background', async () => {
    await relay().read('FRA')
    await scheduler.wait(450)
    const old = await relay().read('FRA')
    expect(old!.ageMs).toBeGreaterThanOrEqual(400)
    await scheduler.wait(100)
    expect((await relay().read('FRA'))!.ageMs).toBeLessThan(400)
  })

  it('hands a pushed kill on at once, and says no younger age for it', async () => {
    const before = await relay().read('FRA')
    const kills = [{ seq: 1_000, target: { all: true } as const }]
    expect(await relay().push(feedAt(1_000, { kills }))).toBe(1_000)
    const after = await relay().read('FRA')
    expect(after!.feed.kills).toEqual(kills)
    expect(after!.ageMs).toBeGreaterThanOrEqual(before!.ageMs)
  })

  it('forgets its feed when it dies, and asks the root again', async () => {
    await relay().push(feedAt(1_000, { kills: [{ seq: 1_000, target: { all: true } }] }))
    await evict()
    expect((await relay().read('FRA'))!.feed.seq).toBeLessThan(1_000)
  })

  it('takes a report, and ignores one that is none', async () => {
    await relay().sighted({ colo: 'FRA', epoch: 1, seq: 1 })
    await relay().sighted({ colo: 'FRA', epoch: 'x', seq: Number.NaN } as never)
    expect(await relay().read('FRA')).not.toBeNull()
  })

  it('has no part of a revision that nobody published', async () => {
    await relay().read('FRA')
    expect(await relay().snapshotPart('b'.repeat(64), 0)).toBeNull()
  })
})

describe('the current snapshot', () => {
  it('can be had from a relay, part by part, and hashes to its name', async () => {
    const flag = {
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'on',
      metadata: { note: 'é😀'.repeat(100) },
    }
    const flags = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`flag-${index}`, flag]))
    const { body } = await putDocument({ flags })
    await scheduler.wait(1_100)
    const { feed } = (await relay().read('FRA'))!
    expect(feed.revision).toBe(body.revision)
    const first = await relay().snapshotPart(feed.revision, 0)
    expect(first!.count).toBeGreaterThan(1)
    const others = await Promise.all(
      Array.from({ length: first!.count - 1 }, (_, index) => relay().snapshotPart(feed.revision, index + 1)),
    )
    const parts = [first!, ...others.map((part) => part!)]
    expect(await sha256Hex(parts.map(({ text }) => text).join(''))).toBe(feed.revision)
    await runInDurableObject(relay(), (_, state) => {
      const shelf = new SqlPartShelf(state.storage.sql)
      expect(parts.every(({ text }, index) => shelf.read(feed.revision, index)?.text === text)).toBe(true)
    })
  })
})

describe('its shelf', () => {
  it('keeps parts of one revision, across restarts of the object', async () => {
    await runInDurableObject(relay('oc'), (_, state) => {
      const shelf = new SqlPartShelf(state.storage.sql)
      shelf.keep('one', 0, { text: 'é', count: 2 })
      shelf.keep('one', 1, { text: '😀', count: 2 })
      expect(new SqlPartShelf(state.storage.sql).read('one', 1)).toEqual({ text: '😀', count: 2 })
      shelf.keep('two', 0, { text: 'new', count: 1 })
      expect([shelf.read('one', 0), shelf.read('two', 0)]).toEqual([null, { text: 'new', count: 1 }])
    })
  })

  it('takes a part of a million bytes, and leaves a larger one', async () => {
    await runInDurableObject(relay('oc'), (_, state) => {
      const shelf = new SqlPartShelf(state.storage.sql)
      shelf.keep('big', 0, { text: 'x'.repeat(maxPartBytes), count: 2 })
      shelf.keep('big', 1, { text: 'é'.repeat(maxPartBytes / 2 + 1), count: 2 })
      expect(shelf.read('big', 0)?.text.length).toBe(maxPartBytes)
      expect(shelf.read('big', 1)).toBeNull()
    })
  })
})
