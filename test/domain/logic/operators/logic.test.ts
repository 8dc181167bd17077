import { describe, expect, it } from 'vitest'
import type { Json } from '../../../../domain/json.ts'
import { answer, failure } from '../../rule.ts'

const yes: Json = { '==': [{ var: 'yes' }, true] }
const fails: Json = { '+': [{ var: 'yes' }, null] }
const context = { yes: true, no: false, empty: {}, list: [0, 'x'], full: { a: 0 } }

describe('truth', () => {
  it.each<[Json, boolean]>([
    [true, true],
    [false, false],
    [0, false],
    [-1, true],
    ['', false],
    ['0', true],
    ['false', true],
    [null, false],
    [[], false],
    [[0], true],
    [{}, false],
    [{ a: null }, true],
  ])('%j counts as %j everywhere', (value, expected) => {
    const given = { v: value }
    const read = { var: 'v' }
    expect(answer({ if: [read, true, false] }, given)).toBe(expected)
    expect(answer({ '!!': [read] }, given)).toBe(expected)
    expect(answer({ '!': [read] }, given)).toBe(!expected)
    expect(answer({ and: [read, 'end'] }, given)).toEqual(expected ? 'end' : value)
    expect(answer({ or: [read, 'end'] }, given)).toEqual(expected ? value : 'end')
    expect(answer({ some: [{ var: 'each' }, { var: 'v' }] }, { each: [given] })).toBe(expected)
  })
})

describe.each(['if', '?:'])('%s', (operator) => {
  it('answers the first branch whose test holds', () => {
    expect(answer({ [operator]: [yes, 'a', 'b'] }, context)).toBe('a')
    expect(answer({ [operator]: [{ '!': [yes] }, 'a', 'b'] }, context)).toBe('b')
    expect(answer({ [operator]: [false, 'a', yes, 'b', 'c'] }, context)).toBe('b')
    expect(answer({ [operator]: [false, 'a', false, 'b', 'c'] }, context)).toBe('c')
  })

  it('answers null when no test holds and no last branch is written', () => {
    expect(answer({ [operator]: [false, 'a'] })).toBeNull()
    expect(answer({ [operator]: [false, 'a', false, 'b'] })).toBeNull()
    expect(answer({ [operator]: [] })).toBeNull()
  })

  it('answers a value that stands alone', () => {
    expect(answer({ [operator]: ['a'] })).toBe('a')
    expect(answer({ [operator]: [{ var: 'full.a' }] }, context)).toBe(0)
  })

  it('evaluates nothing but the tests up to the branch, and the branch', () => {
    expect(answer({ [operator]: [yes, 'a', fails, 'b', fails] }, context)).toBe('a')
    expect(answer({ [operator]: [false, fails, 'c'] }, context)).toBe('c')
    expect(answer({ [operator]: [fails, 'a', 'b'] }, context)).toBe(failure)
  })

  it('works inside other operations as it does on top', () => {
    expect(answer({ cat: [{ [operator]: [yes, 'a', 'b'] }, '!'] }, context)).toBe('a!')
    expect(answer({ cat: [{ [operator]: [false, 'a', yes, 'b'] }, '!'] }, context)).toBe('b!')
    expect(answer({ cat: [{ [operator]: [false, 'a', false, 'b'] }, '!'] }, context)).toBe('!')
  })
})

describe('and, or', () => {
  it('answer the value that decides, else the last', () => {
    expect(answer({ and: [1, 0, 2] })).toBe(0)
    expect(answer({ and: [1, 'two'] })).toBe('two')
    expect(answer({ and: [yes, { var: 'list' }] }, context)).toEqual([0, 'x'])
    expect(answer({ or: [0, '', 'x', 'y'] })).toBe('x')
    expect(answer({ or: [0, null, ''] })).toBe('')
  })

  it('answer null for no values', () => {
    expect(answer({ and: [] })).toBeNull()
    expect(answer({ or: [] })).toBeNull()
  })

  it('stop at the value that decides', () => {
    expect(answer({ and: [false, fails] }, context)).toBe(false)
    expect(answer({ or: [true, fails] }, context)).toBe(true)
    expect(answer({ or: [false, fails] }, context)).toBe(failure)
  })
})

describe('!, !!', () => {
  it('take a single value for a list of one', () => {
    expect(answer({ '!': true })).toBe(false)
    expect(answer({ '!!': 'x' })).toBe(true)
    expect(answer({ '!': { var: 'no' } }, context)).toBe(true)
  })

  it('read the first value of a list that an operation answers', () => {
    expect(answer({ '!': { var: 'list' } }, context)).toBe(true)
    expect(answer({ '!!': { var: 'list' } }, context)).toBe(false)
    expect(answer({ '!!': [{ var: 'list' }] }, context)).toBe(true)
  })

  it('read nothing as null', () => {
    expect(answer({ '!': [] })).toBe(true)
    expect(answer({ '!!': [] })).toBe(false)
  })
})
