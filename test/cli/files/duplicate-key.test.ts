import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findDuplicateKey } from '../../../cli/files/duplicate-key.ts'
import { pointer } from '../../../domain/json.ts'

/** JSON as a writer may write it: objects as lists of members, so that a key can stand twice. */
type Written =
  | { readonly members: readonly (readonly [string, Written])[] }
  | { readonly parts: readonly Written[] }
  | { readonly scalar: string }

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'a/b', 'a~b', '', '"', '\\', ',', '{', '__proto__'),
  fc.string({ maxLength: 3 }),
)
const scalar = fc.oneof(
  fc.constantFrom('1', '-0.5e3', 'true', 'false', 'null', '"{"', '"\\""', '"a\\\\"', '",\\"a\\":"', '"\\u0022:"'),
  fc.string().map((text) => JSON.stringify(text)),
)

const { written } = fc.letrec<{ written: Written }>((tie) => ({
  written: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.record({ scalar }),
    fc.record({ parts: fc.array(tie('written'), { maxLength: 4 }) }),
    fc.record({ members: fc.array(fc.tuple(key, tie('written')), { maxLength: 4 }) }),
  ),
}))

const space = (where: number): string => [' ', '', '\n', '\t', '\r\n'][where % 5]!

function render(value: Written, gap = 1): string {
  if ('scalar' in value) return value.scalar
  const s = space(gap)
  if ('parts' in value) return `[${s}${value.parts.map((part) => render(part, gap + 1)).join(`${s},${s}`)}${s}]`
  const members = value.members.map(([name, part]) => `${JSON.stringify(name)}${s}:${s}${render(part, gap + 1)}`)
  return `{${s}${members.join(`${s},`)}${s}}`
}

/** The first key, in reading order, that stands twice in its object. */
function firstTwice(value: Written, path = ''): string | null {
  if ('parts' in value)
    return value.parts.reduce<string | null>((found, part, i) => found ?? firstTwice(part, pointer(path, i)), null)
  if (!('members' in value)) return null
  const seen = new Set<string>()
  for (const [name, part] of value.members) {
    const at = pointer(path, name)
    if (seen.has(name)) return at
    seen.add(name)
    const inside = firstTwice(part, at)
    if (inside !== null) return inside
  }
  return null
}

describe('a key that stands twice', () => {
  it('is found exactly where it stands, in any JSON', () => {
    let twice = 0
    const property = fc.property(written, (value) => {
      const text = render(value)
      JSON.parse(text)
      const expected = firstTwice(value)
      if (expected !== null) twice++
      expect(findDuplicateKey(text)).toBe(expected)
    })
    fc.assert(property, { numRuns: 3_000 })
    expect(twice).toBeGreaterThan(100)
  })

  it('is never found in what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => findDuplicateKey(JSON.stringify(value)) === null))
    fc.assert(fc.property(fc.jsonValue(), (value) => findDuplicateKey(JSON.stringify(value, null, 2)) === null))
  })

  it.each([
    ['{"a":1,"a":1}', '/a'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['[{"a":1},{"b":[0,{"c":1,"c":1}]}]', '/1/b/1/c'],
    ['{"a":{"x":1},"b":{"x":1},"a":0}', '/a'],
    ['{"":1,"":2}', '/'],
    ['{"a":{"a":{"a":1}}}', null],
    ['{"a":"a","b":"a"}', null],
    ['{"a":["a","a"],"b":["a"]}', null],
    ['[[],{},[{}],[[]]]', null],
    ['"a"', null],
  ])('of %s is %j', (text, expected) => {
    expect(findDuplicateKey(text)).toBe(expected)
  })

  it('is found behind a text of many megabytes', () => {
    const text = `{"filler":${JSON.stringify('x"'.repeat(5_000_000))},"a":1,"a":2}`
    expect(findDuplicateKey(text)).toBe('/a')
  })

  it('is found at any depth', () => {
    const text = `${'{"a":'.repeat(50_000)}{"b":1,"b":2}${'}'.repeat(50_000)}`
    expect(findDuplicateKey(text)).toBe(`${'/a'.repeat(50_000)}/b`)
  })
})
