import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../../domain/json.ts'
import { createHasher } from '../../../../wasm/load-workerd.ts'
import { createReferenceHasher, murmur3 } from '../../../../wasm/reference.ts'
import { answer, failure } from '../../rule.ts'

const halves: Json[] = [
  ['low', 50],
  ['high', 50],
]
const hashOf = (text: string) => murmur3(new TextEncoder().encode(text))
const halfOf = (text: string) => (hashOf(text) < 2 ** 31 ? 'low' : 'high')

/** Runs with both hashers, and both as the flag's answer and inside another operation. */
function bucket(argument: Json, context: JsonObject = {}, flagKey = 'flag'): Json {
  const rule = { fractional: argument }
  const expected = answer(rule, context, { flagKey })
  expect(answer(rule, context, { flagKey, createHasher })).toEqual(expected)
  expect(answer({ merge: [rule] }, context, { flagKey, createHasher })).toEqual(
    expected === failure ? failure : [expected],
  )
  return expected
}

describe.each([
  ['wasm', createHasher],
  ['reference', createReferenceHasher],
])('the check points of generation 2, by the %s hasher', (_, create) => {
  it.each([
    ['ejOoVL', 0, 'low'],
    ['bY9fO-', 1, 'low'],
    ['SI7p-', 2147483647, 'low'],
    ['6LvT0', 2147483648, 'high'],
    ['ceQdGm', 4294967295, 'high'],
  ])('%s hashes to %d and falls into the %s half', (key, hash, half) => {
    const hasher = create()
    const salt = hasher.salt('')
    hasher.seal()
    expect(hasher.hash(salt, key)).toBe(hash)
    expect(answer({ fractional: [{ var: 'key' }, ...halves] }, { key }, { createHasher: create })).toBe(half)
  })
})

describe('the bucketing value', () => {
  const context = { targetingKey: 'user-1', email: 'ann@example.com', none: null, list: ['x', 1] }
  const shorthand = halfOf('flaguser-1')

  it('is the flag key with the targeting key where none is written', () => {
    for (let i = 0; i < 50; i++) {
      expect(bucket(halves, { targetingKey: `user-${i}` }, 'banner')).toBe(halfOf(`banneruser-${i}`))
    }
  })

  it('is text, even empty text', () => {
    expect(bucket([{ var: 'email' }, ...halves], context)).toBe(halfOf('ann@example.com'))
    expect(bucket(['constant', ...halves])).toBe(halfOf('constant'))
    expect(bucket(['', ...halves], context)).toBe(halfOf(''))
    expect(bucket([{ var: 'blank' }, ...halves], { blank: '', targetingKey: 'u' })).toBe(halfOf(''))
  })

  it('falls back to the shorthand for null', () => {
    expect(bucket([null, ...halves], context)).toBe(shorthand)
    expect(bucket([{ var: 'none' }, ...halves], context)).toBe(shorthand)
    expect(bucket([{ var: 'absent' }, ...halves], context)).toBe(shorthand)
    expect(bucket([null, ...halves], {})).toBeNull()
  })

  it.each<Json>([5, 0, true, false, {}])('is nothing for %j: the operator answers null', (value) => {
    expect(bucket([{ var: 'v' }, ...halves], { ...context, v: value })).toBeNull()
  })

  it('is the first entry if it turns out to be a list', () => {
    expect(bucket([{ var: 'list' }], context)).toBe('x')
    expect(bucket([{ var: 'list' }, ['y', 0]], context)).toBe('x')
    expect(bucket([{ merge: ['low', 50] }, ['high', 50]], context)).toBe(shorthand)
    expect(bucket([{ var: 'list' }, ['y', 1]], {})).toBeNull()
  })

  it('needs a targeting key that is text and not empty', () => {
    for (const targetingKey of [undefined, null, '', 5, true, ['u'], {}]) {
      expect(bucket(halves, targetingKey === undefined ? {} : { targetingKey })).toBeNull()
    }
  })

  it('is hashed as UTF-8', () => {
    for (const key of ['größe', '日本語', '😀', 'é\u0301', '\u0000']) {
      expect(bucket([{ var: 'k' }, ...halves], { k: key })).toBe(halfOf(key))
      expect(bucket(halves, { targetingKey: key }, 'flag-ü')).toBe(halfOf(`flag-ü${key}`))
    }
  })

  it('joined by cat is the text that cat answers, however it is compiled', () => {
    const parts = fc.constantFrom('', ' ', 'salt', 'salt ', ' salt', 'ü', '😀', '\u00a0', 'a\tb')
    fc.assert(
      fc.property(parts, parts, parts, (front, middle, value) => {
        const data = { v: value, targetingKey: 'u' }
        const lists: Json[][] = [
          [front, { var: 'v' }],
          [front, middle, { var: 'v' }],
          [front, null, 7, { var: 'v' }],
          [{ var: '$flagd.flagKey' }, front, { var: 'v' }],
          [{ var: 'v' }, front],
          [{ var: 'v' }],
          [front, { var: 'v' }, { var: 'v' }],
        ]
        for (const list of lists) {
          const text = answer({ cat: list }, data)
          expect(bucket([{ cat: list }, ...halves], data)).toBe(halfOf(text as string))
        }
      }),
    )
  })

  it('joined by cat fails where cat fails', () => {
    expect(bucket([{ cat: ['a', { var: 'v' }] }, ...halves], { v: true })).toBe(failure)
    expect(bucket([{ cat: [true, { var: 'v' }] }, ...halves], { v: 'x' })).toBe(failure)
    expect(bucket([{ cat: ['a', [1], { var: 'v' }] }, ...halves], { v: 'x' })).toBe(failure)
    expect(bucket([{ cat: ['a', { var: 'v' }] }, ...halves], { v: 12 })).toBe(halfOf('a12'))
    expect(bucket([{ cat: ['a', { var: 'v' }] }, ...halves], {})).toBe(halfOf('a'))
  })
})

describe('entries', () => {
  const context = { targetingKey: 'user-1', big: 2147483647, one: 1, half: 0.5, name: 'low', entry: ['low', 1] }

  it('take expressions for variants, weights and whole entries', () => {
    expect(bucket([[{ var: 'name' }, 1]], context)).toBe('low')
    expect(bucket([['low', { var: 'one' }]], context)).toBe('low')
    expect(bucket([null, { var: 'entry' }], context)).toBe('low')
    expect(bucket([{ var: 'absent' }, { if: [true, ['low', 1]] }], context)).toBe('low')
    expect(
      bucket(
        [
          ['low', { '-': [{ var: 'one' }, 5] }],
          ['high', 1],
        ],
        context,
      ),
    ).toBe('high')
    expect(bucket([[{ fractional: [['inner', 1]] }, 1]], context)).toBe('inner')
  })

  it('distribute computed weights as written ones', () => {
    for (let i = 0; i < 30; i++) {
      const data = { targetingKey: `u${i}`, w: 50 }
      expect(
        bucket(
          [
            ['low', { var: 'w' }],
            ['high', { var: 'w' }],
          ],
          data,
        ),
      ).toBe(bucket(halves, data))
    }
  })

  it.each<[string, Json[]]>([
    ['a fractional weight', [['low', { var: 'half' }]]],
    ['a weight over the limit', [['low', { '+': [{ var: 'big' }, 1] }]]],
    [
      'a sum over the limit',
      [
        ['low', { var: 'big' }],
        ['high', { var: 'big' }],
      ],
    ],
    ['a weight of text', [['low', { var: 'name' }]]],
    ['a total of 0', [['low', { '-': [{ var: 'one' }, 1] }]]],
    ['1e308', [['low', 1e308]]],
    ['an infinite weight', [['low', { '/': [1, 0] }]]],
    ['a weight that is not a number', [['low', { '%': [1, 0] }]]],
    ['a list for a variant', [[{ var: 'entry' }, 1]]],
    ['an entry that is text', [['low', 1], 'high']],
    ['an entry that answers text', [['low', 1], { var: 'name' }]],
    ['an empty entry', [[]]],
  ])('make the operator answer null for %s', (_, entries) => {
    expect(bucket(entries, context)).toBeNull()
    expect(bucket([null, ...entries], context)).toBeNull()
    expect(bucket(['key', ...entries], context)).toBeNull()
  })

  it('weigh 1 by default or by a weight that answers null', () => {
    expect(bucket([['low'], ['high']], context)).toBe(bucket(halves, context))
    expect(bucket([['low', { var: 'absent' }], ['high']], context)).toBe(bucket(halves, context))
  })

  it('may choose null, a number or a boolean', () => {
    expect(bucket([[null, 1]], context)).toBeNull()
    expect(bucket([[7, 1]], context)).toBe(7)
    expect(bucket([[false, 1]], context)).toBe(false)
  })

  it('may name one variant twice', () => {
    const data = { targetingKey: 'user-1' }
    expect(
      bucket(
        [
          ['low', 25],
          ['low', 25],
          ['high', 50],
        ],
        data,
      ),
    ).toBe(bucket(halves, data))
  })

  it('fail as a whole where one fails, chosen or not', () => {
    expect(
      bucket(
        [
          ['low', 1],
          [{ '+': [null, 1] }, 0],
        ],
        context,
      ),
    ).toBe(failure)
  })
})

describe('the argument', () => {
  it('may be a list that an operation answers', () => {
    const entries = [['only', 1]]
    expect(bucket({ var: 'a' }, { a: entries, targetingKey: 'u' })).toBe('only')
    expect(bucket({ var: 'a' }, { a: ['key', ...entries] })).toBe('only')
    expect(bucket({ var: 'a' }, { a: [null, ...entries], targetingKey: 'u' })).toBe('only')
    expect(bucket({ var: 'a' }, { a: [5, ...entries], targetingKey: 'u' })).toBeNull()
    expect(bucket({ var: 'a' }, { a: entries })).toBeNull()
    expect(bucket({ var: 'a' }, { targetingKey: 'u' })).toBeNull()
  })

  it('holds at least one entry', () => {
    expect(bucket([], { targetingKey: 'u' })).toBeNull()
    expect(bucket(['key'])).toBeNull()
    expect(bucket('key')).toBeNull()
    expect(bucket(null, { targetingKey: 'u' })).toBeNull()
  })
})

describe('inside a list operator', () => {
  it('the shorthand still reads the targeting key of the context', () => {
    const rule: Json = { map: [[1], { fractional: halves }] }
    expect(answer(rule, { targetingKey: 'user-1' })).toEqual([halfOf('flaguser-1')])
    expect(answer(rule, {})).toEqual([null])
  })
})
