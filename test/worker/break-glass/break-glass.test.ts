// Break-glass at the doors: a header of the zone's rule, or a variable, with nothing else in the way.

import { describe, expect, it } from 'vitest'
import type { FlagDocument } from '../../../domain/flag/flag-document.ts'
import type { Env } from '../../../worker/env.ts'
import { viewFor } from '../../../worker/isolate.ts'
import { all, asking, createIsolateFixture, type IsolateFixture, one } from '../isolate-fixture.ts'
import { shop } from '../shop-document.ts'

type Glass = Pick<Env, 'KILLED' | 'KILL_HEADER'>

async function deployed(glass: Glass): Promise<IsolateFixture> {
  const edge = createIsolateFixture({ glass })
  await edge.store.publish(shop)
  return edge
}

const header = (selectors: string) => ({ 'fuseboard-kill': selectors })
const killed = { reason: 'DISABLED', value: false, metadata: { 'fuseboard.killed': true } }

interface Told {
  readonly key: string
  readonly metadata?: Record<string, unknown>
}

async function killedKeys(edge: IsolateFixture, headers: Record<string, string> = {}): Promise<string[]> {
  const { flags } = (await (await edge.ask(all, asking({}, headers))).json()) as { flags: Told[] }
  return flags.filter(({ metadata }) => metadata?.['fuseboard.killed'] === true).map(({ key }) => key)
}

describe('the kill header', () => {
  it('is not trusted unless that is configured', async () => {
    for (const glass of [{}, { KILL_HEADER: 'off' }, { KILL_HEADER: 'yes' }]) {
      const edge = await deployed(glass)
      const answer = await edge.ask(one('banner'), asking({}, header('*')))
      expect(await answer.json()).toMatchObject({ value: true })
      expect(answer.headers.has('fuseboard-cause')).toBe(false)
      expect(edge.isolate.breakGlass).toBeUndefined()
    }
  })

  it.each([
    ['one flag', 'banner', ['banner']],
    ['a system', 'system:payments', ['checkout', 'provider']],
    ['both', 'banner, system:payments', ['banner', 'checkout', 'provider']],
    ['everything', '*', Object.keys(shop.flags)],
    ['everything where it cannot be read', 'banner,%', Object.keys(shop.flags)],
    ['everything where it is longer than any order', 'x'.repeat(16 * 1024 + 1), Object.keys(shop.flags)],
    ['nothing by a name that no flag has', 'nobody, __proto__', []],
  ])('cuts %s', async (_name, selectors, expected) => {
    const edge = await deployed({ KILL_HEADER: 'on' })
    expect((await killedKeys(edge, header(selectors))).sort()).toEqual([...expected].sort())
    expect(await killedKeys(edge)).toEqual([])
  })

  it('cuts at every door, and every answer says why', async () => {
    const edge = await deployed({ KILL_HEADER: 'on' })
    const headers = header('banner')
    const single = await edge.ask(one('banner'), asking({}, headers))
    expect(await single.json()).toMatchObject(killed)
    const gate = await edge.ask('/v1/gate/banner', { headers })
    expect(gate.status).toBe(403)
    expect(await gate.json()).toMatchObject({ enabled: false, reason: 'DISABLED' })
    const flagd = await edge.ask('/v1/flagd.json', { headers })
    expect(((await flagd.json()) as FlagDocument).flags.banner).toMatchObject({ defaultVariant: 'off' })
    const health = await edge.ask('/healthz', { headers })
    expect(await health.json()).toMatchObject({ status: 'ok', cause: 'break_glass' })
    const bulk = await edge.ask(all, asking({}, headers))
    for (const answer of [single, gate, flagd, health, bulk]) {
      expect(answer.headers.get('fuseboard-cause')).toBe('break_glass')
    }
    expect(await (await edge.ask('/metrics', { headers })).text()).toContain('fuseboard_break_glass 1')
    expect(await (await edge.ask('/metrics')).text()).toContain('fuseboard_break_glass 0')
  })

  it('changes the entity tag, and gives the old one back', async () => {
    const edge = await deployed({ KILL_HEADER: 'on' })
    const flagd = (headers = {}) => edge.ask('/v1/flagd.json', { headers })
    for (const ask of [(headers = {}) => edge.ask(all, asking({}, headers)), flagd]) {
      const before = (await ask()).headers.get('etag')!
      const during = await ask({ ...header('banner'), 'if-none-match': before })
      expect(during.status).toBe(200)
      expect(during.headers.get('etag')).not.toBe(before)
      expect((await ask({ 'if-none-match': before })).status).toBe(304)
    }
  })

  it('takes in a new snapshot and other selectors', async () => {
    const edge = await deployed({ KILL_HEADER: 'on' })
    expect(await killedKeys(edge, header('banner'))).toEqual(['banner'])
    expect(await killedKeys(edge, header('checkout'))).toEqual(['checkout'])
    await edge.store.publish({ flags: { fresh: shop.flags.banner, banner: shop.flags.banner } })
    await edge.clock.advance(31_000)
    await edge.ask('/healthz')
    await edge.idle()
    expect(await killedKeys(edge, header('fresh'))).toEqual(['fresh'])
  })

  it('lifts no kill of the feed', async () => {
    const edge = createIsolateFixture({ glass: { KILL_HEADER: 'on' } })
    await edge.store.publish(shop, { kills: [{ flag: 'banner' }] })
    expect(await killedKeys(edge, header('checkout'))).toEqual(['banner', 'checkout'].sort())
  })

  it('cuts the bundled fallback too, with no store to read', async () => {
    const fallback = { flags: { banner: shop.flags.banner, spare: shop.flags.banner } } as FlagDocument
    const edge = createIsolateFixture({ glass: { KILL_HEADER: 'on' }, fallback })
    edge.store.fault = () => Promise.reject(new Error('KV is away'))
    expect(await (await edge.ask(one('spare'), asking({}))).json()).toMatchObject({ value: true })
    expect(await (await edge.ask(one('spare'), asking({}, header('spare')))).json()).toMatchObject(killed)
    expect(await killedKeys(edge, header('*'))).toEqual(['banner', 'spare'])
  })

  it('lets nobody in who has no key', async () => {
    const edge = createIsolateFixture({ glass: { KILL_HEADER: 'on' }, auth: undefined })
    await edge.store.publish(shop)
    expect((await edge.ask(one('banner'), asking({}, header('*')))).status).toBe(401)
  })
})

describe('the variable KILLED', () => {
  it('cuts without a header, and for a call that has none', async () => {
    const edge = await deployed({ KILLED: 'system:payments' })
    expect(await killedKeys(edge)).toEqual(['checkout', 'provider'])
    const view = await edge.clock.settle(Promise.resolve(viewFor(edge.isolate, () => {})))
    expect(view.decision.cause).toBe('break_glass')
  })

  it('does not make the header trusted, and adds to one that is', async () => {
    expect(await killedKeys(await deployed({ KILLED: 'banner' }), header('*'))).toEqual(['banner'])
    const both = await deployed({ KILLED: 'banner', KILL_HEADER: 'on' })
    expect((await killedKeys(both, header('checkout'))).sort()).toEqual(['banner', 'checkout'])
  })

  it.each(['', '  ', ' , '])('that names nothing cuts nothing: %j', async (KILLED) => {
    const edge = await deployed({ KILLED })
    expect(await killedKeys(edge)).toEqual([])
    expect((await edge.ask('/healthz')).headers.has('fuseboard-cause')).toBe(false)
  })
})
