// Kills and lowerings as KV's head carries them, at the doors.

import { beforeEach, describe, expect, it } from 'vitest'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import type { KillTarget } from '../../protocol/feed.ts'
import { all, asking, createIsolateFixture, type IsolateFixture, one } from './isolate-fixture.ts'
import { shop } from './shop-document.ts'

interface Result {
  readonly key: string
  readonly reason?: string
  readonly value?: unknown
  readonly variant?: string
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly errorCode?: string
}

let edge: IsolateFixture

beforeEach(() => {
  edge = createIsolateFixture()
})

/** Every flag's answer, from the single door and from the bulk door, which have to agree. */
async function answers(context = {}): Promise<Map<string, Result>> {
  const { flags } = (await (await edge.ask(all, asking(context))).json()) as { flags: Result[] }
  for (const flag of flags) expect(await (await edge.ask(one(flag.key), asking(context))).json()).toEqual(flag)
  return new Map(flags.map((flag) => [flag.key, flag]))
}

const isKilled = ({ metadata }: Result): boolean => metadata?.['fuseboard.killed'] === true
const killedKeys = (results: Map<string, Result>): string[] =>
  [...results.values()].filter(isKilled).map(({ key }) => key)

/** Lets the isolate take in what was published since. */
async function takeIn(): Promise<void> {
  await edge.clock.advance(31_000)
  await edge.ask('/healthz')
  await edge.idle()
}

describe('a kill', () => {
  it.each<[string, KillTarget, string[]]>([
    ['of one flag', { flag: 'banner' }, ['banner']],
    ['of a system', { system: 'payments' }, ['checkout', 'provider']],
    ['of everything', { all: true }, Object.keys(shop.flags)],
    ['of a flag that no document has', { flag: 'nobody' }, []],
    ['of a system that no flag belongs to', { system: 'nothing' }, []],
    ['of an inherited name', { flag: 'toString' }, []],
  ])('%s takes exactly its flags', async (_name, target, expected) => {
    await edge.store.publish(shop, { kills: [target] })
    const results = await answers({ plan: 'gold' })
    expect(killedKeys(results)).toEqual(expected)
    for (const key of expected) expect(results.get(key)!.reason).toBe('DISABLED')
  })

  it('gives the off value: offVariant, else false, else none', async () => {
    await edge.store.publish(shop, { kills: [{ all: true }] })
    const results = await answers({ plan: 'gold' })
    expect(results.get('provider')).toMatchObject({ value: 'adyen', variant: 'standby' })
    expect(results.get('checkout')).toMatchObject({ value: false, variant: 'off' })
    expect(results.get('limits')).not.toHaveProperty('value')
    expect(results.get('limits')).not.toHaveProperty('variant')
  })

  it('keeps the metadata of flag and set', async () => {
    await edge.store.publish(shop, { kills: [{ flag: 'checkout' }] })
    expect((await answers()).get('checkout')!.metadata).toEqual({
      flagSetId: 'shop',
      ticket: 'PAY-1',
      'fuseboard.killed': true,
    })
  })

  it('beats a matching rule, a disabled state, a failing rule and quarantine', async () => {
    const targets = ['checkout', 'dormant', 'failing', 'broken', 'vital'].map((flag) => ({ flag }))
    await edge.store.publish(shop, { kills: targets })
    const results = await answers({ plan: 'gold' })
    for (const { flag } of targets) expect(results.get(flag)).toMatchObject({ reason: 'DISABLED', value: false })
  })

  it('does not make an unknown key known', async () => {
    await edge.store.publish(shop, { kills: [{ all: true }, { flag: 'nobody' }] })
    expect((await edge.ask(one('nobody'), asking({}))).status).toBe(404)
  })

  it('closes the gate', async () => {
    await edge.store.publish(shop, { kills: [{ flag: 'banner' }] })
    const response = await edge.ask('/v1/gate/banner')
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ enabled: false, reason: 'DISABLED' })
  })

  it('comes into force and is lifted with the head alone, without reading a snapshot again', async () => {
    const revision = await edge.store.publish(shop)
    expect(killedKeys(await answers())).toEqual([])
    edge.store.point(revision, { seq: 2, kills: [{ flag: 'banner' }] })
    edge.store.reads.length = 0
    await takeIn()
    expect(killedKeys(await answers())).toEqual(['banner'])
    edge.store.point(revision, { seq: 3 })
    await takeIn()
    expect(killedKeys(await answers())).toEqual([])
    expect(new Set(edge.store.reads)).toEqual(new Set(['head']))
  })

  it('is remembered while KV fails, for as long as anything is served', async () => {
    await edge.store.publish(shop, { kills: [{ flag: 'banner' }] })
    await answers()
    edge.store.fault = () => null
    for (let ms = 0; ms < 150_000; ms += 15_000) {
      await edge.clock.advance(15_000)
      expect(await (await edge.ask(one('banner'), asking({}))).json()).toMatchObject({
        value: false,
        metadata: { 'fuseboard.killed': true },
      })
    }
  })

  it('beats the bundled fallback', async () => {
    const fallback = { flags: { banner: shop.flags.banner, spare: shop.flags.banner } } as FlagDocument
    edge = createIsolateFixture({ fallback })
    const revision = await edge.store.publish(shop, { kills: [{ flag: 'spare' }] })
    edge.store.entries.delete(`snapshot/${revision}`)
    const { flags } = (await (await edge.ask(all, asking({}))).json()) as { flags: Result[] }
    expect(flags).toMatchObject([
      { key: 'banner', value: true },
      { key: 'spare', value: false, metadata: { 'fuseboard.killed': true } },
    ])
  })
})

describe('a lowered flag', () => {
  it('is off for an isolate that holds an older snapshot, until it holds the new one', async () => {
    await edge.store.publish(shop, { seq: 4 })
    expect((await answers()).get('banner')).toMatchObject({ value: true })
    const revision = await edge.store.publish({ ...shop, metadata: { version: 2 } }, { seq: 5, lowered: { banner: 5 } })
    const snapshot = edge.store.entries.get(`snapshot/${revision}`)!
    edge.store.entries.delete(`snapshot/${revision}`)
    await takeIn()
    const banner = (await answers()).get('banner')!
    expect(banner).toMatchObject({ reason: 'DISABLED', value: false })
    expect(isKilled(banner)).toBe(false)
    expect((await answers()).get('checkout')).toMatchObject({ reason: 'DEFAULT' })
    edge.store.entries.set(`snapshot/${revision}`, snapshot)
    await takeIn()
    expect((await answers()).get('banner')).toMatchObject({ reason: 'STATIC', value: true })
  })

  it('is served when the snapshot is not older than the lowering', async () => {
    await edge.store.publish(shop, { seq: 9, lowered: { banner: 9, checkout: 3, nobody: 8 } })
    expect((await answers()).get('banner')).toMatchObject({ value: true })
  })

  it('stays killed when it is killed as well', async () => {
    const revision = await edge.store.publish(shop, { seq: 1 })
    await answers()
    edge.store.point('0'.repeat(64), { seq: 2, lowered: { banner: 2 }, kills: [{ flag: 'banner' }] })
    await takeIn()
    expect(isKilled((await answers()).get('banner')!)).toBe(true)
    expect((await edge.ask(one('banner'), asking({}))).headers.get('fuseboard-revision')).toBe(revision)
  })

  it('is off across epochs too: a restored history counts anew', async () => {
    await edge.store.publish(shop, { epoch: 1, seq: 40 })
    await answers()
    edge.store.point('0'.repeat(64), { epoch: 2, seq: 30, lowered: { banner: 30 } })
    await takeIn()
    expect((await answers()).get('banner')).toMatchObject({ reason: 'DISABLED', value: false })
  })
})
