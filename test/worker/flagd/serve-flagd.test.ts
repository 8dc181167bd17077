import { FlagdCore } from '@openfeature/flagd-core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { KillTarget } from '../../../protocol/feed.ts'
import { all, asking, createIsolateFixture, type IsolateFixture } from '../isolate-fixture.ts'
import { shop, shopWith } from '../shop-document.ts'

const path = '/v1/flagd.json'

interface Served {
  readonly $schema: string
  readonly flags: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly $evaluators?: unknown
  readonly metadata?: unknown
}

interface Evaluated {
  readonly key: string
  readonly value?: unknown
  readonly errorCode?: string
}

let edge: IsolateFixture

beforeEach(() => {
  edge = createIsolateFixture()
})

async function serve(): Promise<Served> {
  const response = await edge.ask(path)
  expect(response.status).toBe(200)
  return (await response.json()) as Served
}

/** What flagd's own evaluator makes of the document, by key; undefined where the caller's default applies. */
function evaluatedByFlagd(document: Served, context: Record<string, string>): Map<string, unknown> {
  const flagd = new FlagdCore(undefined, undefined, { disableDynamicCodeGeneration: true })
  flagd.setConfigurations(JSON.stringify(document))
  return new Map(flagd.resolveAll(context).map(({ flagKey, value }) => [flagKey, value]))
}

/** Flags that both can answer, evaluated by both. */
async function expectAgreement(context: Record<string, string>): Promise<void> {
  const theirs = evaluatedByFlagd(await serve(), context)
  const { flags } = (await (await edge.ask(all, asking(context))).json()) as { flags: Evaluated[] }
  const ours = flags.filter(({ errorCode, value }) => errorCode === undefined && value !== undefined)
  expect(ours.length).toBeGreaterThan(5)
  for (const { key, value } of ours) expect([key, theirs.get(key)]).toEqual([key, value])
}

const contexts = [{}, { plan: 'gold' }, { targetingKey: 'user-1' }, { targetingKey: 'user-2', plan: 'gold' }]
const killed: KillTarget[][] = [[], [{ flag: 'banner' }], [{ system: 'payments' }], [{ all: true }]]

describe('GET /v1/flagd.json', () => {
  it('is a flagd document without anything that is internal', async () => {
    await edge.store.publish(shop)
    const document = await serve()
    expect(document.$schema).toBe('https://flagd.dev/schema/v0/flags.json')
    expect(document.metadata).toEqual({ flagSetId: 'shop' })
    expect(JSON.stringify(document)).not.toMatch(/fuseboard"|internal|owner|payments/)
    expect(document.flags.checkout).toEqual({
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
      targeting: shop.flags.checkout.targeting,
      metadata: { ticket: 'PAY-1' },
    })
  })

  it('holds every flag but the quarantined ones', async () => {
    await edge.store.publish(shop)
    const { flags } = await serve()
    expect(Object.keys(flags)).toEqual(Object.keys(shop.flags).filter((key) => key !== 'broken'))
  })

  it('hands named fragments on', async () => {
    const $evaluators = { gold: { '==': [{ var: 'plan' }, 'gold'] } }
    const targeting = { if: [{ $ref: 'gold' }, 'on', 'off'] }
    await edge.store.publish({ ...shopWith({ checkout: { ...shop.flags.checkout, targeting } }), $evaluators })
    expect((await serve()).$evaluators).toEqual($evaluators)
    await expectAgreement({ plan: 'gold' })
  })

  it.each(killed.map((kills) => [JSON.stringify(kills), kills] as const))(
    'evaluates in flagd to the answers given here, with the kills %s',
    async (_name, kills) => {
      await edge.store.publish(shop, { kills })
      for (const context of contexts) await expectAgreement(context)
    },
  )

  it('turns a killed flag without an off value into a disabled one', async () => {
    await edge.store.publish(shop, { kills: [{ all: true }] })
    const { flags } = await serve()
    expect(flags.limits).toMatchObject({ state: 'DISABLED' })
    expect(flags.provider).toMatchObject({ state: 'ENABLED', defaultVariant: 'standby' })
  })

  it('gives a killed boolean flag an off variant where it has none', async () => {
    const onlyOn = { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' }
    await edge.store.publish({ flags: { onlyOn } }, { kills: [{ flag: 'onlyOn' }] })
    const document = await serve()
    expect(document.flags.onlyOn).toMatchObject({ variants: { on: true, 'fuseboard.off': false } })
    expect(evaluatedByFlagd(document, {}).get('onlyOn')).toBe(false)
  })

  it('drops the rule of a killed flag, so that nobody is matched', async () => {
    await edge.store.publish(shop, { kills: [{ flag: 'checkout' }] })
    const document = await serve()
    expect(document.flags.checkout).not.toHaveProperty('targeting')
    expect(evaluatedByFlagd(document, { plan: 'gold' }).get('checkout')).toBe(false)
  })

  it('holds a quarantined flag while it is killed, since off needs no rule', async () => {
    const flags = { broken: shop.flags.broken, shapeless: null, empty: { state: 'ENABLED', variants: {} } }
    await edge.store.publish({ flags }, { kills: [{ all: true }] })
    const document = await serve()
    expect(Object.keys(document.flags)).toEqual(['broken'])
    expect(evaluatedByFlagd(document, {}).get('broken')).toBe(false)
  })

  it('switches a strict flag off, since no feed vouches for it', async () => {
    await edge.store.publish(shop)
    expect(evaluatedByFlagd(await serve(), {}).get('vital')).toBe(false)
  })

  it('switches every flag off once the last known good is too old', async () => {
    await edge.store.publish(shop)
    await serve()
    edge.store.fault = () => null
    await edge.clock.advance(121_000)
    const response = await edge.ask(path)
    expect(response.headers.get('fuseboard-tier')).toBe('off')
    const values = evaluatedByFlagd((await response.json()) as Served, { plan: 'gold', targetingKey: 'user-1' })
    for (const key of ['banner', 'checkout', 'half', 'vital']) expect(values.get(key)).toBe(false)
    expect(values.get('provider')).toBe('adyen')
  })

  it('keeps prototype names as flags', async () => {
    await edge.store.publish(JSON.parse(`{"flags":{"__proto__":${JSON.stringify(shop.flags.banner)}}}`))
    expect(await (await edge.ask(path)).text()).toContain('"__proto__":{"state":"ENABLED"')
  })

  it('says 503 and when to come back while no snapshot could be read', async () => {
    const response = await edge.ask(path)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await response.json()).toEqual({ errorDetails: expect.stringContaining('off') })
  })

  it('says 304 to whoever has it already, until a kill changes it', async () => {
    await edge.store.publish(shop)
    const tag = (await edge.ask(path)).headers.get('etag')!
    const again = () => edge.ask(path, { headers: { 'if-none-match': `W/${tag}` } })
    const same = await again()
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', tag])
    await edge.store.publish(shop, { kills: [{ flag: 'banner' }] })
    await edge.clock.advance(31_000)
    await again()
    await edge.idle()
    const changed = await again()
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(tag)
  })
})
