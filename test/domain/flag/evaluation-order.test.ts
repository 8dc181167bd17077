import { describe, expect, it } from 'vitest'
import { flagNotFound } from '../../../domain/flag/outcome.ts'
import type { Json } from '../../../domain/json.ts'
import { createHasher } from '../../../wasm/load-workerd.ts'
import { frameOf, nowSeconds } from '../rule.ts'
import { flag, onOff, outcomeOf, snapshotOf } from './document.ts'

const always = (value: Json): Json => ({ if: [true, value] })

describe('1. an unknown key', () => {
  it('is found by no snapshot and answers FLAG_NOT_FOUND', () => {
    const snapshot = snapshotOf({ flags: { flag: flag() } })
    for (const key of ['other', '', 'Flag', '__proto__', 'constructor', 'toString']) {
      expect(snapshot.find(key)).toBeUndefined()
    }
    expect(flagNotFound('other')).toMatchObject({ key: 'other', reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' })
    expect(flagNotFound('other').value).toBeUndefined()
  })
})

describe('2. a killed flag', () => {
  it('answers its off value as DISABLED and says so in its metadata', () => {
    const { killed } = snapshotOf({
      metadata: { version: '3' },
      flags: { flag: flag({ defaultVariant: 'on', metadata: { team: 'pay' } }) },
    }).find('flag')!
    expect(killed).toMatchObject({ reason: 'DISABLED', value: false, variant: 'off', errorCode: undefined })
    expect(killed.metadata).toEqual({ version: '3', team: 'pay', 'fuseboard.killed': true })
  })

  it('answers the declared variant, or no value for a flag that is not boolean', () => {
    const variants = { big: 100, small: 1 }
    const { flags } = snapshotOf({
      flags: {
        declared: { state: 'ENABLED', variants, defaultVariant: 'big', fuseboard: { offVariant: 'small' } },
        bare: { state: 'ENABLED', variants, defaultVariant: 'big' },
      },
    })
    expect(flags.map(({ killed }) => [killed.value, killed.variant])).toEqual([
      [1, 'small'],
      [undefined, undefined],
    ])
  })

  it('is the same outcome each time', () => {
    const compiled = snapshotOf({ flags: { flag: flag() } }).find('flag')!
    expect(compiled.killed).toBe(compiled.killed)
    expect(compiled.off).toBe(compiled.off)
    expect(compiled.off).not.toBe(compiled.killed)
    expect(compiled.off.metadata).toBeUndefined()
  })
})

describe('3. a disabled flag', () => {
  it('answers DISABLED without value or variant, and keeps its metadata', () => {
    const outcome = outcomeOf(
      flag({ state: 'DISABLED', targeting: always('on'), metadata: { team: 'pay' } }),
      {},
      { metadata: { version: '3' } },
    )
    expect(outcome).toEqual({
      key: 'flag',
      reason: 'DISABLED',
      value: undefined,
      variant: undefined,
      metadata: { version: '3', team: 'pay' },
      errorCode: undefined,
      errorDetails: undefined,
      code: 1,
    })
  })
})

describe('4. a flag without targeting', () => {
  it.each([undefined, {}])('answers its default as STATIC for targeting %j', (targeting) => {
    const outcome = outcomeOf(flag(targeting === undefined ? {} : { targeting }))
    expect(outcome).toMatchObject({ reason: 'STATIC', value: false, variant: 'off' })
  })

  it.each([null, undefined, ''])('answers DEFAULT without a value for the default variant %j', (defaultVariant) => {
    const definition = { state: 'ENABLED', variants: onOff }
    const outcome = outcomeOf(defaultVariant === undefined ? definition : { ...definition, defaultVariant })
    expect(outcome).toMatchObject({ reason: 'DEFAULT', value: undefined, variant: undefined, errorCode: undefined })
  })
})

describe('5. the context', () => {
  const reads = (path: string, wanted: Json) => flag({ targeting: { if: [{ '==': [{ var: path }, wanted] }, 'on'] } })

  it('gains flag key and time', () => {
    expect(outcomeOf(reads('$flagd.flagKey', 'flag')).variant).toBe('on')
    expect(outcomeOf(reads('$flagd.timestamp', nowSeconds)).variant).toBe('on')
  })

  it('never brings them along itself', () => {
    const liar = { $flagd: { flagKey: 'lie', timestamp: 1 }, $edge: { country: 'DE' } }
    expect(outcomeOf(reads('$flagd.flagKey', 'lie'), liar).variant).toBe('off')
    expect(outcomeOf(reads('$flagd.timestamp', 1), liar).variant).toBe('off')
    expect(outcomeOf(reads('$edge.country', 'DE'), liar).variant).toBe('off')
  })

  it('offers the facts of the request that the caller of the evaluation hands in', () => {
    const compiled = snapshotOf({ flags: { flag: reads('$edge.country', 'DE') } }).find('flag')!
    expect(compiled.evaluate(frameOf({}, { country: 'DE' })).variant).toBe('on')
    expect(compiled.evaluate(frameOf({}, {})).variant).toBe('off')
  })

  it('holds the targeting key as an ordinary key', () => {
    expect(outcomeOf(reads('targetingKey', 'user-1'), { targetingKey: 'user-1' }).variant).toBe('on')
  })
})

describe('6. what targeting answers', () => {
  it('null means the default', () => {
    expect(outcomeOf(flag({ targeting: always(null) }))).toMatchObject({ reason: 'DEFAULT', variant: 'off' })
    expect(outcomeOf(flag({ targeting: { var: 'absent' } }))).toMatchObject({ reason: 'DEFAULT', variant: 'off' })
    expect(outcomeOf(flag({ targeting: { if: [false, 'on'] } }))).toMatchObject({ reason: 'DEFAULT', variant: 'off' })
    for (const defaultVariant of [null, '']) {
      const outcome = outcomeOf(flag({ targeting: always(null), defaultVariant }))
      expect(outcome).toMatchObject({ reason: 'DEFAULT', value: undefined, variant: undefined, errorCode: undefined })
    }
  })

  it.each<[Json, string]>([
    ['on', 'on'],
    [true, 'true'],
    [false, 'false'],
    [1, '1'],
    [1.5, '1.5'],
    [0, '0'],
    ['', ''],
  ])('%j names the variant %j', (value, variant) => {
    const variants = { [variant]: 'right', other: 'wrong' }
    const targetings: Json[] = [always(value), { var: 'v' }]
    for (const targeting of targetings) {
      const outcome = outcomeOf({ state: 'ENABLED', variants, defaultVariant: 'other', targeting }, { v: value })
      expect(outcome).toMatchObject({ reason: 'TARGETING_MATCH', value: 'right', variant })
    }
  })

  it.each<Json>(['unknown', 'ON', 2, true, [], ['on'], {}, { on: 1, off: 2 }])(
    '%j names none: ERROR, GENERAL, no value',
    (value) => {
      const outcome = outcomeOf(flag({ targeting: { var: 'v' } }), { v: value })
      expect(outcome).toMatchObject({ reason: 'ERROR', errorCode: 'GENERAL', value: undefined, variant: undefined })
      expect(outcome.errorDetails).toContain('answered no variant')
    },
  )

  it.each(['__proto__', 'constructor', 'toString'])('%s is a variant only where one is called so', (name) => {
    expect(outcomeOf(flag({ targeting: always(name) }))).toMatchObject({ reason: 'ERROR', errorCode: 'GENERAL' })
    const variants = JSON.parse(`{"${name}": "own", "other": "x"}`)
    const outcome = outcomeOf({ state: 'ENABLED', variants, defaultVariant: 'other', targeting: always(name) })
    expect(outcome).toMatchObject({ reason: 'TARGETING_MATCH', value: 'own', variant: name })
  })
})

describe('7. a flag that cannot be compiled', () => {
  const living = { before: flag({ defaultVariant: 'on' }), after: flag({ targeting: always('on') }) }

  it.each<[string, Json, string]>([
    ['an unknown operator', flag({ targeting: { if: [{ bogus: 1 }, 'on'] } }), 'unknown operator "bogus"'],
    ['an unresolved reference', flag({ targeting: { $ref: 'nope' } }), '"nope", which is not in $evaluators'],
    ['a circle', flag({ targeting: { $ref: 'loop' } }), 'runs in a circle'],
    ['no variants', { state: 'ENABLED', variants: {} }, 'at least one variant'],
    ['a state that is none', flag({ state: 'on' }), 'state is'],
    ['a default that names no variant', flag({ defaultVariant: 'nope' }), 'names no variant'],
    ['a default that is not text', flag({ defaultVariant: true }), 'names no variant'],
    ['being no object', 5, 'at least one variant'],
    ['targeting that is a list of two operations in one', flag({ targeting: { or: [{ a: 1, b: 2 }] } }), 'one key'],
  ])('is quarantined alone for %s', (_, broken, reason) => {
    const { flags } = snapshotOf({
      metadata: { version: '3' },
      $evaluators: { loop: { $ref: 'loop' } },
      flags: { before: living.before, 'the/flag': broken, after: living.after },
    })
    const [before, quarantined, after] = flags
    expect(before?.evaluate(frameOf({})).value).toBe(true)
    expect(after?.evaluate(frameOf({})).value).toBe(true)
    expect(quarantined?.quarantine).toContain(reason)
    expect(quarantined?.quarantine).toMatch(/^\/flags\/the~1flag\//)
    const outcome = quarantined!.evaluate(frameOf({}))
    expect(outcome).toMatchObject({ reason: 'ERROR', errorCode: 'PARSE_ERROR', value: undefined, variant: undefined })
    expect(outcome.errorDetails).toContain(reason)
    expect(outcome.metadata).toEqual({ version: '3' })
  })

  it('still has its off value', () => {
    const compiled = snapshotOf({ flags: { flag: flag({ targeting: { bogus: 1 } }) } }).find('flag')!
    expect(compiled.off).toMatchObject({ reason: 'DISABLED', value: false, variant: 'off' })
  })
})

describe('8. targeting that fails while evaluating', () => {
  it('answers ERROR for its flag, never an exception', () => {
    const targeting = { if: [{ '>': [{ '+': [{ var: 'n' }, 1] }, 0] }, 'on', 'off'] }
    expect(outcomeOf(flag({ targeting }), { n: 1 })).toMatchObject({ reason: 'TARGETING_MATCH', variant: 'on' })
    for (const n of [null, true, [], {}]) {
      expect(outcomeOf(flag({ targeting, metadata: { team: 'pay' } }), { n })).toMatchObject({
        reason: 'ERROR',
        errorCode: 'GENERAL',
        value: undefined,
        metadata: { team: 'pay' },
      })
    }
  })

  it('answers ERROR for a hash that fails, too', () => {
    const broken = () => ({
      ...createHasher(),
      salt: () => ({ position: 0 }),
      seal: () => {},
      hash: () => {
        throw new Error('no')
      },
    })
    const snapshot = snapshotOf({ flags: { flag: flag({ targeting: { fractional: [['on', 1]] } }) } }, broken)
    expect(snapshot.find('flag')?.evaluate(frameOf({ targetingKey: 'u' }))).toMatchObject({ reason: 'ERROR' })
  })
})

describe('metadata', () => {
  it('of the set is overlaid by that of the flag', () => {
    const { metadata } = outcomeOf(flag({ metadata: { team: 'pay', n: 1 } }), {}, { metadata: { team: 'all', v: '1' } })
    expect(metadata).toEqual({ team: 'pay', n: 1, v: '1' })
  })

  it('is undefined where there is none', () => {
    expect(outcomeOf(flag()).metadata).toBeUndefined()
    expect(outcomeOf(flag({ metadata: {} }), {}, { metadata: {} }).metadata).toBeUndefined()
  })

  it('never holds anything of the fuseboard settings', () => {
    const outcome = outcomeOf(flag({ fuseboard: { owner: 'secret-team', description: 'secret' } }))
    expect(JSON.stringify(outcome)).not.toContain('secret')
  })
})
