import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonOffset } from '../../../cli/files/json-place.ts'

describe('the place of a part of a JSON text', () => {
  it.each<[text: string, tokens: string[], offset: number]>([
    ['{"flags": {"a": 1}}', ['flags', 'a'], 11],
    ['{"a": [1, [2, {"b": 3}]]}', ['a', '1', '1', 'b'], 15],
    ['{"x": {"b": 1}, "a": {"b": 1}}', ['a', 'b'], 22],
    ['{"a": {"b": 1}}', ['a', 'c'], 1],
    ['  {"a": 1}', [], 2],
    [String.raw`{"a\"b": {"c": 1}}`, ['a"b', 'c'], 10],
    ['[[1], {"0": 2}]', ['1', '0'], 7],
  ])('%s %j', (text, tokens, offset) => expect(jsonOffset(text, tokens)).toBe(offset))

  it('is found for every key of every object, however it is nested', () => {
    const value = fc.jsonValue({ maxDepth: 4 })
    fc.assert(
      fc.property(value, fc.boolean(), (root, spaced) => {
        const text = JSON.stringify(root, null, spaced ? 2 : 0)
        const visit = (part: unknown, tokens: string[]): void => {
          if (typeof part !== 'object' || part === null) return
          for (const [name, inner] of Object.entries(part)) {
            const at = text.slice(jsonOffset(text, [...tokens, name]))
            const expected = Array.isArray(part) ? JSON.stringify(inner)[0]! : JSON.stringify(name)
            expect(at.startsWith(expected)).toBe(true)
            visit(inner, [...tokens, name])
          }
        }
        visit(root, [])
      }),
    )
  })
})
