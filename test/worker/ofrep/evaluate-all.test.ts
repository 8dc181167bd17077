import { beforeEach, describe, expect, it } from 'vitest'
import { all, asking, createIsolateFixture, type IsolateFixture, one } from '../isolate-fixture.ts'
import { shop } from '../shop-document.ts'

interface Bulk {
  readonly flags: readonly { readonly key: string }[]
  readonly metadata?: unknown
}

let edge: IsolateFixture

beforeEach(async () => {
  edge = createIsolateFixture()
  await edge.store.publish(shop)
})

describe('POST /ofrep/v1/evaluate/flags', () => {
  it('answers every flag exactly as the single door does', async () => {
    for (const context of [
      {},
      { plan: 'gold' },
      { targetingKey: 'user-1' },
      { targetingKey: 'user-2', plan: 'gold' },
    ]) {
      const bulk = (await (await edge.ask(all, asking(context))).json()) as Bulk
      expect(bulk.flags.map(({ key }) => key)).toEqual(Object.keys(shop.flags))
      for (const flag of bulk.flags) {
        expect(await (await edge.ask(one(flag.key), asking(context))).json()).toEqual(flag)
      }
    }
  })

  it('names the metadata of the set', async () => {
    const bulk = (await (await edge.ask(all, asking({}))).json()) as Bulk
    expect(bulk.metadata).toEqual({ flagSetId: 'shop' })
  })

  it('names no metadata where the set has none', async () => {
    await edge.store.publish({ flags: { banner: shop.flags.banner } })
    const response = await edge.ask(all, asking({}))
    expect(await response.text()).toBe('{"flags":[{"key":"banner","reason":"STATIC","value":true,"variant":"on"}]}')
  })

  it('includes disabled, failing and quarantined flags', async () => {
    const { flags } = (await (await edge.ask(all, asking({}))).json()) as Bulk
    const of = (key: string) => flags.find((flag) => flag.key === key)
    expect(of('dormant')).toMatchObject({ reason: 'DISABLED' })
    expect(of('dormant')).not.toHaveProperty('value')
    expect(of('failing')).toMatchObject({ errorCode: 'GENERAL' })
    expect(of('broken')).toMatchObject({ errorCode: 'PARSE_ERROR' })
    expect(of('undecided')).not.toHaveProperty('value')
  })

  it('answers an empty list for a document without flags', async () => {
    await edge.store.publish({ flags: {} })
    const response = await edge.ask(all, asking({}))
    expect(await response.json()).toEqual({ flags: [] })
  })

  it.each(['', undefined])('takes the body %j for an empty context', async (body) => {
    const response = await edge.ask(all, body === undefined ? { method: 'POST' } : { method: 'POST', body })
    expect(response.status).toBe(200)
  })

  it.each(['{"context":', '[]', '{"context":[]}', '{"context":1}'])('says 400 INVALID_CONTEXT for %s', async (body) => {
    const response = await edge.ask(all, { method: 'POST', body })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ errorCode: 'INVALID_CONTEXT', errorDetails: expect.any(String) })
  })

  it('gives each user the same share in bulk as one by one', async () => {
    const shares = new Set<boolean>()
    for (let i = 0; i < 40; i++) {
      const context = { targetingKey: `user-${i}` }
      const bulk = (await (await edge.ask(all, asking(context))).json()) as { flags: { key: string; value: boolean }[] }
      const single = (await (await edge.ask(one('half'), asking(context))).json()) as { value: boolean }
      expect(bulk.flags.find(({ key }) => key === 'half')!.value).toBe(single.value)
      shares.add(single.value)
    }
    expect(shares).toEqual(new Set([true, false]))
  })
})
