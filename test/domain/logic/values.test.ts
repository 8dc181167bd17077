import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparable, join, operand, textBefore, trimSpace } from '../../../domain/logic/values.ts'

const encoder = new TextEncoder()

function bytesBefore(left: string, right: string): boolean {
  const a = encoder.encode(left)
  const b = encoder.encode(right)
  const differs = a.findIndex((byte, i) => byte !== b[i])
  return differs < 0 ? a.length < b.length : differs < b.length && a[differs]! < b[differs]!
}

describe('text', () => {
  it('is ordered as its UTF-8 bytes are', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '😁', '𐀀') })
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        expect(textBefore(left, right)).toBe(bytesBefore(left, right))
      }),
      { numRuns: 2000 },
    )
  })

  it('loses the white space at its ends that Go counts as such', () => {
    const spaces = '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000'
    for (const space of spaces) expect(trimSpace(`${space}${space}a${space}b${space}`)).toBe(`a${space}b`)
    for (const none of ['\u0000', '\u001c', '\u180e', '\u200b', '\u2060', '\ufeff']) expect(trimSpace(none)).toBe(none)
    expect(trimSpace(spaces)).toBe('')
    expect(trimSpace('')).toBe('')
  })
})

describe('numbers', () => {
  it.each([
    ['1', 1],
    ['-1.5', -1.5],
    ['+2', 2],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1E-2', 0.01],
  ])('are read from %j', (spelling, value) => {
    expect(comparable(spelling)).toBe(value)
    expect(operand(spelling)).toBe(value)
  })

  it.each(['abc', '1x', ' 1', '1 ', '0x10', '1_000', '1,5', '.', 'e5', '1e', '--1', 'Infinity', 'NaN', '١'])(
    'are not read from %j: NaN for comparing, 0 for calculating',
    (spelling) => {
      expect(comparable(spelling)).toBe(Number.NaN)
      expect(operand(spelling)).toBe(0)
    },
  )

  it('that are too large are none for comparing', () => {
    expect(comparable('1e400')).toBe(Number.NaN)
    expect(operand('1e400')).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('long text from a caller', () => {
  const length = 200_000
  it.each([
    ['digits that are no number', () => comparable(`${'1'.repeat(length)}x`)],
    ['digits around a point', () => operand(`${'1'.repeat(length)}.${'1'.repeat(length)}x`)],
    ['blanks', () => comparable(' '.repeat(length))],
    ['blanks before text', () => join(['a', ' '.repeat(length), 'b'])],
    ['text between blanks', () => trimSpace(`${' '.repeat(length)}x${' '.repeat(length)}`)],
  ])('takes no longer than its length: %s', (_, read) => {
    const start = performance.now()
    read()
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
