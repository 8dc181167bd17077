import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainLine, plainText } from '../../domain/plain-text.ts'

describe('plain text', () => {
  it('loses control characters and nothing else', () => {
    expect(plainLine('a\u0000\u001b[31mb\nc', 100)).toBe('a [31mb c')
    expect(plainText('a\r\nb\u0007\tc', 100)).toBe('a\nb\tc')
    expect(plainLine('<b>@channel</b> & *x*', 100)).toBe('<b>@channel</b> & *x*')
  })

  it('is cut between characters, with a sign of it', () => {
    expect(plainLine('abcdef', 4)).toBe('abc…')
    expect(plainLine('ab😀cd', 4)).toBe('ab…')
  })

  it('is well-formed and never longer than allowed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, most) => {
        for (const plain of [plainLine(text, most), plainText(text, most)]) {
          expect(plain.isWellFormed()).toBe(true)
          expect(plain.length).toBeLessThanOrEqual(most)
          expect(plain).not.toMatch(/[^\P{Cc}\n\t]/u)
        }
      }),
    )
  })
})
