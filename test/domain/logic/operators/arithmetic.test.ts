import { describe, expect, it } from 'vitest'
import { answer, failure } from '../../rule.ts'

const of = (operator: string, ...values: (number | string | boolean | null)[]) =>
  answer(
    { [operator]: values.map((_, i) => ({ var: `v${i}` })) },
    Object.fromEntries(values.map((v, i) => [`v${i}`, v])),
  )

describe('arithmetic', () => {
  it.each([
    ['+', [1, 2, 3], 6],
    ['+', [], 0],
    ['+', ['3.5', 1], 4.5],
    ['-', [10, 3, 2], 5],
    ['-', [4], -4],
    ['-', [], 0],
    ['*', [2, 3, 4], 24],
    ['*', [], 1],
    ['/', [20, 2, 5], 2],
    ['/', [8], 8],
    ['%', [7, 3], 1],
    ['%', [-7, 3], -1],
    ['%', [9, 5, 3], 4],
    ['min', [3, 1, 2], 1],
    ['max', [3, 10, 2], 10],
    ['max', [1, 2], 2],
    ['max', [-5, -3], -3],
    ['max', ['9', 10], 10],
    ['min', [], null],
    ['max', [], null],
  ])('%s of %j is %j', (operator, values, expected) => {
    expect(of(operator, ...values)).toBe(expected)
  })

  it('reads text that is no number as 0', () => {
    expect(of('+', 'abc', 1)).toBe(1)
    expect(of('*', ' 5', 2)).toBe(0)
    expect(of('max', 'abc', -1)).toBe(0)
  })

  it('fails on null, booleans, lists and maps', () => {
    for (const operator of ['+', '-', '*', '/', '%', 'min', 'max']) {
      expect(of(operator, null, 1), operator).toBe(failure)
      expect(of(operator, 1, null), operator).toBe(failure)
      expect(of(operator, true, 1), operator).toBe(failure)
      expect(answer({ [operator]: [{ var: 'list' }, 1] }, { list: [1] }), operator).toBe(failure)
      expect(answer({ [operator]: [1, { var: 'map' }] }, { map: {} }), operator).toBe(failure)
    }
  })

  it('takes a single value for a list of one, and a list that an operation answers for its own', () => {
    expect(answer({ '-': { var: 'n' } }, { n: 4 })).toBe(-4)
    expect(answer({ '+': { var: 'list' } }, { list: [1, 2, 3] })).toBe(6)
    expect(answer({ max: { var: 'list' } }, { list: [1, 7, 3] })).toBe(7)
  })

  it('divides as floating point numbers do: by 0 to infinity', () => {
    expect(of('/', 1, 0)).toBe(Number.POSITIVE_INFINITY)
    expect(of('%', 1, 0)).toBe(Number.NaN)
  })

  it('needs two numbers for a remainder', () => {
    expect(of('%', 7)).toBe(failure)
    expect(answer({ '%': [] })).toBe(failure)
  })
})
