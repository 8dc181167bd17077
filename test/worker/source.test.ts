// Every answer says where it came from, in headers, and never inside flag metadata.

import { beforeEach, describe, expect, it } from 'vitest'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { all, asking, createIsolateFixture, type IsolateFixture, one } from './isolate-fixture.ts'
import { shop } from './shop-document.ts'

const doors: [string, string, RequestInit][] = [
  ['the single door', one('banner'), asking({})],
  ['the single door, for an unknown key', one('nobody'), asking({})],
  ['the bulk door', all, asking({})],
  ['the gate, open', '/v1/gate/banner', {}],
  ['the gate, closed', '/v1/gate/checkout', {}],
  ['the document', '/v1/flagd.json', {}],
  ['health', '/healthz', {}],
]

function source({ headers }: Response) {
  const of = (name: string) => headers.get(`fuseboard-${name}`)
  return { revision: of('revision'), age: of('age-ms'), tier: of('tier'), cause: of('cause') }
}

let edge: IsolateFixture

beforeEach(() => {
  edge = createIsolateFixture()
})

describe.each(doors)('%s', (_name, path, init) => {
  it('names revision, age and tier, and no cause while all is well', async () => {
    const revision = await edge.store.publish(shop)
    expect(source(await edge.ask(path, init))).toEqual({ revision, age: '0', tier: 'kv', cause: null })
    await edge.clock.advance(7_000)
    expect(source(await edge.ask(path, init))).toEqual({ revision, age: '7000', tier: 'memory', cause: null })
  })

  it('names the cause while KV fails and the last known good serves', async () => {
    const revision = await edge.store.publish(shop)
    await edge.ask('/healthz')
    edge.store.fault = () => Promise.reject(new Error('no KV'))
    await edge.clock.advance(31_000)
    await edge.ask(path, init)
    await edge.idle()
    expect(source(await edge.ask(path, init))).toEqual({ revision, age: '31000', tier: 'memory', cause: 'kv_failed' })
  })
})

describe('an answer that nothing vouches for', () => {
  it.each(doors.slice(0, 5))('is off at %s, with the cause', async (_name, path, init) => {
    expect(source(await edge.ask(path, init))).toEqual({ revision: 'none', age: '0', tier: 'off', cause: 'kv_missing' })
  })

  it('names the fallback document where that gave it', async () => {
    const fallback = { flags: { banner: shop.flags.banner } } as FlagDocument
    edge = createIsolateFixture({ fallback })
    for (const path of [one('banner'), all]) {
      const expected = { revision: 'fallback', age: '0', tier: 'fallback', cause: 'kv_missing' }
      expect(source(await edge.ask(path, asking({})))).toEqual(expected)
    }
    expect(source(await edge.ask(one('checkout'), asking({})))).toMatchObject({ tier: 'off', revision: 'none' })
  })
})

describe('the source', () => {
  it('of a strict flag names the lapsed feed, while its neighbours are served', async () => {
    const revision = await edge.store.publish(shop)
    expect(source(await edge.ask(one('vital'), asking({})))).toEqual({
      revision,
      age: '0',
      tier: 'off',
      cause: 'feed_lapsed',
    })
    expect(source(await edge.ask(one('banner'), asking({})))).toMatchObject({ tier: 'memory', cause: null })
  })

  it('never stands in a body', async () => {
    await edge.store.publish(shop, { kills: [{ flag: 'banner' }] })
    const text = await (await edge.ask(all, asking({}))).text()
    expect(text).not.toMatch(/fuseboard-|"source"|"tier"|revision|ageMs/)
  })

  it('belongs to its own answer: no tag or cause of another one stays behind', async () => {
    await edge.store.publish(shop)
    const bulk = await edge.ask(all, asking({}))
    expect(bulk.headers.has('etag')).toBe(true)
    const single = await edge.ask(one('banner'), asking({}))
    expect(single.headers.has('etag')).toBe(false)
    const strict = await edge.ask(one('vital'), asking({}))
    expect(strict.headers.has('fuseboard-cause')).toBe(true)
    single.headers.set('fuseboard-tier', 'spoiled')
    const later = await edge.ask(one('banner'), asking({}))
    expect(source(later)).toMatchObject({ tier: 'memory', cause: null })
  })
})
