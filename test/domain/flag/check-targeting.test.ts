import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { answer } from '../rule.ts'
import { flag, problemsOf } from './document.ts'

const at = '/flags/f/targeting'
const check = (targeting: Json, $evaluators: JsonObject = {}) =>
  problemsOf({ $evaluators, flags: { f: flag({ targeting }) } })
const test = (rule: Json): Json => ({ if: [rule, 'on', 'off'] })

type Wrong = [what: string, targeting: Json, path: string, found: string, allowed: string]

describe('wrong targeting is told by place, finding and remedy', () => {
  it.each<Wrong>([
    ['text', 'on', at, '"on"', 'a JsonLogic rule: an object, {} for none'],
    ['a list', [{ var: 'x' }], at, 'an array of 1', 'a JsonLogic rule: an object, {} for none'],
    [
      'two operators in one',
      { if: [{ var: 'a', '!': [] }] },
      `${at}/if/0`,
      'an object',
      'an operation is an object with one key, its operator',
    ],
    ['an unknown reference', { $ref: 'x' }, `${at}/$ref`, '"x"', '$ref names "x", which is not in $evaluators'],
    [
      'a reference to nothing',
      test({ $ref: 7 }),
      `${at}/if/0/$ref`,
      '7',
      '$ref takes the name of an entry of $evaluators',
    ],
    ['a path', test({ var: true }), `${at}/if/0/var`, 'true', 'var takes a path: text, a number, or [path, default]'],
    ['too few arguments', test({ '==': [1] }), `${at}/if/0/==`, 'an array of 1', '2 arguments'],
    ['too many arguments', test({ '<': [1, 2, 3, 4] }), `${at}/if/0/<`, 'an array of 4', '2 or 3 arguments'],
    ['a single argument for two', test({ in: 'x' }), `${at}/if/0/in`, '"x"', '2 arguments'],
    ['no arguments', test({ and: [] }), `${at}/if/0/and`, 'an array of 0', '1 or more arguments'],
    ['arguments that are no list', { if: { var: 'x' } }, `${at}/if`, 'an object', 'a list of arguments'],
    [
      'a list operator without a list',
      test({ some: { var: 'x' } }),
      `${at}/if/0/some`,
      'an object',
      'a list of arguments',
    ],
    [
      'a version',
      test({ sem_ver: [{ var: 'v' }, '>=', '1.x'] }),
      `${at}/if/0/sem_ver/2`,
      '"1.x"',
      'a version such as "1.4.0", or an operation',
    ],
    [
      'a relation of versions',
      test({ sem_ver: [{ var: 'v' }, '==', '1'] }),
      `${at}/if/0/sem_ver/1`,
      '"=="',
      'one of = != < <= > >= ^ ~',
    ],
    ['an answer', { if: [true, 'On', 'off'] }, `${at}/if/1`, '"On"', 'a variant (on, off) or null'],
    ['a last answer', { if: [true, 'on', false, 'on', 'no'] }, `${at}/if/4`, '"no"', 'a variant (on, off) or null'],
    [
      'an answer in a branch in a branch',
      { if: [true, { '?:': [true, 'no'] }] },
      `${at}/if/1/?:/1`,
      '"no"',
      'a variant (on, off) or null',
    ],
    [
      'an answer of a share',
      {
        fractional: [
          ['on', 1],
          ['no', 1],
        ],
      },
      `${at}/fractional/1/0`,
      '"no"',
      'a variant (on, off) or null',
    ],
    ['an answer of another type', { if: [true, true] }, `${at}/if/1`, 'true', 'a variant (on, off) or null'],
    ['shares that are none', { fractional: 'on' }, `${at}/fractional`, '"on"', 'a list of [variant, weight] entries'],
    ['no shares', { fractional: [] }, `${at}/fractional`, 'an array of 0', 'at least one [variant, weight] entry'],
    [
      'nothing but a bucketing value',
      { fractional: [{ var: 'x' }] },
      `${at}/fractional`,
      'an array of 1',
      'at least one [variant, weight] entry',
    ],
    [
      'a bucketing value',
      { fractional: [5, ['on', 1]] },
      `${at}/fractional/0`,
      '5',
      'text to bucket by, an operation that answers it, or the first entry',
    ],
    [
      'a share',
      { fractional: [['on', 1], 'off'] },
      `${at}/fractional/1`,
      '"off"',
      'an entry [variant, weight] or [variant]',
    ],
    [
      'a share of three',
      { fractional: [['on', 1, 2]] },
      `${at}/fractional/0`,
      'an array of 3',
      'an entry [variant, weight] or [variant]',
    ],
    [
      'a negative weight',
      { fractional: [['on', -1]] },
      `${at}/fractional/0/1`,
      '-1',
      'a whole number from 0 to 2147483647, or an operation',
    ],
    [
      'half a weight',
      { fractional: [['on', 0.5]] },
      `${at}/fractional/0/1`,
      '0.5',
      'a whole number from 0 to 2147483647, or an operation',
    ],
    [
      'a weight of text',
      { fractional: [['on', '50']] },
      `${at}/fractional/0/1`,
      '"50"',
      'a whole number from 0 to 2147483647, or an operation',
    ],
    [
      'a weight of 1e308',
      { fractional: [['on', 1e308]] },
      `${at}/fractional/0/1`,
      '1e+308',
      'a whole number from 0 to 2147483647, or an operation',
    ],
    ['weights of 0', { fractional: [['on', 0]] }, `${at}/fractional`, '0', 'weights whose sum is from 1 to 2147483647'],
    [
      'a sum over the limit',
      {
        fractional: [
          ['on', 2147483647],
          ['off', 1],
        ],
      },
      `${at}/fractional`,
      '2147483648',
      'weights whose sum is from 1 to 2147483647',
    ],
    [
      'a list for a variant',
      { fractional: [[['on'], 1]] },
      `${at}/fractional/0/0`,
      'an array of 1',
      'a variant name, null, or an operation',
    ],
  ])('%s', (_, targeting, path, found, allowed) => {
    expect(check(targeting)).toEqual([{ path, found, allowed }])
  })

  it('an unknown operator, with all that are known', () => {
    const [problem] = check(test({ startsWith: ['a', 'b'] }))
    expect(problem).toMatchObject({ path: `${at}/if/0`, found: 'an object' })
    expect(problem?.allowed).toMatch(/^unknown operator "startsWith"; known are: .* starts_with ends_with /)
  })

  it('what is wrong in a fragment, once at the fragment and once at each reference', () => {
    const problems = check(test({ $ref: 'broken' }), { broken: { and: [{ bogus: 1 }] }, odd: { '==': [1] } })
    expect(problems.map(({ path, found }) => [path, found])).toEqual([
      ['/$evaluators/broken/and/0', 'an object'],
      ['/$evaluators/odd/==', 'an array of 1'],
      [`${at}/if/0/$ref`, '"broken"'],
    ])
  })

  it('a circle, at each fragment of it', () => {
    const problems = check(test({ $ref: 'a' }), { a: { '!': [{ $ref: 'b' }] }, b: { $ref: 'a' } })
    expect(problems.map(({ path, found, allowed }) => [path, found, allowed])).toEqual([
      ['/$evaluators/a/!/0/$ref', '"b"', '$ref runs in a circle: b -> a -> b'],
      ['/$evaluators/b/$ref', '"a"', '$ref runs in a circle: a -> b -> a'],
      [`${at}/if/0/$ref`, '"a"', '$ref runs in a circle: a -> b -> a'],
    ])
  })

  it('a place with characters that a pointer has to escape', () => {
    const problems = problemsOf({ flags: { 'a/b~c': flag({ targeting: { if: [{ bogus: 1 }] } }) } })
    expect(problems[0]?.path).toBe('/flags/a~1b~0c/targeting/if/0')
  })
})

describe('right targeting', () => {
  it.each<[string, Json]>([
    ['none', {}],
    ['branches', { if: [{ '==': [{ var: 'x' }, 1] }, 'on', { '!': { var: 'y' } }, 'off', null] }],
    ['a computed answer', { var: ['variant', 'on'] }],
    ['a computed list', test({ '==': { var: 'pair' } })],
    ['three operands', test({ '<=': [1, { var: 'x' }, 5] })],
    [
      'shares',
      {
        fractional: [
          ['on', 25],
          ['off', 75],
        ],
      },
    ],
    [
      'shares without weights, of null, and computed ones',
      { fractional: [['on'], [null, 1], [{ var: 'v' }, { var: 'w' }]] },
    ],
    ['a bucketing value', { fractional: [{ cat: [{ var: '$flagd.flagKey' }, { var: 'email' }] }, ['on', 1]] }],
    [
      'a bucketing value of null or text',
      { if: [true, { fractional: [null, ['on', 1]] }, { fractional: ['', ['on', 1]] }] },
    ],
    ['a computed entry', { fractional: [{ var: 'key' }, { var: 'entry' }, ['on', 1]] }],
    ['a relation of versions that is computed', test({ sem_ver: [{ var: 'v' }, { var: 'op' }, { var: 'w' }] })],
    ['versions that are numbers', test({ sem_ver: [{ var: 'v' }, '=', 2] })],
    [
      'text operators',
      test({ and: [{ starts_with: [{ var: 'a' }, 'x'] }, { in: ['x', { substr: [{ var: 'a' }, 1] }] }] }),
    ],
    ['list operators', test({ some: [{ var: 'l' }, { '>': [{ reduce: [[1], { var: 'current' }, 0] }, 0] }] })],
    ['missing', test({ missing_some: [1, ['a', 'b']] })],
  ])('with %s has no problem', (_, targeting) => {
    expect(check(targeting)).toEqual([])
  })

  it('may answer numbers and booleans that name variants', () => {
    const f = { state: 'ENABLED', variants: { true: 'x', '1': 'y' }, defaultVariant: 'true' }
    expect(problemsOf({ flags: { f: { ...f, targeting: { if: [{ var: 'a' }, true, 1] } } } })).toEqual([])
  })
})

describe('deep and hostile targeting', () => {
  const deep = (levels: number, wrap: (inner: Json) => Json): Json => {
    let rule: Json = 1
    for (let i = 0; i < levels; i++) rule = wrap(rule)
    return rule
  }

  it.each<[string, Json]>([
    ['operations', deep(10_000, (inner) => ({ '!': [inner] }))],
    ['lists', test(deep(10_000, (inner) => [inner]))],
    ['branches', deep(10_000, (inner) => ({ if: [true, inner] }))],
    ['a part that no operator reads', test({ var: ['a', null, deep(10_000, (inner) => [inner])] })],
    [
      'a part of a list operator that it does not read',
      test({ map: [[1], 1, deep(10_000, (inner) => ({ '!': inner }))] }),
    ],
    ['a reduce that has nothing to do', test({ reduce: [deep(10_000, (inner) => [inner])] })],
  ])('is refused, never an exception: %s nested 10,000 deep', (_, targeting) => {
    expect(check(targeting).length).toBeGreaterThan(0)
  })

  it('does not grow with doubling references', () => {
    const fragments: Record<string, Json> = { e0: { fractional: [['on', 1]] } }
    for (let i = 1; i <= 60; i++) fragments[`e${i}`] = { or: [{ $ref: `e${i - 1}` }, { $ref: `e${i - 1}` }] }
    const problems = check(test({ $ref: 'e60' }), fragments)
    expect(problems.at(-1)?.allowed).toMatch(/more than 20000 nodes|nested deeper/)
  })

  it('that joins a boolean while compiling is a failure of the evaluation', () => {
    const rule: Json = { fractional: [{ cat: [true, { var: 'x' }] }, ['on', 1]] }
    expect(check(rule)).toEqual([])
    expect(answer(rule, { x: 'x' })).toBe('failed while evaluating')
  })
})
