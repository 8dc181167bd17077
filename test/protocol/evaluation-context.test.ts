import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  maxContextDepth,
  parseClonedContext,
  parseContext,
  parseRequestBody,
} from '../../protocol/evaluation-context.ts'

/** An object with `levels` objects inside each other, itself counted. */
const nested = (levels: number): object => (levels === 1 ? { end: true } : { deeper: nested(levels - 1) })
const nestedList = (levels: number): unknown => (levels === 1 ? [] : [nestedList(levels - 1)])
const nestedText = (levels: number): string => `{"context":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`

describe('the body of an OFREP request', () => {
  it('may be empty, or name no context', () => {
    expect(parseRequestBody('')).toEqual({ ok: true, value: {} })
    expect(parseRequestBody('{}')).toEqual({ ok: true, value: {} })
    expect(parseRequestBody('{"other":1}')).toEqual({ ok: true, value: {} })
  })

  it('gives its context as it stands', () => {
    const property = fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (context) => {
      const plain = JSON.parse(JSON.stringify(context))
      expect(parseRequestBody(JSON.stringify({ context }))).toEqual({ ok: true, value: plain })
    })
    fc.assert(property)
  })

  it.each(['{', 'null', '[]', '"text"', '1', '{"context":null}', '{"context":[]}', '{"context":"a"}', '{"context":1}'])(
    'is refused with a remedy where it is %s',
    (text) => {
      expect(parseRequestBody(text)).toEqual({ ok: false, error: expect.stringMatching(/send|has to be/) })
    },
  )

  it('does not take a context that its prototype offers', () => {
    expect(parseRequestBody('{"__proto__":{"context":{"a":1}}}')).toEqual({ ok: true, value: {} })
  })

  it('keeps prototype names as attributes of their own', () => {
    const parsed = parseRequestBody('{"context":{"__proto__":{"admin":true},"constructor":1}}')
    expect(parsed.ok && Object.keys(parsed.value)).toEqual(['__proto__', 'constructor'])
    expect(parsed.ok && parsed.value.admin).toBeUndefined()
  })
})

describe('a context', () => {
  it('may be nested as deep as the limit, in objects and lists', () => {
    expect(parseContext(nested(maxContextDepth)).ok).toBe(true)
    expect(parseContext({ list: nestedList(maxContextDepth - 1) }).ok).toBe(true)
    expect(parseRequestBody(nestedText(maxContextDepth)).ok).toBe(true)
  })

  it.each([maxContextDepth + 1, 100, 10_000])('nested %i deep is refused, naming the attribute', (levels) => {
    expect(parseRequestBody(nestedText(levels))).toEqual({ ok: false, error: expect.stringContaining('context.a') })
  })

  it('is refused for one level too many in any attribute', () => {
    expect(parseContext(nested(maxContextDepth + 1)).ok).toBe(false)
    expect(parseContext({ fine: 1, list: nestedList(maxContextDepth) }).ok).toBe(false)
  })

  it('names an attribute of any length shortly', () => {
    const parsed = parseContext({ ['a'.repeat(10_000)]: nestedList(100) })
    expect(parsed.ok ? '' : parsed.error).toHaveLength('context. is nested deeper than 32 levels'.length + 64)
  })
})

describe('a context from a binding call', () => {
  it('may be absent or null', () => {
    expect(parseClonedContext(undefined)).toEqual({ ok: true, value: {} })
    expect(parseClonedContext(null)).toEqual({ ok: true, value: {} })
  })

  it('is what JSON would make of it, dates included', () => {
    const context = {
      at: new Date('2026-11-20T12:00:00Z'),
      list: [1, undefined, null, [new Date(0)]],
      noDate: new Date(Number.NaN),
      nan: Number.NaN,
      infinite: Number.POSITIVE_INFINITY,
      bare: Object.assign(Object.create(null), { a: 1 }),
    }
    expect(parseClonedContext(context)).toEqual({ ok: true, value: JSON.parse(JSON.stringify(context)) })
  })

  it.each<[string, unknown]>([
    ['text', 'user-1'],
    ['a list', []],
    ['a date', new Date()],
    ['a map', new Map()],
    ['a map inside', { map: new Map() }],
    ['a set inside', { set: new Set() }],
    ['a function inside', { call: () => true }],
    ['a symbol inside', { symbol: Symbol('a') }],
    ['a big integer inside', { big: 1n }],
    ['bytes inside', { bytes: new Uint8Array(1) }],
    ['an instance of a class inside', { response: new Response() }],
    ['one level too many', nested(maxContextDepth + 1)],
    ['2,000 levels', nested(2_000)],
  ])('is refused where it is %s', (_name, context) => {
    expect(parseClonedContext(context)).toEqual({ ok: false, error: expect.stringMatching(/^context /) })
  })

  it('is refused where it runs in a circle', () => {
    const circle: Record<string, unknown> = {}
    circle.again = circle
    expect(parseClonedContext(circle).ok).toBe(false)
  })

  it('is refused at once where shared parts would multiply without end', () => {
    let part: object = { end: true }
    for (let i = 0; i < maxContextDepth - 2; i++) part = { left: part, right: part }
    expect(parseClonedContext(part)).toEqual({ ok: false, error: expect.stringContaining('parts') })
  })

  it('may be as large as a body could be', () => {
    const list = Array.from({ length: 20_000 }, (_, i) => i)
    expect(parseClonedContext({ list })).toEqual({ ok: true, value: { list } })
  })

  it('keeps prototype names as attributes of their own', () => {
    const parsed = parseClonedContext(JSON.parse('{"__proto__":{"admin":true}}'))
    expect(parsed.ok && Object.hasOwn(parsed.value, '__proto__')).toBe(true)
    expect(parsed.ok && parsed.value.admin).toBeUndefined()
  })
})
