import fc from 'fast-check'
import { expect, it } from 'vitest'
import { byteLength, cutParts } from '../../../admin/flags/snapshot-parts.ts'

it('parts join to the whole, and never cut a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 2, max: 9 }), (text, size) => {
      const parts = cutParts(text, size)
      expect(parts.join('')).toBe(text)
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(size)
        expect(part.isWellFormed()).toBe(true)
      }
    }),
  )
})

it('empty text is one part', () => {
  expect(cutParts('')).toEqual([''])
})

it('bytes are counted as UTF-8', () => {
  const text = 'aé漢🚦'.repeat(100_000)
  expect(byteLength(text)).toBe(new TextEncoder().encode(text).length)
})
