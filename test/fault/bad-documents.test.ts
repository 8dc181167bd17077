// Documents that no door would let through, met at the edge all the same: each bad flag is quarantined or answers an
// error, alone, and every other flag lives.

import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../protocol/checksum.ts'
import { snapshotKey } from '../../protocol/published-snapshot.ts'
import { all, asking, createIsolateFixture, one } from '../worker/isolate-fixture.ts'
import { shop } from '../worker/shop-document.ts'

const onOff = { on: true, off: false }
const flag = (targeting: unknown, more: object = {}) => ({
  state: 'ENABLED',
  variants: onOff,
  defaultVariant: 'off',
  targeting,
  ...more,
})
const ref = (name: unknown) => ({ if: [{ $ref: name }, 'on', 'off'] })
const nested = (levels: number): unknown => (levels === 0 ? true : { '!': [nested(levels - 1)] })
const shares = (...weights: unknown[]) => ({ fractional: weights.map((weight, i) => [i % 2 ? 'off' : 'on', weight]) })

/** Fragments that run in circles, alone and together, and ones that double at every step. */
const $evaluators = {
  self: { $ref: 'self' },
  ping: { and: [true, { $ref: 'pong' }] },
  pong: { or: [false, { $ref: 'ping' }] },
  fine: { '==': [{ var: 'plan' }, 'gold'] },
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `double${i}`,
      i === 0 ? true : { and: [{ $ref: `double${i - 1}` }, { $ref: `double${i - 1}` }] },
    ]),
  ),
}

/** Flags whose every answer has to be PARSE_ERROR. */
const quarantined: Record<string, unknown> = {
  selfLoop: flag(ref('self')),
  loop: flag(ref('ping')),
  loopItself: flag({ $ref: 'self' }),
  unresolved: flag(ref('nowhere')),
  inheritedFragment: flag(ref('constructor')),
  protoFragment: flag(ref('__proto__')),
  refToNumber: flag(ref(7)),
  doubling: flag(ref('double39')),
  deep: flag({ if: [nested(1_000), 'on'] }),
  unknownOperator: flag({ explode: [1] }),
  inheritedOperator: flag({ toString: [1] }),
  twoOperators: flag({ '==': [1, 1], '!=': [1, 1] }),
  stateless: { variants: onOff, defaultVariant: 'on' },
  wrongState: flag({}, { state: 'enabled' }),
  noVariants: { state: 'ENABLED', defaultVariant: 'on' },
  emptyVariants: { state: 'ENABLED', variants: {}, defaultVariant: 'on' },
  listVariants: { state: 'ENABLED', variants: [true, false], defaultVariant: '0' },
  unknownDefault: flag({}, { defaultVariant: 'maybe' }),
  inheritedDefault: flag({}, { defaultVariant: 'toString' }),
  isNull: null,
  isText: 'ENABLED',
  isList: [],
}

/** Flags that run, and come to no answer. */
const unanswering: Record<string, unknown> = {
  noVariantAnswered: flag('maybe'),
  inheritedAnswer: flag('constructor'),
  listAnswered: flag({ merge: [1, 2] }),
}

/** Shares that flagd's operator answers null to: the default applies. */
const shareless: Record<string, unknown> = {
  hugeWeight: flag(shares(1e308, 1)),
  textWeight: flag(shares('NaN', 1)),
  halfWeight: flag(shares(0.5, 0.5)),
  weightsBeyond: flag(shares(2_147_483_647, 1)),
  noWeight: flag(shares(0, 0)),
  negativeWeights: flag(shares(-1, -1)),
  weightTooLarge: flag(shares(2_147_483_648)),
}

/** Rules that look where objects inherit: they find nothing. */
const looking: Record<string, unknown> = Object.fromEntries(
  ['__proto__', 'constructor', 'constructor.name', 'toString', '__proto__.polluted', 'a.__proto__', 'list.length'].map(
    (path) => [`looking at ${path}`, flag({ if: [{ '!!': [{ var: path }] }, 'on', 'off'] })],
  ),
)

const document = () => ({
  $evaluators,
  flags: {
    ...quarantined,
    ...unanswering,
    ...shareless,
    ...looking,
    fine: flag(ref('fine')),
    banner: shop.flags.banner,
  },
})

interface Answered {
  readonly key: string
  readonly errorCode?: string
  readonly reason?: string
  readonly value?: unknown
}

async function answers(text = JSON.stringify(document())): Promise<Map<string, Answered>> {
  const edge = createIsolateFixture()
  await edge.store.publish(JSON.parse(text))
  const context = { targetingKey: 'user-1', plan: 'gold', a: {}, list: [] }
  const bulk = await edge.ask(all, asking(context))
  expect(bulk.status).toBe(200)
  const { flags } = (await bulk.json()) as { flags: Answered[] }
  for (const found of flags) expect(await (await edge.ask(one(found.key), asking(context))).json()).toEqual(found)
  return new Map(flags.map((found) => [found.key, found]))
}

describe('a document with every kind of bad flag', () => {
  it('quarantines what cannot be compiled, and serves the rest', async () => {
    const found = await answers()
    const codes = Object.keys(quarantined).map((key) => [key, found.get(key)?.errorCode])
    expect(codes).toEqual(Object.keys(quarantined).map((key) => [key, 'PARSE_ERROR']))
    expect(found.get('banner')).toMatchObject({ value: true })
    expect(found.get('fine')).toMatchObject({ value: true, reason: 'TARGETING_MATCH' })
  })

  it('answers GENERAL where a rule answers no variant', async () => {
    const found = await answers()
    for (const key of Object.keys(unanswering)) expect(found.get(key)).toMatchObject({ errorCode: 'GENERAL' })
  })

  it('gives the default where weights make no shares', async () => {
    const found = await answers()
    const reasons = Object.keys(shareless).map((key) => [key, found.get(key)?.reason, found.get(key)?.value])
    expect(reasons).toEqual(Object.keys(shareless).map((key) => [key, 'DEFAULT', false]))
  })

  it('finds nothing where objects inherit', async () => {
    const found = await answers()
    for (const key of Object.keys(looking)) expect([key, found.get(key)?.value]).toEqual([key, false])
  })

  it('closes every gate but those that say true', async () => {
    const edge = createIsolateFixture()
    await edge.store.publish(document())
    for (const key of Object.keys(document().flags)) {
      const { status } = await edge.ask(`/v1/gate/${encodeURIComponent(key)}?plan=gold&targetingKey=user-1`)
      expect([key, status]).toEqual([key, ['banner', 'fine'].includes(key) ? 204 : 403])
    }
  })

  it('is taken in within a moment', async () => {
    const edge = createIsolateFixture()
    await edge.store.publish(document())
    const startMs = performance.now()
    await edge.ask('/healthz')
    expect(performance.now() - startMs).toBeLessThan(2_000)
  })

  it('names every quarantined flag and its reason at /healthz', async () => {
    const edge = createIsolateFixture()
    await edge.store.publish(document())
    const body = (await (await edge.ask('/healthz')).json()) as { quarantined: { key: string; quarantine: string }[] }
    expect(body.quarantined.map(({ key }) => key)).toEqual(Object.keys(quarantined))
    expect(body.quarantined.find(({ key }) => key === 'loop')!.quarantine).toContain('ping -> pong -> ping')
  })
})

describe('a document', () => {
  it('may have flags named like what objects inherit', async () => {
    const banner = JSON.stringify(shop.flags.banner)
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    const found = await answers(`{"flags":{${names.map((name) => `${JSON.stringify(name)}:${banner}`).join()}}}`)
    for (const name of names) expect(found.get(name)).toMatchObject({ key: name, value: true })
  })

  it('takes the last of two equal variants, as JSON does', async () => {
    const found = await answers(
      '{"flags":{"a":{"state":"ENABLED","variants":{"on":false,"on":true},"defaultVariant":"on"}}}',
    )
    expect(found.get('a')).toMatchObject({ value: true })
  })

  it('nested beyond reason in a value costs nobody an answer', async () => {
    const bomb = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    const flags = `"banner":${JSON.stringify(shop.flags.banner)},"bomb":{"state":"ENABLED","variants":{"on":${bomb}},"defaultVariant":"on"}`
    const text = `{"format":1,"keys":[],"document":{"flags":{${flags}}}}`
    const edge = createIsolateFixture()
    const revision = await sha256Hex(text)
    edge.store.entries.set(snapshotKey(revision), text)
    edge.store.point(revision)
    for (const path of [one('banner'), one('bomb'), all]) expect((await edge.ask(path, asking({}))).status).toBe(200)
    expect(await (await edge.ask(one('bomb'), asking({}))).text()).toContain(bomb)
  })
})
