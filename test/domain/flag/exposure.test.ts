import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileSnapshot } from '../../../domain/flag/compile-snapshot.ts'
import { compareExposure, type Exposure } from '../../../domain/flag/exposure.ts'
import { expandShorthand } from '../../../domain/flag/shorthand.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { createReferenceHasher } from '../../../wasm/reference.ts'
import { frameOf } from '../rule.ts'
import { flag } from './document.ts'

const compare = (before: Json | undefined, after: Json | undefined, fragments: JsonObject = {}): Exposure =>
  compareExposure('flag', { definition: before, fragments }, { definition: after, fragments })

const moves = ({ lowers, raises }: Exposure): string =>
  lowers && raises ? 'both' : lowers ? 'lowers' : raises ? 'raises' : 'keeps'

function at(percentage: number): Json {
  const expanded = expandShorthand({ flags: { flag: { enabled: true, rollout_percentage: percentage } } })
  if (!expanded.ok) throw new Error('no shorthand')
  return (expanded.value as { flags: JsonObject }).flags.flag!
}

const when = (rule: Json, then: Json = 'on'): Json => flag({ targeting: { if: [rule, then, 'off'] } })
const plan = { var: 'plan' }

describe('whole flags', () => {
  it.each<[string, Json | undefined, Json | undefined, string]>([
    ['a new flag that is on', undefined, flag({ defaultVariant: 'on' }), 'raises'],
    ['a new flag that is off', undefined, flag(), 'keeps'],
    ['a removed flag', flag({ defaultVariant: 'on' }), undefined, 'lowers'],
    ['a removed flag that was off', flag(), undefined, 'lowers'],
    ['a disabled flag', flag({ defaultVariant: 'on' }), flag({ defaultVariant: 'on', state: 'DISABLED' }), 'lowers'],
    ['an enabled flag', flag({ defaultVariant: 'on', state: 'DISABLED' }), flag({ defaultVariant: 'on' }), 'raises'],
    ['a default turned off', flag({ defaultVariant: 'on' }), flag(), 'lowers'],
    ['the same flag', when({ '==': [plan, 'pro'] }), when({ '==': [plan, 'pro'] }), 'keeps'],
    ['new metadata', flag({ defaultVariant: 'on' }), flag({ defaultVariant: 'on', metadata: { a: 1 } }), 'keeps'],
  ])('%s', (_, before, after, expected) => {
    expect(moves(compare(before, after))).toBe(expected)
  })

  it('takes the off value that the flag declares', () => {
    const colour = (defaultVariant: string): Json => ({
      state: 'ENABLED',
      variants: { red: 'r', grey: 'g', blue: 'b' },
      defaultVariant,
      fuseboard: { offVariant: 'grey' },
    })
    expect(moves(compare(colour('red'), colour('grey')))).toBe('lowers')
    expect(moves(compare(colour('red'), colour('blue')))).toBe('keeps')
    expect(moves(compare(colour('grey'), colour('blue')))).toBe('raises')
  })

  it('counts an answer without a value as off', () => {
    expect(moves(compare(flag({ defaultVariant: 'on' }), flag({ defaultVariant: null })))).toBe('lowers')
  })
})

describe('rules', () => {
  it.each<[string, Json, Json, string]>([
    ['a narrowed condition', when({ in: [plan, ['pro', 'team']] }), when({ in: [plan, ['pro']] }), 'lowers'],
    ['a widened condition', when({ in: [plan, ['pro']] }), when({ in: [plan, ['pro', 'team']] }), 'raises'],
    ['another audience', when({ '==': [plan, 'pro'] }), when({ '==': [plan, 'team'] }), 'both'],
    ['a raised threshold', when({ '>=': [{ var: 'age' }, 18] }), when({ '>=': [{ var: 'age' }, 19] }), 'lowers'],
    ['a lowered threshold', when({ '>': [{ var: 'age' }, 18] }), when({ '>=': [{ var: 'age' }, 18] }), 'raises'],
    [
      'an added condition',
      when({ '==': [plan, 'pro'] }),
      when({ and: [{ '==': [plan, 'pro'] }, { '==': [{ var: '$edge.country' }, 'DE'] }] }),
      'lowers',
    ],
    [
      'a time window that ends earlier',
      when({ '<': [{ var: '$flagd.timestamp' }, 2_000] }),
      when({ '<': [{ var: '$flagd.timestamp' }, 1_000] }),
      'lowers',
    ],
    [
      'a newer version asked for',
      when({ sem_ver: [{ var: 'app.version' }, '>=', '1.4.0'] }),
      when({ sem_ver: [{ var: 'app.version' }, '>=', '1.5.0'] }),
      'lowers',
    ],
    [
      'a role taken out of a list',
      when({ some: [{ var: 'roles' }, { in: [{ var: '' }, ['admin', 'tester']] }] }),
      when({ some: [{ var: 'roles' }, { in: [{ var: '' }, ['admin']] }] }),
      'lowers',
    ],
    [
      'a person taken off the list',
      when({ in: [{ var: 'targetingKey' }, ['ann', 'bob']] }),
      when({ in: [{ var: 'targetingKey' }, ['ann']] }),
      'lowers',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(moves(compare(before, after))).toBe(expected)
  })

  it('follows fragments', () => {
    const definition = when({ $ref: 'testers' })
    const fragments = (domain: string): JsonObject => ({ testers: { ends_with: [{ var: 'email' }, domain] } })
    const change = compareExposure(
      'flag',
      { definition, fragments: fragments('example.com') },
      { definition, fragments: fragments('.example.com') },
    )
    expect(moves(change)).toBe('lowers')
  })
})

describe('percentages', () => {
  it('sees the smallest move', () => {
    expect(moves(compare(at(25), at(24.999)))).toBe('lowers')
    expect(moves(compare(at(25), at(25.001)))).toBe('raises')
  })

  it('tells the shares', () => {
    const { shareBefore, shareAfter } = compare(at(25), at(75))
    expect(shareBefore).toBeCloseTo(0.25, 1)
    expect(shareAfter).toBeCloseTo(0.75, 1)
  })

  it('sees a reshuffle as both', () => {
    const by = (path: string): Json =>
      flag({
        targeting: {
          fractional: [{ cat: ['salt-', { var: path }] }, ['on', 50], ['off', 50]],
        },
      })
    expect(moves(compare(by('userId'), by('accountId')))).toBe('both')
    expect(moves(compare(by('userId'), by('userId')))).toBe('keeps')
  })

  it('agrees with the order of any two percentages', () => {
    const percentage = fc.integer({ min: 0, max: 100_000 }).map((thousandths) => thousandths / 1_000)
    fc.assert(
      fc.property(percentage, percentage, (before, after) => {
        const expected = before === after ? 'keeps' : before > after ? 'lowers' : 'raises'
        expect(moves(compare(at(before), at(after)))).toBe(expected)
      }),
      { numRuns: 60 },
    )
  })
})

describe('against real users', () => {
  const names = ['ann', 'bob', 'eve', 'joe', 'kim', 'lea']
  const plans = ['free', 'pro', 'team']
  const condition = fc.oneof(
    fc.constantFrom(...plans).map((name): Json => ({ '==': [plan, name] })),
    fc.integer({ min: 0, max: 9 }).map((age): Json => ({ '>': [{ var: 'age' }, age] })),
    fc.subarray(names).map((chosen): Json => ({ in: [{ var: 'targetingKey' }, chosen] })),
  )
  const rule = fc.oneof(
    condition,
    fc.tuple(condition, condition).map((both): Json => ({ and: both })),
    fc.tuple(condition, condition).map((either): Json => ({ or: either })),
    condition.map((not): Json => ({ '!': [not] })),
  )
  const share = fc.integer({ min: 0, max: 10 }).map(
    (on): Json => ({
      fractional: [
        ['on', on],
        ['off', 11 - on],
      ],
    }),
  )
  const definition = fc.tuple(rule, fc.oneof(share, fc.constant('on'))).map(([test, then]) => when(test, then))
  const users = names.flatMap((targetingKey) =>
    plans.flatMap((name) => [0, 3, 6, 9].map((age) => ({ targetingKey, plan: name, age }))),
  )

  it('no user loses a flag unnoticed', () => {
    const values = (one: Json): Json[] => {
      const compiled = compileSnapshot({ flags: { flag: one } }, 'test', createReferenceHasher)!.find('flag')!
      return users.map((user) => compiled.evaluate(frameOf(user)).value ?? false)
    }
    fc.assert(
      fc.property(definition, definition, (before, after) => {
        const [was, is] = [values(before), values(after)]
        const { lowers, raises } = compare(before, after)
        if (was.some((value, i) => value === true && is[i] === false)) expect(lowers).toBe(true)
        if (was.some((value, i) => value === false && is[i] === true)) expect(raises).toBe(true)
      }),
      { numRuns: 150 },
    )
  })
})
