import { describe, expect, it } from 'vitest'
import type { Json } from '../../../../domain/json.ts'
import { answer, failure } from '../../rule.ts'

const cat = (...values: Json[]) =>
  answer({ cat: values.map((_, i) => ({ var: `v${i}` })) }, Object.fromEntries(values.map((v, i) => [`v${i}`, v])))

describe('cat', () => {
  it('joins text and numbers; null is empty', () => {
    expect(cat('a', 'b', 'c')).toBe('abc')
    expect(cat('v', 1.5)).toBe('v1.5')
    expect(cat('a', null, 'b')).toBe('ab')
    expect(cat(null)).toBe('')
    expect(cat()).toBe('')
    expect(answer({ cat: 'alone' })).toBe('alone')
    expect(answer({ cat: { var: 'parts' } }, { parts: ['x', 1] })).toBe('x1')
  })

  it('drops white space at the ends of joined text, but leaves a single value alone', () => {
    expect(cat(' a', 'b ')).toBe('ab')
    expect(cat('a ', ' b')).toBe('a  b')
    expect(cat('\t\n\u00a0\u2003', 'x', '\u3000\u0085')).toBe('x')
    expect(cat('\ufeff', 'x')).toBe('\ufeffx')
    expect(cat(' ', ' ')).toBe('')
    expect(cat(' a ')).toBe(' a ')
    expect(answer({ cat: ' a ' })).toBe(' a ')
  })

  it.each([
    [1e21, '1000000000000000000000'],
    [1e23, '100000000000000000000000'],
    [1.5e22, '15000000000000000000000'],
    [-1e21, '-1000000000000000000000'],
    [1e308, `1${'0'.repeat(308)}`],
    [1e-7, '0.0000001'],
    [-2.5e-10, '-0.00000000025'],
    [0.1, '0.1'],
    [123456789, '123456789'],
  ])('writes %d without an exponent', (number, expected) => {
    expect(cat(number)).toBe(expected)
    expect(cat('', number)).toBe(expected)
  })

  it('fails on booleans, lists and maps', () => {
    expect(cat('a', true)).toBe(failure)
    expect(cat(['a'])).toBe(failure)
    expect(cat('a', ['b'])).toBe(failure)
    expect(cat('a', {})).toBe(failure)
  })
})

describe('substr', () => {
  it.each<[Json[], Json]>([
    [['jsonlogic', 4], 'logic'],
    [['jsonlogic', -5], 'logic'],
    [['jsonlogic', 1, 3], 'son'],
    [['jsonlogic', 4, -2], 'log'],
    [['jsonlogic', 0, 0], ''],
    [['abc', 1, 99], 'bc'],
    [['abc', 3], ''],
    [['abc', 4], 'abc'],
    [['abc', -9], 'abc'],
    [['abc', 2, -2], ''],
    [['abc', '1'], 'bc'],
    [['abc', 1.9], 'bc'],
    [['a😀b', 1, 1], '😀'],
    [['😀😀', -1], '😀'],
    [[12345, 1, 2], '23'],
    [[null, 0], ''],
  ])('of %j is %j', (values, expected) => {
    expect(answer({ substr: values })).toBe(expected)
  })

  it('fails on what is no text or no number', () => {
    expect(answer({ substr: [true, 1] })).toBe(failure)
    expect(answer({ substr: ['abc'] })).toBe(failure)
    expect(answer({ substr: ['abc', null] })).toBe(failure)
    expect(answer({ substr: ['abc', 1, null] })).toBe(failure)
  })
})

describe('starts_with, ends_with', () => {
  const read = { var: 'v' }

  it('compare text with text, case included', () => {
    expect(answer({ starts_with: [read, 'us'] }, { v: 'user' })).toBe(true)
    expect(answer({ starts_with: [read, 'US'] }, { v: 'user' })).toBe(false)
    expect(answer({ starts_with: [read, ''] }, { v: 'user' })).toBe(true)
    expect(answer({ ends_with: [read, '@example.com'] }, { v: 'a@example.com' })).toBe(true)
    expect(answer({ ends_with: [read, 'COM'] }, { v: 'a@example.com' })).toBe(false)
    expect(answer({ ends_with: ['abc', read] }, { v: 'bc' })).toBe(true)
  })

  it.each(['starts_with', 'ends_with'])('%s is null for wrong types and wrong arity', (operator) => {
    for (const value of [null, 1, true, ['user'], {}]) {
      expect(answer({ [operator]: [read, 'u'] }, { v: value })).toBeNull()
      expect(answer({ [operator]: ['u', read] }, { v: value })).toBeNull()
    }
    expect(answer({ [operator]: ['user'] })).toBeNull()
    expect(answer({ [operator]: 'user' })).toBeNull()
    expect(answer({ [operator]: [] })).toBeNull()
    expect(answer({ [operator]: ['user', 'u', 'u'] })).toBeNull()
    expect(answer({ [operator]: { var: 'pair' } }, { pair: ['u', 'u'] })).toBe(true)
  })
})
