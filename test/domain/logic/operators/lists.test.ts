import { describe, expect, it } from 'vitest'
import type { Json } from '../../../../domain/json.ts'
import { answer, failure } from '../../rule.ts'

const context = {
  country: 'DE',
  age: 30,
  list: [1, 2, 3],
  users: [
    { name: 'Ann', age: 17 },
    { name: 'Bo', age: 40 },
  ],
  text: 'abc',
  map: { a: 1 },
  none: null,
  empty: [],
  blank: '',
}

describe('in', () => {
  it('finds text in text', () => {
    expect(answer({ in: ['b', 'abc'] })).toBe(true)
    expect(answer({ in: ['', 'abc'] })).toBe(true)
    expect(answer({ in: ['B', 'abc'] })).toBe(false)
    expect(answer({ in: [1, 'abc1'] })).toBe(failure)
    expect(answer({ in: [{ var: 'none' }, 'abc'] }, context)).toBe(failure)
  })

  it('finds a member of a list', () => {
    expect(answer({ in: [{ var: 'country' }, ['AT', 'DE']] }, context)).toBe(true)
    expect(answer({ in: [{ var: 'country' }, ['AT', 'CH']] }, context)).toBe(false)
    expect(answer({ in: [2, { var: 'list' }] }, context)).toBe(true)
    expect(answer({ in: [true, [true]] })).toBe(true)
    expect(answer({ in: [null, [null]] })).toBe(true)
    expect(answer({ in: [false, [0, '', null]] })).toBe(false)
  })

  it('compares a number with members that spell it, but text with text only', () => {
    expect(answer({ in: [2, ['1', '2']] })).toBe(true)
    expect(answer({ in: [0, ['abc']] })).toBe(true)
    expect(answer({ in: ['2', [1, 2]] })).toBe(false)
    expect(answer({ in: [2, [null, true, {}, 2]] })).toBe(true)
  })

  it('reads a pair inside the list as a range with both ends', () => {
    const rule: Json = { in: [{ var: 'age' }, [[18, 25], [30, 35], 99]] }
    expect(answer(rule, { age: 30 })).toBe(true)
    expect(answer(rule, { age: 25 })).toBe(true)
    expect(answer(rule, { age: 26 })).toBe(false)
    expect(answer(rule, { age: 99 })).toBe(true)
    expect(answer(rule, { age: '30' })).toBe(true)
    expect(answer(rule, {})).toBe(failure)
    expect(answer({ in: [1, [[]]] })).toBe(failure)
  })

  it('is false where the container is neither text nor list', () => {
    for (const container of [null, 5, true, { a: 1 }]) {
      expect(answer({ in: ['a', { var: 'c' }] }, { c: container })).toBe(false)
    }
    expect(answer({ in: ['a'] })).toBe(false)
    expect(answer({ in: [] })).toBe(false)
  })

  it('answers the same for a long list as for a short one', () => {
    const long = Array.from({ length: 50 }, (_, i) => `c${i}`)
    for (const value of ['c7', 'c50', '', 7, null, true, [], {}]) {
      const wanted = long.includes(value as string)
      expect(answer({ in: [{ var: 'v' }, long] }, { v: value })).toBe(wanted)
    }
    expect(answer({ in: [{ var: 'v' }, [...long.slice(1), '7']] }, { v: 7 })).toBe(true)
    expect(answer({ in: [{ var: 'v' }, [...long, 7]] }, { v: 7 })).toBe(true)
  })
})

describe('merge', () => {
  it('joins lists one level deep', () => {
    expect(answer({ merge: [[1, 2], 3, [[4]]] })).toEqual([1, 2, 3, [4]])
    expect(answer({ merge: 1 })).toEqual([1])
    expect(answer({ merge: [] })).toEqual([])
    expect(answer({ merge: [{ var: 'list' }, { var: 'none' }] }, context)).toEqual([1, 2, 3, null])
  })
})

describe('map, filter, all, some, none', () => {
  it('map every element', () => {
    expect(answer({ map: [{ var: 'list' }, { '*': [{ var: '' }, 2] }] }, context)).toEqual([2, 4, 6])
    expect(answer({ map: [{ var: 'users' }, { var: 'name' }] }, context)).toEqual(['Ann', 'Bo'])
    expect(answer({ map: [{ var: 'list' }, 'same'] }, context)).toEqual(['same', 'same', 'same'])
    expect(answer({ map: [[{ var: 'age' }, 5], { var: '' }] }, context)).toEqual([30, 5])
  })

  it('filter, all, some, none test every element', () => {
    const adult: Json = { '>=': [{ var: 'age' }, 18] }
    expect(answer({ filter: [{ var: 'users' }, adult] }, context)).toEqual([{ name: 'Bo', age: 40 }])
    expect(answer({ all: [{ var: 'users' }, adult] }, context)).toBe(false)
    expect(answer({ some: [{ var: 'users' }, adult] }, context)).toBe(true)
    expect(answer({ none: [{ var: 'users' }, adult] }, context)).toBe(false)
    expect(answer({ none: [{ var: 'users' }, { '>': [{ var: 'age' }, 90] }] }, context)).toBe(true)
  })

  it('read the element and nothing around it', () => {
    expect(answer({ map: [{ var: 'list' }, { var: 'country' }] }, context)).toEqual([null, null, null])
    expect(answer({ filter: [{ var: 'users' }, { '==': [{ var: 'age' }, 30] }] }, context)).toEqual([])
    expect(answer({ some: [{ var: 'users' }, { '==': [{ var: 'country' }, 'DE'] }] }, context)).toBe(false)
    expect(answer({ map: [[1], { var: '$flagd.flagKey' }] })).toEqual([null])
  })

  it('read a plain element by a var without a path', () => {
    expect(answer({ map: [{ var: 'list' }, { var: null }] }, context)).toEqual([1, 2, 3])
    expect(answer({ map: [{ var: 'users' }, { var: null }] }, context)).toEqual([null, null])
  })

  it('read the inner element where they stand inside each other', () => {
    const rule: Json = { map: [{ var: 'rows' }, { some: [{ var: 'cells' }, { '==': [{ var: '' }, 2] }] }] }
    expect(answer(rule, { rows: [{ cells: [1, 2] }, { cells: [3] }, {}] })).toEqual([true, false, false])
  })

  it('hold flagd operators inside', () => {
    const list = { versions: ['1.2.0', '2.1.0'], mails: ['a@x.io', 'b@y.io'] }
    expect(answer({ some: [{ var: 'versions' }, { sem_ver: [{ var: '' }, '^', '2.0.0'] }] }, list)).toBe(true)
    expect(answer({ filter: [{ var: 'mails' }, { ends_with: [{ var: '' }, '@y.io'] }] }, list)).toEqual(['b@y.io'])
    const share: Json = { fractional: [{ var: '' }, ['a', 50], ['b', 50]] }
    expect(answer({ map: [{ var: 'keys' }, share] }, { keys: ['SI7p-', '6LvT0'] })).toEqual(['a', 'b'])
  })

  it('answer for no list as for an empty one', () => {
    for (const name of ['none', 'empty', 'absent', 'blank']) {
      const read = { var: name }
      expect(answer({ map: [read, 1] }, context), name).toEqual([])
      expect(answer({ filter: [read, true] }, context), name).toEqual([])
      expect(answer({ all: [read, true] }, context), name).toBe(false)
      expect(answer({ some: [read, true] }, context), name).toBe(false)
      expect(answer({ none: [read, true] }, context), name).toBe(true)
    }
    expect(answer({ map: ['constant', 1] })).toEqual([])
  })

  it('fail on a value that is there and no list', () => {
    for (const operator of ['map', 'filter', 'all', 'some', 'none']) {
      for (const name of ['text', 'map', 'age']) {
        expect(answer({ [operator]: [{ var: name }, true] }, context), `${operator} ${name}`).toBe(failure)
      }
    }
  })

  it('have nothing to do without a rule', () => {
    expect(answer({ map: [[1, 2]] })).toEqual([])
    expect(answer({ filter: [[1, 2]] })).toEqual([])
    expect(answer({ none: [[1, 2]] })).toBe(true)
    expect(answer({ some: { var: 'list' } }, context)).toBe(false)
  })
})

describe('reduce', () => {
  const sum: Json = { '+': [{ var: 'current' }, { var: 'accumulator' }] }

  it('carries a value through the list', () => {
    expect(answer({ reduce: [{ var: 'list' }, sum, 10] }, context)).toBe(16)
    expect(answer({ reduce: [['a', 'b'], { cat: [{ var: 'accumulator' }, { var: 'current' }] }, ''] })).toBe('ab')
    expect(answer({ reduce: [[0, 1], { or: [{ var: 'accumulator' }, { var: 'current' }] }, false] })).toBe(true)
  })

  it('keeps the type of the first value', () => {
    expect(answer({ reduce: [[1], '7', 0] })).toBe(7)
    expect(answer({ reduce: [[1], 7, ''] })).toBe('7')
    expect(answer({ reduce: [[1], 'x', false] })).toBe(true)
    expect(answer({ reduce: [[1], null, 0] })).toBe(failure)
    expect(answer({ reduce: [[1], sum, null] })).toBe(failure)
    expect(answer({ reduce: [[1], sum, [0]] })).toBe(failure)
  })

  it('steps over null elements', () => {
    expect(answer({ reduce: [{ var: 'l' }, sum, 0] }, { l: [1, null, 4] })).toBe(5)
  })

  it('is 0 where there is no list, or no first value', () => {
    expect(answer({ reduce: [{ var: 'none' }, sum, 5] }, context)).toBe(0)
    expect(answer({ reduce: ['x', sum, 5] })).toBe(0)
    expect(answer({ reduce: [[1, 2], sum] })).toBe(0)
    expect(answer({ reduce: [{ var: 'text' }, sum, 5] }, context)).toBe(failure)
    expect(answer({ reduce: [[], sum, 5] })).toBe(5)
  })
})
