import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSelection } from '../../../worker/break-glass/selection.ts'

const read = (text: string) => {
  const selection = parseSelection(text)
  return selection && { all: selection.all, flags: [...selection.flags], systems: [...selection.systems] }
}

describe('a break-glass order', () => {
  it.each([
    ['one flag', 'checkout', { all: false, flags: ['checkout'], systems: [] }],
    ['a system', 'system:payments', { all: false, flags: [], systems: ['payments'] }],
    ['everything', '*', { all: true, flags: [], systems: [] }],
    ['several, with blanks and empty places', ' a ,, system:b,', { all: false, flags: ['a'], systems: ['b'] }],
    ['a flag whose key looks like a system', 'flag:system:b', { all: false, flags: ['system:b'], systems: [] }],
    [
      'encoded commas, percents and letters',
      'a%2Cb,c%25,%C3%A9',
      { all: false, flags: ['a,b', 'c%', 'é'], systems: [] },
    ],
    ['inherited names', '__proto__,system:toString', { all: false, flags: ['__proto__'], systems: ['toString'] }],
  ])('names %s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it.each(['%zz', 'a,%', 'a,system:', 'flag:'])('that cannot be read cuts everything: %j', (text) => {
    expect(read(text)).toMatchObject({ all: true })
  })

  it.each(['', ' ', ',', ' , ,'])('without a selector is none: %j', (text) => {
    expect(read(text)).toBeUndefined()
  })

  it('can name any flag and any system', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 256 })
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1 }), fc.uniqueArray(name), (flags, systems) => {
        const written = [
          ...flags.map((key) => `flag:${encodeURIComponent(key)}`),
          ...systems.map((id) => `system:${encodeURIComponent(id)}`),
        ]
        expect(read(written.join(', '))).toEqual({ all: false, flags, systems })
      }),
    )
  })
})
