import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../domain/flag/outcome.ts'
import type { Json } from '../../../domain/json.ts'
import { createHasher } from '../../../wasm/load-workerd.ts'
import { frameOf } from '../rule.ts'
import { flag, outcomeOf, snapshotOf } from './document.ts'

const names = fc.uniqueArray(fc.constantFrom('on', 'off', 'a', 'b', '1', '0', 'constructor', 'true'), {
  minLength: 1,
  maxLength: 5,
})

/** All outcomes that one flag can give, by trying everything that targeting might answer. */
function outcomesOf(variants: readonly string[], withDefault: boolean, withTargeting: boolean): Outcome[] {
  const definition = {
    state: 'ENABLED',
    variants: Object.fromEntries(variants.map((name) => [name, `value of ${name}`])),
    ...(withDefault ? { defaultVariant: variants[0]! } : {}),
    ...(withTargeting ? { targeting: { var: 'v' } } : {}),
  }
  const compiled = snapshotOf({ flags: { flag: definition } }).find('flag')!
  const answers: Json[] = [...variants, null, 'none of them', [1]]
  return [...answers.map((v) => compiled.evaluate(frameOf({ v }))), compiled.off, compiled.killed]
}

describe('outcome codes', () => {
  it('differ exactly where the outcomes of a flag differ, and are equal across compilations', () => {
    fc.assert(
      fc.property(names, fc.boolean(), fc.boolean(), (variants, withDefault, withTargeting) => {
        const first = outcomesOf(variants, withDefault, withTargeting)
        const second = outcomesOf(variants, withDefault, withTargeting)
        expect(second).toEqual(first)
        const byCode = new Map<number, Outcome>()
        for (const outcome of first) {
          const known = byCode.get(outcome.code)
          if (known !== undefined) expect(outcome).toEqual(known)
          byCode.set(outcome.code, outcome)
        }
        expect(new Set([...byCode.values()].map((outcome) => JSON.stringify(outcome))).size).toBe(byCode.size)
      }),
    )
  })

  it('tell a match, a static answer and a default of one variant apart', () => {
    const codes = [
      outcomeOf(flag({ defaultVariant: 'on' })),
      outcomeOf(flag({ defaultVariant: 'on', targeting: { var: 'v' } })),
      outcomeOf(flag({ defaultVariant: 'on', targeting: { var: 'v' } }), { v: 'on' }),
      outcomeOf(flag({ state: 'DISABLED' })),
      outcomeOf(flag({ targeting: { bogus: 1 } })),
    ].map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
  })
})

describe('outcomes', () => {
  it('name the variant that targeting answered, whatever the default is', () => {
    fc.assert(
      fc.property(names, fc.nat(4), (variants, chosen) => {
        const definition = {
          state: 'ENABLED',
          variants: Object.fromEntries(variants.map((name) => [name, `value of ${name}`])),
          defaultVariant: variants[chosen % variants.length]!,
          targeting: { var: 'v' },
        }
        const compiled = snapshotOf({ flags: { flag: definition } }).find('flag')!
        for (const v of variants) {
          const wanted = { reason: 'TARGETING_MATCH', variant: v, value: `value of ${v}` }
          expect(compiled.evaluate(frameOf({ v }))).toMatchObject(wanted)
        }
      }),
    )
  })

  it('are made once: evaluating again answers the same object', () => {
    const { flags } = snapshotOf({
      flags: {
        fixed: flag(),
        rule: flag({ targeting: { if: [{ '==': [{ var: 'a' }, 1] }, 'on', 'off'] } }),
        share: flag({
          targeting: {
            fractional: [
              ['on', 50],
              ['off', 50],
            ],
          },
        }),
        computed: flag({ targeting: { var: 'v' } }),
        failing: flag({ targeting: { '+': [null] } }),
      },
    })
    const context = { a: 1, v: 'on', targetingKey: 'u' }
    for (const compiled of flags) expect(compiled.evaluate(frameOf(context))).toBe(compiled.evaluate(frameOf(context)))
  })

  it('of a bulk are those of single evaluations', () => {
    const share = {
      fractional: [
        ['on', 50],
        ['off', 50],
      ],
    }
    const salted = { fractional: [{ cat: ['salt', { var: 'email' }] }, ['on', 50], ['off', 50]] }
    const flags = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`flag-${i}`, flag({ targeting: i % 2 === 0 ? share : salted })]),
    )
    const snapshot = snapshotOf({ flags }, createHasher)
    for (const targetingKey of ['u', 'größe', '', undefined]) {
      const context = { email: 'a@b', ...(targetingKey === undefined ? {} : { targetingKey }) }
      const frame = snapshot.prepareBulk(frameOf(context))
      for (const compiled of snapshot.flags) {
        expect(compiled.evaluate(frame)).toBe(compiled.evaluate(frameOf(context)))
      }
    }
  })
})

describe('a snapshot', () => {
  it('is refused only without flags', () => {
    for (const document of [null, 1, 'x', [], {}, { flags: null }, { flags: [] }, { flags: 'x' }]) {
      expect(() => snapshotOf(document)).toThrow('not a document')
    }
    expect(snapshotOf({ flags: {} }).flags).toEqual([])
  })

  it('keeps document order, positions and settings', () => {
    const snapshot = snapshotOf({
      flags: { b: flag({ fuseboard: { strict: true, clientSide: true, owner: 'pay' } }), a: flag() },
    })
    expect(snapshot.flags.map(({ key, index }) => [key, index])).toEqual([
      ['b', 0],
      ['a', 1],
    ])
    expect(snapshot.find('b')).toMatchObject({ strict: true, clientSide: true, settings: { owner: 'pay' } })
    expect(snapshot.find('a')).toMatchObject({ strict: false, clientSide: false, settings: {} })
  })

  it('finds flags called like inherited names', () => {
    const document = JSON.parse(
      `{"flags": {"constructor": ${JSON.stringify(flag())}, "toString": ${JSON.stringify(flag())}}}`,
    )
    expect(snapshotOf(document).find('constructor')?.evaluate(frameOf({})).key).toBe('constructor')
    expect(snapshotOf(document).find('valueOf')).toBeUndefined()
  })
})
