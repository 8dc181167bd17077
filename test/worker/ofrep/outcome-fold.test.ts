import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matches, OutcomeFold } from '../../../worker/ofrep/outcome-fold.ts'

const codes = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 200 })

function fold(list: readonly number[]): string {
  const outcomes = new OutcomeFold()
  for (const code of list) outcomes.add(code)
  return outcomes.toString()
}

describe('the fold over outcomes', () => {
  it('is sixteen hexadecimal digits', () => {
    fc.assert(fc.property(codes, (list) => /^[0-9a-f]{16}$/.test(fold(list))))
  })

  it('differs when any one outcome differs', () => {
    const property = fc.property(codes, fc.nat(), fc.integer({ min: 1, max: 50 }), (list, at, by) => {
      const position = at % list.length
      expect(fold(list.with(position, list[position]! + by))).not.toBe(fold(list))
    })
    fc.assert(property)
  })

  it('differs when two different outcomes trade places', () => {
    const property = fc.property(codes, fc.nat(), fc.nat(), (list, a, b) => {
      const [left, right] = [a % list.length, b % list.length]
      fc.pre(list[left] !== list[right])
      expect(fold(list.with(left, list[right]!).with(right, list[left]!))).not.toBe(fold(list))
    })
    fc.assert(property)
  })

  it('spreads a hundred thousand answers without a collision in either half', () => {
    const low = new Set<string>()
    const whole = new Set<string>()
    for (let i = 0; i < 100_000; i++) {
      const tag = fold(Array.from({ length: 20 }, (_, bit) => 6 + 3 * ((i >> bit) & 1)))
      whole.add(tag)
      low.add(tag.slice(8))
    }
    expect(whole.size).toBe(100_000)
    expect(low.size).toBeGreaterThan(99_900)
  })
})

describe('matching If-None-Match', () => {
  it.each([
    [null, false],
    ['"a"', true],
    ['W/"a"', true],
    ['"b","a"', true],
    ['"b" , W/"a"', true],
    ['*', true],
    [' * ', true],
    ['"A"', false],
    ['a', false],
    ['"a', false],
  ])('answers %j with %s', (header, expected) => {
    expect(matches(header, '"a"')).toBe(expected)
  })

  it('compares weakly on both sides', () => {
    expect(matches('"a"', 'W/"a"')).toBe(true)
  })
})
