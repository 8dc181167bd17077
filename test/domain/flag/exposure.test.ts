import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileSnapshot } from '../../../domain/flag/compile-snapshot.ts'
import { classifyChange, type ExposureChange } from '../../../domain/flag/exposure.ts'
import { expandShorthand } from '../../../domain/flag/shorthand.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { createReferenceHasher } from '../../../wasm/reference.ts'
import { frameOf } from '../rule.ts'
import { flag } from './document.ts'

const compare = (before: Json | undefined, after: Json | undefined, fragments: JsonObject = {}): ExposureChange =>
  classifyChange('flag', { definition: before, fragments }, { definition: after, fragments })

const moves = ({ direction, lowers, raises }: ExposureChange): string => {
  expect(raises).toBe(direction === 'raises' || direction === 'unknown')
  if (direction === 'lowers' || direction === 'keeps') expect(lowers).toBe(direction === 'lowers')
  return direction === 'raises' && lowers ? 'both' : direction
}

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
    expect(moves(compare(colour('red'), colour('blue')))).toBe('raises')
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
    const change = classifyChange(
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

describe('conditions', () => {
  const a: Json = { '==': [{ var: 'a' }, 'x'] }
  const b: Json = { in: [{ var: 'b' }, ['y', 'z']] }
  const c: Json = { '>': [{ var: 'c' }, 3] }
  const roles = (rule: Json): Json => ({ some: [{ var: 'roles' }, rule] })
  const isRole = (name: string): Json => ({ '==': [{ var: '' }, name] })

  it.each<[string, Json, Json, string]>([
    ['one more is needed', when(a), when({ and: [a, b] }), 'lowers'],
    ['one less is needed', when({ and: [a, b] }), when(b), 'raises'],
    ['one more is enough', when(a), when({ or: [b, a] }), 'raises'],
    ['one less is enough', when({ or: [a, b, c] }), when({ or: [c, a] }), 'lowers'],
    ['the same in another order', when({ and: [a, { or: [b, c] }] }), when({ and: [{ or: [c, b] }, a] }), 'keeps'],
    [
      'the same, taken apart by hand',
      when({ and: [a, b] }),
      flag({ targeting: { if: [{ '!': a }, 'off', { '!': [b] }, 'off', 'on'] } }),
      'keeps',
    ],
    ['an exception more', when(a), when({ and: [a, { '!': b }] }), 'lowers'],
    ['a longer list of exceptions', when({ '!': { in: [{ var: 'b' }, ['y']] } }), when({ '!': b }), 'lowers'],
    ['a shorter list of exceptions', when({ '!': b }), when({ '!': { in: [{ var: 'b' }, ['y']] } }), 'raises'],
    ['none of more', when({ none: [[1], isRole('x')] }), when({ none: [[1], { or: [isRole('x'), a] }] }), 'lowers'],
    ['some of less', when(roles({ or: [isRole('x'), isRole('y')] })), when(roles(isRole('y'))), 'lowers'],
    [
      'the audience on the off side',
      flag({ targeting: { if: [a, 'off', 'on'] } }),
      when({ '!': [{ or: [a, b] }] }),
      'lowers',
    ],
    ['one person of a list left', when(b), when({ '==': [{ var: 'b' }, 'y'] }), 'lowers'],
    [
      'a subdomain left',
      when({ ends_with: [{ var: 'e' }, '.org'] }),
      when({ ends_with: [{ var: 'e' }, 'a.org'] }),
      'lowers',
    ],
    [
      'a share before everybody',
      when(a),
      when(a, {
        fractional: [
          ['on', 1],
          ['off', 1],
        ],
      }),
      'lowers',
    ],
    ['another answer than the audience', when(a), flag({ targeting: { if: [b, 'off', a, 'on', 'off'] } }), 'lowers'],
  ])('%s', (_, before, after, expected) => {
    expect(moves(compare(before, after))).toBe(expected)
  })

  it('that fail are off, so one failing term less raises what is negated', () => {
    const fails: Json = { '>': [{ '+': [{ var: 'n' }, 1] }, 2] }
    const negated = (terms: Json[]): Json => when({ '!': [{ or: terms }] })
    expect(compare(negated([a, fails]), negated([a])).raises).toBe(true)
    expect(moves(compare(when({ or: [a, fails] }), when({ or: [a, fails, fails] })))).toBe('keeps')
  })

  it('with a pair in their list are ranges, which fail for what is no number', () => {
    const range = (members: Json): Json => when({ '!': [{ in: [{ var: 'age' }, members] }] })
    expect(compare(range([[1, 5]]), range([[1, 5], 'x'])).raises).toBe(true)
  })

  it('that coerce are not taken for excluding each other', () => {
    // 0 is found in a list of any text that spells no number.
    const list = (name: string): Json => ({ in: [{ var: 'x' }, [name]] })
    const before = flag({ targeting: { if: [list('a'), 'off', list('b'), 'off', 'on'] } })
    expect(compare(flag({ targeting: { if: [list('b'), 'off', 'on'] } }), before)).toMatchObject({
      direction: 'lowers',
    })
    expect(moves(compare(when(list('a')), when({ and: [list('a'), { '!': [list('b')] }] })))).toBe('lowers')
  })

  it('without end are unknown, and may lower', () => {
    const many = (from: number): Json =>
      when({ '==': [{ '+': Array.from({ length: 30 }, (_, i) => ({ if: [{ var: `v${i}` }, i + from, 0] })) }, -1] })
    expect(compare(many(1), many(2))).toMatchObject({ direction: 'unknown', lowers: true, raises: true })
  })
})

describe('what is shown', () => {
  const colour = (red: string, more: JsonObject = {}): Json => ({
    state: 'ENABLED',
    variants: { red, grey: 'g' },
    defaultVariant: 'red',
    fuseboard: { offVariant: 'grey', ...more },
  })

  it('counts as raised where the value of a variant changes while it is on', () => {
    const change = compare(colour('r'), colour('s'))
    expect(change).toMatchObject({ direction: 'raises', lowers: false, decidedBy: 'rules' })
    expect(change.why).toContain('see another value')
  })

  it('is unknown where "off" becomes another value: a kill answers it', () => {
    expect(compare(colour('r'), colour('r', { offVariant: 'red' })).direction).toBe('unknown')
    expect(compare(flag(), flag({ fuseboard: { offVariant: 'on' } })).direction).toBe('unknown')
    expect(compare(flag(), flag({ fuseboard: { offVariant: 'off' } })).direction).toBe('keeps')
  })

  it.each<[string, JsonObject, JsonObject, string]>([
    ['client keys that see it', {}, { clientSide: true }, 'raises'],
    ['client keys that no longer do', { clientSide: true }, {}, 'lowers'],
    ['a flag that is no longer strict', { strict: true }, {}, 'raises'],
    ['a flag that becomes strict', {}, { strict: true }, 'lowers'],
    ['a system that it leaves', { system: 'shop' }, { system: 'web' }, 'raises'],
    ['a system that it joins', {}, { system: 'web' }, 'keeps'],
    ['a description', {}, { description: 'red or grey', owner: 'web' }, 'keeps'],
  ])('%s', (_, before, after, expected) => {
    expect(moves(compare(colour('r', before), colour('r', after)))).toBe(expected)
  })

  it('does not count where the flag cannot be on', () => {
    expect(moves(compare(flag(), flag({ fuseboard: { clientSide: true } })))).toBe('keeps')
  })
})

describe('a flag that is not evaluated', () => {
  const disabled = flag({ defaultVariant: 'on', state: 'DISABLED' })
  const broken = flag({ defaultVariant: 'on', targeting: { bogus: [] } })

  it.each<[string, Json | undefined, Json | undefined, string]>([
    ['added, disabled', undefined, disabled, 'keeps'],
    ['added, off by a constant', undefined, flag({ targeting: { if: [true, 'off', 'on'] } }), 'keeps'],
    ['added, on for some', undefined, when({ '==': [plan, 'pro'] }), 'raises'],
    ['changed while disabled', disabled, flag({ state: 'DISABLED', targeting: { '==': [1, 1] } }), 'keeps'],
    ['enabled, and off', disabled, flag(), 'keeps'],
    ['quarantined', flag({ defaultVariant: 'on' }), broken, 'lowers'],
    ['repaired', broken, flag({ defaultVariant: 'on' }), 'raises'],
    ['nowhere', undefined, undefined, 'keeps'],
  ])('%s', (_, before, after, expected) => {
    expect(moves(compare(before, after))).toBe(expected)
  })
})

describe('the reason', () => {
  const words = (before: Json | undefined, after: Json | undefined): string => compare(before, after).why
  const age = (more: JsonObject): Json => flag({ defaultVariant: 'on', fuseboard: more })

  it.each<[string, string]>([
    [words(at(5), at(25)), 'the share of "on" grows from 5 % to 25 %'],
    [words(at(25), at(24.999)), 'the share of "on" shrinks from 25 % to 24.999 %'],
    [words(flag(), flag({ defaultVariant: 'on' })), 'the default variant changes from "off" to "on"'],
    [words(age({}), age({ description: 'x' })), 'only the description differs'],
    [words(age({}), age({})), 'nothing differs'],
    [
      words(when({ in: [plan, ['a']] }), when({ in: [plan, ['a', 'b']] })),
      '"b" is added to the list for {"var":"plan"}',
    ],
    [
      words(when(plan), when({ and: [plan, { var: 'b' }] })),
      'the condition {"var":"plan"} becomes {"and":[{"var":"plan"},{"var":"b"}]}',
    ],
    [words(flag(), undefined), 'the flag is removed'],
    [words(flag(), flag({ state: 'DISABLED' })), 'the flag is disabled'],
    [words(undefined, flag()), 'the new flag is off for everybody'],
  ])('%s', (why, expected) => {
    expect(why).toBe(expected)
  })
})

describe('against real users', () => {
  const names = ['ann', 'bob', 'eve', 'joe', '0', '']
  const paths = ['targetingKey', 'plan', 'age', 'tags']
  const scalar = fc.constantFrom<Json>(...names, 0, 1, 3, 5, true, null)
  const subject = fc.constantFrom<Json>(
    ...paths.map((path) => ({ var: path })),
    { var: ['age', 3] },
    { '+': [{ var: 'age' }, 1] },
    { cat: [{ var: 'plan' }, 'x'] },
  )
  const text = fc.constantFrom<Json>(...names)
  const two = (operators: string[], left: fc.Arbitrary<Json>, right: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
    fc.tuple(fc.constantFrom(...operators), left, right).map(([operator, ...both]): Json => ({ [operator]: both }))
  const members = fc.array(fc.oneof({ weight: 9, arbitrary: scalar }, fc.constant<Json>([1, 4])), { maxLength: 3 })
  const version = fc.constantFrom<Json>('1.0.0', '1.2.0', '2', 'x')
  const leaf = fc.oneof(
    two(['==', '!=', '===', '!==', '<', '<=', '>', '>='], subject, scalar),
    two(['<', '<=', '>', '>='], fc.constantFrom<Json>(0, 3, 5), subject),
    two(['in'], subject, members),
    two(['starts_with', 'ends_with'], subject, text),
    fc
      .tuple(fc.constantFrom('<', '>=', '^'), version)
      .map(([relation, to]): Json => ({ sem_ver: [{ var: 'plan' }, relation, to] })),
    fc.constantFrom<Json>(true, false, '', [], {}, ...paths.map((path) => ({ var: path }))),
  )
  const item = two(['==', '<', '>=', 'in'], fc.constant<Json>({ var: '' }), fc.oneof(scalar, members))
  const walked = two(['some', 'all', 'none'], fc.constant<Json>({ var: 'tags' }), item)
  const { rule } = fc.letrec<{ rule: Json; join: Json; list: Json[] }>((tie) => ({
    rule: fc.oneof({ maxDepth: 3, depthSize: 'small' }, leaf, walked, tie('join')),
    list: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }),
    join: fc.tuple(fc.constantFrom('and', 'or', '!', '!!', 'if'), tie('list')).map(([operator, list]): Json => {
      return { [operator]: list }
    }),
  }))
  const by = fc.constantFrom<Json>(
    null,
    { var: 'plan' },
    { cat: ['s-', { var: 'age' }] },
    { cat: ['s-', { var: 'plan' }] },
  )
  const share = fc.tuple(by, fc.constantFrom('on', 'red', 'nobody'), fc.nat(10), fc.constantFrom(10, 11)).map(
    ([key, name, on, total]): Json => ({
      fractional: [...(key === null ? [] : [key]), [name, on], ['off', total - on]],
    }),
  )
  const answer = fc.oneof(share, fc.constantFrom<Json>('on', 'off', 'red', null, 'nobody', { var: 'plan' }), rule)
  const targeting = fc.oneof(
    fc.tuple(rule, answer, answer).map((list): Json => ({ if: list })),
    fc.tuple(rule, answer, rule, answer, answer).map((list): Json => ({ if: list })),
    answer,
  )
  const variants = { on: true, off: false, red: 1, true: 2, ann: 3 }
  const definition = fc
    .tuple(targeting, fc.constantFrom(null, 'on', 'off'))
    .map(([targeting, defaultVariant]) => flag({ variants, targeting, defaultVariant }))
  const value = fc.oneof(scalar, version, fc.array(scalar, { maxLength: 3 }), fc.constant<Json>(['red', 3]))
  const user = fc
    .tuple(
      fc.constantFrom(...names, 'u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7'),
      fc.dictionary(fc.constantFrom(...paths), value),
    )
    .map(([targetingKey, more]): JsonObject => ({ targetingKey, ...more }))
  /** The same part in both versions, as changes have it, or two that have nothing in common. */
  const pair = fc.oneof(
    fc.tuple(definition, definition),
    fc.tuple(definition, rule, fc.constantFrom('and', 'or')).map(([before, more, operator]) => {
      return [before, inPlace(before, (test) => ({ [operator]: [test, more] }))] as const
    }),
    definition.map((before) => [before, inPlace(before, (test) => thinned(test))] as const),
    definition.map((before) => [inPlace(before, (test) => thinned(test)), before] as const),
  )

  function inPlace(one: JsonObject, change: (test: Json) => Json): JsonObject {
    const list = (one.targeting as { readonly if?: Json[] } | null)?.if
    return list === undefined ? one : { ...one, targeting: { if: [change(list[0]!), ...list.slice(1)] } }
  }

  /** Drops the last of every list, lowers every number. */
  function thinned(part: Json): Json {
    if (typeof part === 'number') return part - 1
    if (Array.isArray(part))
      return part.every((one: Json) => typeof one !== 'object') ? part.slice(0, -1) : part.map(thinned)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(
      Object.entries(part).map(([operator, list]) => {
        return [operator, Array.isArray(list) && operator !== 'var' ? list.map(thinned) : list]
      }),
    )
  }

  it('nobody gains by what keeps or lowers, and nobody loses unnoticed', () => {
    const proven = { keeps: 0, lowers: 0 }
    const seen = (one: Json, users: readonly JsonObject[]): Json[] => {
      const compiled = compileSnapshot({ flags: { flag: one } }, 'test', createReferenceHasher)!.find('flag')!
      return users.map((context) => compiled.evaluate(frameOf(context)).value ?? false)
    }
    fc.assert(
      fc.property(pair, fc.array(user, { minLength: 40, maxLength: 60 }), ([before, after], users) => {
        const [was, is] = [seen(before, users), seen(after, users)]
        const { direction, lowers, raises } = compare(before, after)
        if (direction === 'keeps' || direction === 'lowers') proven[direction]++
        if (is.some((value, i) => value !== false && value !== was[i])) expect(raises).toBe(true)
        if (was.some((value, i) => value !== false && is[i] === false)) expect(lowers).toBe(true)
      }),
      { numRuns: 800 },
    )
    expect(proven.keeps).toBeGreaterThan(20)
    expect(proven.lowers).toBeGreaterThan(20)
  }, 60_000)
})
