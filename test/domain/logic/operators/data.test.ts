import { describe, expect, it } from 'vitest'
import { answer, failure, nowSeconds, refusal } from '../../rule.ts'

const context = {
  name: 'Ann',
  zero: 0,
  none: null,
  user: { plan: 'pro', tags: ['a', { deep: true }], 'a.b': 'dotted' },
  list: ['x', 'y'],
  '1': 'one',
}

describe('var', () => {
  it.each([
    ['name', 'Ann'],
    ['zero', 0],
    ['user.plan', 'pro'],
    ['user.tags.0', 'a'],
    ['user.tags.1.deep', true],
    ['list.1', 'y'],
    ['.name', 'Ann'],
    ['user..plan', 'pro'],
    ['absent', null],
    ['none', null],
    ['none.deeper', null],
    ['name.length', null],
    ['name.0', null],
    ['list.length', null],
    ['list.9', null],
    ['list.-1', null],
    ['list.x', null],
    ['user.a.b', null],
    ['name.deeper', null],
  ])('of %j reads %j', (path, expected) => {
    expect(answer({ var: path }, context)).toEqual(expected)
    expect(answer({ var: [path] }, context)).toEqual(expected)
    expect(answer({ var: { cat: [path] } }, context)).toEqual(expected)
  })

  it('takes a number for a path', () => {
    expect(answer({ var: 1 }, context)).toBe('one')
    expect(answer({ var: [1] }, context)).toBe('one')
  })

  it('answers its default for what is absent or null, and for nothing else', () => {
    expect(answer({ var: ['absent', 'd'] }, context)).toBe('d')
    expect(answer({ var: ['none', 'd'] }, context)).toBe('d')
    expect(answer({ var: ['zero', 'd'] }, context)).toBe(0)
    expect(answer({ var: ['absent', { var: 'name' }] }, context)).toBe('Ann')
  })

  it('resolves a computed path while evaluating', () => {
    expect(answer({ var: { var: 'which' } }, { which: 'user.plan', user: { plan: 'pro' } })).toBe('pro')
    expect(answer({ var: [{ cat: ['user', '.', 'plan'] }, 'd'] }, context)).toBe('pro')
    expect(answer({ var: { var: 'list' } }, context)).toBeNull()
    expect(answer({ var: { var: 'zero' } }, context)).toBeNull()
  })

  it('of "" and [] is the whole context with our own facts', () => {
    const facts = { $flagd: { flagKey: 'flag', timestamp: nowSeconds } }
    expect(answer({ var: '' }, { a: 1 })).toEqual({ a: 1, ...facts })
    expect(answer({ var: [] }, { a: 1 })).toEqual({ a: 1, ...facts })
    expect(answer({ var: '' }, { a: 1 }, { edge: { country: 'DE' } })).toEqual({
      a: 1,
      ...facts,
      $edge: { country: 'DE' },
    })
  })

  it('of null is nothing at the root', () => {
    expect(answer({ var: null }, context)).toBeNull()
    expect(answer({ var: [null] }, context)).toBeNull()
  })

  it('refuses a path that is a boolean or a list', () => {
    expect(refusal({ var: true })).toContain('var takes a path')
    expect(refusal({ var: [['a']] })).toContain('var takes a path')
  })
})

describe('$flagd', () => {
  it('holds flag key and time', () => {
    expect(answer({ var: '$flagd.flagKey' }, {}, { flagKey: 'banner' })).toBe('banner')
    expect(answer({ var: '$flagd.timestamp' })).toBe(nowSeconds)
    expect(answer({ var: '$flagd' }, {}, { flagKey: 'banner' })).toEqual({ flagKey: 'banner', timestamp: nowSeconds })
    expect(answer({ var: '$flagd.else' })).toBeNull()
    expect(answer({ var: '$flagd.flagKey.length' })).toBeNull()
  })

  it.each(['$flagd.flagKey', '$flagd.timestamp', '$edge.country'])('%s is never taken from the caller', (path) => {
    const liar = { $flagd: { flagKey: 'lie', timestamp: 'lie' }, $edge: { country: 'lie' } }
    const lies = (value: unknown) => JSON.stringify(value).includes('lie')
    expect(answer({ var: path }, liar)).not.toBe('lie')
    expect(answer({ var: { cat: [path] } }, liar)).not.toBe('lie')
    expect(lies(answer({ var: '' }, liar))).toBe(false)
    expect(answer({ missing: ['$edge.country'] }, liar)).toEqual(['$edge.country'])
    expect(answer({ missing_some: [1, ['$edge.country']] }, liar)).toEqual(['$edge.country'])
  })

  it('stands beside $edge, which the caller of the evaluation hands in', () => {
    const around = { edge: { country: 'DE' } }
    expect(answer({ var: '$edge.country' }, {}, around)).toBe('DE')
    expect(answer({ var: { cat: ['$edge.country'] } }, {}, around)).toBe('DE')
    expect(answer({ var: ['$edge.city', 'unknown'] }, {}, around)).toBe('unknown')
    expect(answer({ missing: ['$edge.country', '$edge.city'] }, {}, around)).toEqual(['$edge.city'])
  })
})

describe('prototype names', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__']

  it.each(names)('%s is absent where the context does not have it', (name) => {
    expect(answer({ var: name }, {})).toBeNull()
    expect(answer({ var: `user.${name}` }, { user: {} })).toBeNull()
    expect(answer({ var: `user.${name}.name` }, { user: {} })).toBeNull()
    expect(answer({ var: { cat: [name] } }, {})).toBeNull()
    expect(answer({ missing: [name] }, {})).toEqual([name])
    expect(answer({ map: [[{}], { var: name }] })).toEqual([null])
    expect(answer({ var: `list.${name}` }, { list: [] })).toBeNull()
  })

  it.each(names)('%s is data where the context has it', (name) => {
    const given = JSON.parse(`{"${name}": "own", "user": {"${name}": "inner"}}`)
    expect(answer({ var: name }, given)).toBe('own')
    expect(answer({ var: `user.${name}` }, given)).toBe('inner')
    expect(answer({ missing: [name] }, given)).toEqual([])
  })
})

describe('missing', () => {
  it('lists what is absent or null', () => {
    expect(answer({ missing: ['name', 'absent', 'none', 'zero', 'user.plan', 'user.x'] }, context)).toEqual([
      'absent',
      'none',
      'user.x',
    ])
  })

  it('takes a single name, and names that an operation answers', () => {
    expect(answer({ missing: 'absent' }, context)).toEqual(['absent'])
    expect(answer({ missing: { merge: ['name', ['absent']] } }, context)).toEqual(['absent'])
    expect(answer({ missing: [{ merge: ['name', 'absent'] }] }, context)).toEqual(['absent'])
    expect(answer({ missing: [] }, context)).toEqual([])
  })

  it('reads the element inside a list', () => {
    expect(answer({ filter: [{ var: 'l' }, { '!': [{ missing: ['a'] }] }] }, { l: [{ a: 1 }, {}], a: 1 })).toEqual([
      { a: 1 },
    ])
  })
})

describe('missing_some', () => {
  it('is empty once enough names are there', () => {
    expect(answer({ missing_some: [1, ['name', 'absent']] }, context)).toEqual([])
    expect(answer({ missing_some: [2, ['name', 'absent', 'none']] }, context)).toEqual(['absent', 'none'])
    expect(answer({ missing_some: ['1', ['absent']] }, context)).toEqual(['absent'])
    expect(answer({ missing_some: [1.9, ['name', 'absent']] }, context)).toEqual([])
  })

  it('reads anything but a list as no names, and fails on a count that is none', () => {
    expect(answer({ missing_some: [1, 'name'] }, context)).toEqual([])
    expect(answer({ missing_some: [null, ['name']] }, context)).toBe(failure)
  })
})
