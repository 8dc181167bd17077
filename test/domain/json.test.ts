import { describe, expect, it } from 'vitest'
import { describe as found, isInheritedName, isJsonObject, ownProperty, pointer } from '../../domain/json.ts'
import { renderProblem } from '../../domain/problem.ts'

describe('properties', () => {
  it('are read only where an object has them itself', () => {
    expect(ownProperty({ a: 1 }, 'a')).toBe(1)
    expect(ownProperty({}, 'constructor')).toBeUndefined()
    expect(ownProperty(JSON.parse('{"__proto__":1}'), '__proto__')).toBe(1)
    expect(ownProperty({}, '__proto__')).toBeUndefined()
  })

  it('that every object inherits are known by name', () => {
    for (const name of ['__proto__', 'constructor', 'toString', '__lookupGetter__']) {
      expect(isInheritedName(name)).toBe(true)
    }
    expect(isInheritedName('country')).toBe(false)
  })

  it('belong to objects, not to lists or null', () => {
    expect([{}, [], null, 'x', undefined].map(isJsonObject)).toEqual([true, false, false, false, false])
  })
})

describe('a pointer', () => {
  it('escapes what RFC 6901 asks for', () => {
    expect(pointer('', 'flags')).toBe('/flags')
    expect(pointer('/a', 0)).toBe('/a/0')
    expect(pointer('/a', 'b/c~d')).toBe('/a/b~1c~0d')
    expect(pointer('/a', '')).toBe('/a/')
  })
})

describe('a found value', () => {
  it.each<[unknown, string]>([
    [undefined, 'nothing'],
    [null, 'null'],
    [[1, 2], 'an array of 2'],
    [{}, 'an object'],
    ['a"b', '"a\\"b"'],
    ['x'.repeat(61), `"${'x'.repeat(57)}..."`],
    [1.5, '1.5'],
    [false, 'false'],
  ])('%j is told as %s', (value, told) => {
    expect(found(value)).toBe(told)
  })
})

describe('a problem', () => {
  it('is one line: place, finding, remedy', () => {
    const line = renderProblem({ path: '/flags/a/state', found: '"ON"', allowed: '"ENABLED" or "DISABLED"' })
    expect(line).toBe('/flags/a/state: found "ON"; allowed: "ENABLED" or "DISABLED"')
    expect(renderProblem({ path: '', found: 'null', allowed: 'an object' })).toBe(
      'the document: found null; allowed: an object',
    )
  })
})
