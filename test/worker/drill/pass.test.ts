// Passes at every door. The worst that may not happen: somebody switches a flag off for himself without a valid signature.

import { beforeEach, describe, expect, it } from 'vitest'
import { all, asking, createIsolateFixture, type IsolateFixture, one } from '../isolate-fixture.ts'
import { bearer, handOut } from '../key-fixture.ts'
import { shop, shopWith } from '../shop-document.ts'
import { createDrillFixture, type DrillFixture, drill, forge } from './drill-fixture.ts'

let at: DrillFixture

beforeEach(async () => {
  at = await createDrillFixture()
})

type Context = Readonly<Record<string, unknown>>

/** What the OFREP door answers for a flag. */
async function single(key: string, context: Context, token = at.server.token) {
  return (await (await at.edge.ask(one(key), asking(context, bearer(token)))).json()) as Record<string, unknown>
}

async function bulk(context: Context): Promise<Map<string, Record<string, unknown>>> {
  const response = await at.edge.ask(all, asking(context, bearer(at.server.token)))
  const { flags } = (await response.json()) as { flags: Record<string, unknown>[] }
  return new Map(flags.map((flag) => [flag.key as string, flag]))
}

const gate = async (key: string, headers: Record<string, string> = {}, method = 'GET') =>
  (await at.edge.ask(`/v1/gate/${key}`, { method, headers: { ...bearer(at.server.token), ...headers } })).status

const nowSeconds = (): number => Math.floor(at.edge.clock.now() / 1000)
const passes = () => at.edge.isolate.counters.passes

describe('a drill pass', () => {
  it('switches its flag off at the OFREP door, for the request that carries it', async () => {
    const $drill = await at.pass('banner')
    expect(await single('banner', { $drill })).toEqual({
      key: 'banner',
      reason: 'DISABLED',
      value: false,
      variant: 'off',
      metadata: { flagSetId: 'shop', 'fuseboard.killed': true },
    })
    expect(await single('banner', {})).toMatchObject({ value: true })
    expect(passes()).toEqual({ honoured: 1, other_flag: 0, refused: 0 })
  })

  it('gives what a kill gives: the off variant, or no value', async () => {
    expect(await single('provider', { $drill: await at.pass('provider') })).toMatchObject({ value: 'adyen' })
    expect(await single('limits', { $drill: await at.pass('limits') })).not.toHaveProperty('value')
  })

  it('changes one flag of a bulk answer, and its entity tag', async () => {
    const context = { $drill: await at.pass('banner'), plan: 'gold' }
    const [before, during] = [await bulk({ plan: 'gold' }), await bulk(context)]
    expect(during.get('banner')).toMatchObject({ value: false, reason: 'DISABLED' })
    expect([...during].filter(([key, flag]) => JSON.stringify(before.get(key)) !== JSON.stringify(flag))).toHaveLength(
      1,
    )
    const tag = async (given: Context) =>
      (await at.edge.ask(all, asking(given, bearer(at.server.token)))).headers.get('etag')
    expect(await tag(context)).not.toBe(await tag({ plan: 'gold' }))
  })

  it('closes the gate by its header, in the query and in the body', async () => {
    const pass = await at.pass('banner')
    expect(await gate('banner', { 'fuseboard-drill': pass })).toBe(403)
    expect(await gate('banner', { 'fuseboard-drill': pass }, 'POST')).toBe(403)
    expect(await gate(`banner?$drill=${encodeURIComponent(pass)}`)).toBe(403)
    expect(await gate('banner', { 'x-original-uri': `/?$drill=${encodeURIComponent(pass)}` })).toBe(403)
    expect(await gate('banner')).toBe(204)
  })

  it('works for keys of any writing', async () => {
    for (const key of ['größe/50% 😀', 'constructor']) {
      expect(await single(key, { $drill: await at.pass(key) })).toMatchObject({ value: false, reason: 'DISABLED' })
    }
  })

  it('works for a client that sees the flag, and shows it no other', async () => {
    expect(await single('banner', { $drill: await at.pass('banner') }, at.client.token)).toMatchObject({ value: false })
    const hidden = await single('provider', { $drill: await at.pass('provider') }, at.client.token)
    expect(hidden).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
  })

  it('is over after a minute, however often it was used', async () => {
    const $drill = await at.pass('banner')
    await at.edge.clock.advance(54_000)
    expect(await single('banner', { $drill })).toMatchObject({ value: false })
    await at.edge.clock.advance(2_000)
    expect(await single('banner', { $drill })).toMatchObject({ value: true })
    expect(passes()).toMatchObject({ honoured: 1, refused: 1 })
  })

  it('goes with the key that asked for it', async () => {
    const $drill = await at.pass('banner')
    const other = await handOut('other', 'server')
    await at.edge.store.publish(shop, { keys: [other.published] })
    await at.edge.clock.advance(31_000)
    await at.edge.ask('/healthz')
    await at.edge.idle()
    expect(await single('banner', { $drill }, other.token)).toMatchObject({ value: true })
  })

  it('never shows in front of rules, whatever it holds', async () => {
    const sees = {
      state: 'ENABLED',
      variants: { seen: 'seen', unseen: 'unseen' },
      defaultVariant: 'unseen',
      targeting: { if: [{ or: [{ var: '$drill' }, { '!!': { var: '.$drill' } }] }, 'seen', 'unseen'] },
    }
    await at.edge.store.publish(shopWith({ sees }), { keys: [at.server.published] })
    for (const $drill of [await at.pass('banner'), 'anything', { a: 1 }, true]) {
      expect(await single('sees', { $drill })).toMatchObject({ value: 'unseen' })
      expect((await bulk({ $drill })).get('sees')).toMatchObject({ value: 'unseen' })
    }
  })
})

describe('without a valid signature nothing changes', () => {
  const forgeries: [string, () => Promise<unknown> | unknown][] = [
    ['text', () => 'off'],
    ['a number', () => 1],
    ['an object', () => ({ key: 'banner' })],
    ['a list', () => ['banner']],
    ['very long text', () => 'x'.repeat(50_000)],
    ['no signature', () => `backend.${nowSeconds() + 30}.${'0'.repeat(64)}.banner`],
    ['a broken encoding', () => `backend.${nowSeconds() + 30}.${'0'.repeat(64)}.%E0%A4%A`],
    ['a secret of his own', () => forge('backend', 'guess', 'banner', nowSeconds() + 30)],
    [
      'the token of a client key, which every browser has',
      () => {
        return forge('web', at.client.published.hash, 'banner', nowSeconds() + 30)
      },
    ],
    [
      'a client key under the name of the server key',
      () => {
        return forge('backend', at.client.published.hash, 'banner', nowSeconds() + 30)
      },
    ],
    ['what signs where no keys are wanted', () => forge('', 'open', 'banner', nowSeconds() + 30)],
    [
      'a server key, for longer than a minute',
      () => {
        return forge('backend', at.server.published.hash, 'banner', nowSeconds() + 3_600)
      },
    ],
    ['a server key, too late', () => forge('backend', at.server.published.hash, 'banner', nowSeconds())],
    ['an expiry moved on', async () => (await at.pass('banner')).replace(/\.\d+\./, `.${nowSeconds() + 59}.`)],
    ['another flag put in', async () => (await at.pass('provider')).replace(/provider$/, 'banner')],
    [
      'a signature of a flag whose key ends in an expiry',
      async () => {
        const inner = nowSeconds() + 20
        const made = await forge('backend', at.server.published.hash, `banner|${inner}`, nowSeconds() + 30)
        const [, outer, hex] = made.split('.')
        return `backend.${inner}|${outer}.${hex}.banner`
      },
    ],
    [
      'one digit of the signature changed',
      async () => {
        return (await at.pass('banner')).replace(/[0-9a-f](?=\.banner$)/, (digit) => (digit === '0' ? '1' : '0'))
      },
    ],
    ['a line break at the end', async () => `${await at.pass('banner')}\n`],
  ]

  it.each(forgeries)('%s', async (_name, make) => {
    const $drill = await make()
    expect(await single('banner', { $drill })).toMatchObject({ value: true, reason: 'STATIC' })
    expect((await bulk({ $drill })).get('banner')).toMatchObject({ value: true })
    expect(passes().honoured).toBe(0)
    expect(passes().refused + passes().other_flag).toBe(2)
    if (typeof $drill !== 'string' || $drill.endsWith('\n')) return
    expect(await gate('banner', { 'fuseboard-drill': $drill })).toBe(204)
    expect(await gate(`banner?$drill=${encodeURIComponent($drill.slice(0, 3_000))}`)).toBe(204)
  })

  it('nor with one for another flag', async () => {
    const $drill = await at.pass('provider')
    expect(await single('banner', { $drill })).toMatchObject({ value: true })
    expect(await gate('banner', { 'fuseboard-drill': $drill })).toBe(204)
    expect(passes()).toEqual({ honoured: 0, other_flag: 2, refused: 0 })
  })

  it.each([undefined, null, '', false])('%j is no pass, and not counted', async ($drill) => {
    expect(await single('banner', { $drill })).toMatchObject({ value: true })
    expect(passes()).toEqual({ honoured: 0, other_flag: 0, refused: 0 })
  })

  it('shows in the metrics', async () => {
    await single('banner', { $drill: 'off' })
    await single('banner', { $drill: await at.pass('banner') })
    const text = await (await at.edge.ask('/metrics')).text()
    expect(text).toContain('fuseboard_drill_passes_total{verdict="honoured"} 1')
    expect(text).toContain('fuseboard_drill_passes_total{verdict="refused"} 1')
  })
})

describe('where the evaluator wants no keys', () => {
  let open: IsolateFixture

  beforeEach(async () => {
    open = createIsolateFixture()
    await open.store.publish(shop, { keys: [at.server.published] })
  })

  const value = async ($drill: unknown) => {
    const response = await open.ask(one('banner'), asking({ $drill }))
    return ((await response.json()) as { value: unknown }).value
  }

  it('a pass of its door counts, and only for its minute', async () => {
    const { pass } = (await drill(open, 'banner')).body
    expect(await value(pass)).toBe(false)
    await open.clock.advance(60_000)
    expect(await value(pass)).toBe(true)
  })

  it('what the door has not made does not', async () => {
    expect(await value(await forge('', 'guess', 'banner', nowSeconds() + 30))).toBe(true)
    expect(await value('off')).toBe(true)
  })
})
