import { describe, expect, it } from 'vitest'
import type { Json } from '../../../../domain/json.ts'
import { answer } from '../../rule.ts'

/** Compares through variables, so that nothing is known while compiling. */
const compare = (operator: string, ...values: Json[]) =>
  answer(
    { [operator]: values.map((_, i) => ({ var: `v${i}` })) },
    Object.fromEntries(values.map((v, i) => [`v${i}`, v])),
  )

describe('==', () => {
  it.each<[Json, Json, boolean]>([
    ['a', 'a', true],
    ['a', 'A', false],
    ['1', '1.0', false],
    [1, '1', true],
    [1, '1.0', true],
    ['1e2', 100, true],
    [1, ' 1', false],
    [16, '0x10', false],
    [0, '', true],
    [0, ' \t', true],
    [true, 1, true],
    [false, '', true],
    [true, 'true', false],
    [1, 'one', false],
    [null, null, true],
    [null, 0, false],
    [null, '', false],
    [null, false, false],
    [[], [], false],
    [[1], [1], false],
    [[], 0, false],
    [{}, {}, false],
    ['9'.repeat(400), '9'.repeat(400), true],
    ['9'.repeat(400), 1, false],
  ])('%j == %j is %j, both ways', (left, right, expected) => {
    expect(compare('==', left, right)).toBe(expected)
    expect(compare('==', right, left)).toBe(expected)
    expect(compare('!=', left, right)).toBe(!expected)
  })

  it('answers the same when one side is a constant', () => {
    for (const value of ['pro', 'free', '', 0, 1, true, null, [], {}]) {
      expect(answer({ '==': [{ var: 'x' }, 'pro'] }, { x: value })).toBe(value === 'pro')
      expect(answer({ '!=': [{ var: 'x' }, 'pro'] }, { x: value })).toBe(value !== 'pro')
      expect(answer({ '==': [{ var: 'x' }, ''] }, { x: value })).toBe(value === '' || value === 0)
    }
  })

  it('is false without two values', () => {
    expect(answer({ '==': [] })).toBe(false)
    expect(answer({ '==': [null] })).toBe(false)
    expect(answer({ '==': 0 })).toBe(false)
    expect(answer({ '!=': [1] })).toBe(true)
  })
})

describe('===', () => {
  it.each<[Json, Json, boolean]>([
    ['a', 'a', true],
    [1, 1, true],
    [1, '1', false],
    [true, true, true],
    [true, 1, false],
    [null, null, true],
    [null, false, false],
    [[], [], false],
    [{}, {}, false],
    [[], {}, false],
  ])('%j === %j is %j', (left, right, expected) => {
    expect(compare('===', left, right)).toBe(expected)
    expect(compare('!==', left, right)).toBe(!expected)
  })

  it('is false without two values', () => {
    expect(answer({ '===': [] })).toBe(false)
    expect(answer({ '===': [1] })).toBe(false)
  })
})

describe('order', () => {
  it.each<[Json, Json]>([
    [1, 2],
    ['1', 2],
    [null, 1],
    [null, '5'],
    [false, true],
    ['', 1],
    ['a', 'b'],
    ['10', '9'],
    ['a', 'aa'],
    ['Z', 'a'],
    ['\uffff', '😀'],
    ['😀', '😁'],
  ])('%j stands before %j', (low, high) => {
    expect(compare('<', low, high)).toBe(true)
    expect(compare('<=', low, high)).toBe(true)
    expect(compare('>', high, low)).toBe(true)
    expect(compare('>=', high, low)).toBe(true)
    expect(compare('>', low, high)).toBe(false)
    expect(compare('>=', low, high)).toBe(false)
  })

  it.each<[Json, Json]>([
    ['abc', 1],
    [[1], 2],
    [{}, 0],
    [[], 0],
    ['1 ', 0],
  ])('%j and %j have no order', (left, right) => {
    for (const operator of ['<', '<=', '>', '>=']) {
      expect(compare(operator, left, right), operator).toBe(false)
      expect(compare(operator, right, left), operator).toBe(false)
    }
  })

  it('calls null and null equal, null and 0 neither equal nor ordered', () => {
    expect(compare('<=', null, null)).toBe(true)
    expect(compare('<=', null, 0)).toBe(false)
    expect(compare('>=', null, 0)).toBe(false)
  })

  it('reads three values as between', () => {
    expect(compare('<', 1, 2, 3)).toBe(true)
    expect(compare('<', 1, 1, 3)).toBe(false)
    expect(compare('<=', 1, 1, 3)).toBe(true)
    expect(compare('<=', 1, 4, 3)).toBe(false)
    expect(compare('>', 3, 2, 1)).toBe(true)
    expect(compare('>=', 3, 3, 1)).toBe(true)
    expect(compare('>=', 3, 0, 1)).toBe(false)
    expect(compare('<', 'a', 'b', 'c')).toBe(true)
  })

  it('is false without two values', () => {
    for (const operator of ['<', '<=', '>', '>=']) {
      expect(answer({ [operator]: [] }), operator).toBe(false)
      expect(answer({ [operator]: [1] }), operator).toBe(false)
    }
  })
})
