import { describe, expect, it } from 'vitest'
import { maxTargetingDepth, maxTargetingNodes } from '../../../domain/flag/limits.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { createRuleCompiler } from '../../../domain/logic/compile.ts'
import { createReferenceHasher } from '../../../wasm/reference.ts'
import { answer, frameOf, refusal } from '../rule.ts'

const nested = (levels: number, wrap: (inner: Json) => Json, core: Json = true): Json => {
  let rule = core
  for (let i = 0; i < levels; i++) rule = wrap(rule)
  return rule
}

describe('a rule', () => {
  it('may be a plain value, a list of rules, or an empty map', () => {
    expect(answer('on')).toBe('on')
    expect(answer([1, { var: 'a' }, [{ var: 'a' }]], { a: 2 })).toEqual([1, 2, [2]])
    expect(answer({})).toEqual({})
    expect(answer([])).toEqual([])
  })

  it('is refused for an operator that nobody knows, wherever it stands', () => {
    expect(refusal({ bogus: 1 })).toMatch(/^: unknown operator "bogus"; known are: var /)
    expect(refusal({ if: [true, { and: [1, { bogus: [] }] }] })).toMatch(/^\/if\/1\/and\/1: unknown operator/)
    expect(refusal({ '!': { bogus: 1 } })).toMatch(/^\/!: unknown operator/)
    expect(refusal({ var: ['a', { bogus: 1 }] })).toMatch(/^\/var\/1: unknown/)
    expect(refusal({ fractional: [{ cat: ['a', { bogus: 1 }] }, ['on', 1]] })).toMatch(/^\/fractional\/0\/cat\/1: /)
    expect(refusal({ map: [[1], { 'a/b~': 1 }] })).toMatch(/^\/map\/1: unknown operator "a\/b~"/)
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('has no operator %s', (name) => {
    expect(refusal(JSON.parse(`{"${name}": [1]}`))).toContain('unknown operator')
  })

  it('is refused for an operation with two keys', () => {
    expect(refusal({ var: 'a', in: [] })).toContain('an operation is an object with one key')
    expect(refusal({ '==': [{ a: 1, b: 2 }, 1] })).toMatch(/^\/==\/0: /)
  })
})

describe('$ref', () => {
  const fragments: JsonObject = {
    beta: { in: ['beta', { var: 'groups' }] },
    nested: { or: [{ $ref: 'beta' }, { '==': [{ var: 'staff' }, true] }] },
    share: {
      fractional: [
        ['a', 50],
        ['b', 50],
      ],
    },
    positive: { '>': [{ var: 'n' }, 0] },
    nothing: null,
    variant: 'on',
  }

  it('stands for its fragment, also as the answer and inside other fragments', () => {
    const context = { groups: ['beta'] }
    expect(answer({ if: [{ $ref: 'nested' }, 'on', 'off'] }, context, { fragments })).toBe('on')
    expect(answer({ if: [{ $ref: 'nested' }, 'on', 'off'] }, { groups: [] }, { fragments })).toBe('off')
    expect(answer({ $ref: 'beta' }, context, { fragments })).toBe(true)
    expect(answer({ $ref: 'nothing' }, {}, { fragments })).toBeNull()
    expect(answer({ if: [true, { $ref: 'variant' }] }, {}, { fragments })).toBe('on')
    expect(answer({ cat: [{ $ref: 'variant' }, '!'] }, {}, { fragments })).toBe('on!')
  })

  it('reads the element inside a list operator and the context outside, though it is compiled once', () => {
    const rule: Json = { and: [{ $ref: 'positive' }, { filter: [{ var: 'l' }, { $ref: 'positive' }] }] }
    expect(answer(rule, { n: 1, l: [{ n: 1 }, { n: -1 }] }, { fragments })).toEqual([{ n: 1 }])
  })

  it('buckets by the flag that refers to it, not by the one that came first', () => {
    const rules = createRuleCompiler(fragments, createReferenceHasher())
    const rule: Json = { cat: [{ $ref: 'share' }] }
    const flags = Array.from({ length: 20 }, (_, i) => `flag-${i}`)
    const shared = flags.map((key) => rules.compile(rule, key, '', (value) => value))
    const frame = frameOf({ targetingKey: 'user-1' })
    const alone = flags.map((flagKey) => answer(rule, frame.context, { flagKey, fragments }))
    expect(shared.map((decide) => decide(frame))).toEqual(alone)
    expect(new Set(alone)).toEqual(new Set(['a', 'b']))
  })

  it('is refused where it names nothing', () => {
    expect(refusal({ $ref: 'nope' }, fragments)).toMatch(/^\/\$ref: \$ref names "nope", which is not in/)
    expect(refusal({ and: [1, { $ref: 'nope' }] }, fragments)).toMatch(/^\/and\/1\/\$ref: /)
    expect(refusal({ $ref: 5 }, fragments)).toContain('$ref takes the name')
    expect(refusal({ $ref: { var: 'x' } }, fragments)).toContain('$ref takes the name')
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(refusal({ $ref: name }, fragments)).toContain('which is not in $evaluators')
    }
  })

  it('is refused where it runs in a circle', () => {
    const circle: JsonObject = { a: { and: [true, { $ref: 'b' }] }, b: { '!': { $ref: 'c' } }, c: { $ref: 'a' } }
    expect(refusal({ $ref: 'a' }, circle)).toContain('$ref runs in a circle: a -> b -> c -> a')
    expect(refusal({ if: [{ $ref: 'c' }, 1] }, circle)).toContain('c -> a -> b -> c')
    expect(refusal({ $ref: 'self' }, { self: { $ref: 'self' } })).toContain('self -> self')
  })

  it('may refer to one fragment many times without a circle', () => {
    expect(refusal({ and: [{ $ref: 'nested' }, { $ref: 'beta' }, { $ref: 'nested' }] }, fragments)).toBeUndefined()
  })
})

describe('limits', () => {
  it.each<[string, (inner: Json) => Json]>([
    ['operations', (inner) => ({ '!': [inner] })],
    ['operations without a list', (inner) => ({ '!': inner })],
    ['branches', (inner) => ({ if: [true, inner, false] })],
    ['tests', (inner) => ({ if: [inner, true, false] })],
    ['variants of shares', (inner) => ({ fractional: [[inner, 1]] })],
  ])('refuse %s nested too deep and take what a person would write', (_, wrap) => {
    expect(refusal(nested(20, wrap))).toBeUndefined()
    expect(refusal(nested(maxTargetingDepth + 1, wrap))).toContain(`deeper than ${maxTargetingDepth} operations`)
    expect(refusal(nested(10_000, wrap))).toContain('nested deeper')
  })

  it('are exact for operations, on top as well as inside', () => {
    for (const wrap of [(inner: Json) => ({ '!': [inner] }), (inner: Json) => ({ if: [true, inner] })]) {
      expect(refusal(nested(maxTargetingDepth, wrap))).toBeUndefined()
      expect(refusal(nested(maxTargetingDepth - 1, wrap, { in: [{ var: 'x' }, [1, 2]] }))).toContain('nested deeper')
      expect(refusal(nested(maxTargetingDepth - 2, wrap, { in: [{ var: 'x' }, [1, 2]] }))).toBeUndefined()
    }
  })

  it('refuse lists nested too deep', () => {
    expect(refusal(nested(10_000, (inner) => [inner]))).toContain('nested deeper')
    expect(refusal({ in: [1, nested(10_000, (inner) => [inner])] })).toContain('nested deeper')
  })

  it('count what is behind references, each time it is referred to', () => {
    const doubling: Record<string, Json> = { e0: { '==': [{ var: 'x' }, 1] } }
    for (let i = 1; i <= 40; i++) doubling[`e${i}`] = { and: [{ $ref: `e${i - 1}` }, { $ref: `e${i - 1}` }] }
    expect(refusal({ $ref: 'e5' }, doubling)).toBeUndefined()
    expect(refusal({ $ref: 'e40' }, doubling)).toMatch(/nodes once its \$refs are followed|nested deeper/)
    expect(refusal({ $ref: 'e20' }, doubling)).toContain(`more than ${maxTargetingNodes} nodes`)
  })

  it('count fragments that hold for one flag only just as well', () => {
    const doubling: Record<string, Json> = { e0: { fractional: [['a', 1]] } }
    for (let i = 1; i <= 20; i++) doubling[`e${i}`] = { and: [{ $ref: `e${i - 1}` }, { $ref: `e${i - 1}` }] }
    expect(refusal({ $ref: 'e20' }, doubling)).toContain(`more than ${maxTargetingNodes} nodes`)
  })

  it('add the height of a known fragment to the depth of its place', () => {
    const fragments = { tall: nested(40, (inner) => ({ '!': [inner] }), { var: 'x' }) }
    const rules = createRuleCompiler(fragments, createReferenceHasher())
    const compile = (rule: Json) => rules.compile(rule, 'flag', '', () => null)
    const deep = nested(30, (inner) => ({ '!': [inner] }), { $ref: 'tall' })
    expect(() => compile(deep)).toThrow('nested deeper')
    compile({ cat: [{ $ref: 'tall' }] })
    expect(() => compile(deep)).toThrow('nested deeper')
  })

  it('refuse a list of too many members, but take any number of texts to search', () => {
    expect(refusal({ in: [1, new Array(maxTargetingNodes + 1).fill(1)] })).toContain('nodes')
    expect(refusal({ in: [1, new Array(maxTargetingNodes / 2).fill(1)] })).toBeUndefined()
    expect(refusal({ in: [1, new Array(maxTargetingNodes + 1).fill('x')] })).toBeUndefined()
  })

  it('do not count a share of a share more than once', () => {
    expect(refusal(nested(maxTargetingDepth / 2 - 1, (inner) => ({ fractional: [[inner, 1]] }), 'on'))).toBeUndefined()
  })
})
