import { describe, expect, it } from 'vitest'
import { gateContext } from '../../../worker/gate/gate-context.ts'

function contextOf(query: string, headers: Record<string, string> = {}, body = '') {
  const found = gateContext(new Request(`https://flags.example/v1/gate/x${query}`, { headers }), body)
  if (!found.ok) throw new Error(found.error)
  return found.value
}

describe('the context of a gate request', () => {
  it('is empty when nothing is said', () => {
    expect(contextOf('')).toEqual({ context: {}, proxied: false })
  })

  it('takes attributes from the query', () => {
    expect(contextOf('?targetingKey=user-1&plan=gr%C3%BCn+gold&empty=&bare').context).toEqual({
      targetingKey: 'user-1',
      plan: 'grün gold',
      empty: '',
      bare: '',
    })
  })

  it('makes a list of a repeated parameter, in order', () => {
    expect(contextOf('?group=a&plan=gold&group=b&group=a').context).toEqual({ group: ['a', 'b', 'a'], plan: 'gold' })
  })

  it('takes attributes with their types from the body', () => {
    const body = JSON.stringify({ context: { targetingKey: 'user-1', age: 42, groups: ['a'], beta: true } })
    expect(contextOf('', {}, body).context).toEqual({ targetingKey: 'user-1', age: 42, groups: ['a'], beta: true })
  })

  it('takes attributes from X-Original headers, by their names without the prefix', () => {
    const headers = { 'X-Original-Targeting-Key': 'user-1', 'X-Original-Plan': 'gold', 'X-Original-App-Version-2': '4' }
    expect(contextOf('', headers)).toEqual({
      context: { targetingKey: 'user-1', plan: 'gold', appVersion2: '4' },
      proxied: true,
    })
  })

  it('takes path and query of X-Original-URI', () => {
    expect(contextOf('', { 'x-original-uri': '/checkout/pay?plan=gold&group=a&group=b' })).toEqual({
      context: { path: '/checkout/pay', plan: 'gold', group: ['a', 'b'] },
      proxied: true,
    })
  })

  it('takes the path and query of an X-Original-URI that is a whole address', () => {
    const headers = { 'x-original-uri': 'https://shop.example/checkout?plan=gold' }
    expect(contextOf('', headers).context).toEqual({ path: '/checkout', plan: 'gold' })
  })

  it.each(['//evil.example/checkout', '/\\evil.example/checkout', '///evil.example/checkout'])(
    'takes no part of the path %s for a host',
    (uri) => {
      expect(contextOf('', { 'x-original-uri': uri }).context.path).toBe(uri.replace('\\', '/'))
    },
  )

  it.each(['http://', 'checkout', '', '?plan=gold', 'javascript:alert(1)'])(
    'takes nothing from the X-Original-URI "%s", which has no path',
    (uri) => {
      expect(contextOf('', { 'x-original-uri': uri })).toEqual({ context: {}, proxied: true })
    },
  )

  it('believes the body over its own query, that over X-Original headers, and those over X-Original-URI', () => {
    const uri = { 'x-original-uri': '/a?plan=uri&path=/b' }
    const header = { ...uri, 'x-original-plan': 'header' }
    const body = '{"context":{"plan":"body"}}'
    const planOf = (...args: Parameters<typeof contextOf>) => contextOf(...args).context.plan
    expect(planOf('', uri)).toBe('uri')
    expect(planOf('', header)).toBe('header')
    expect(planOf('?plan=query', header)).toBe('query')
    expect(planOf('?plan=query', header, body)).toBe('body')
  })

  it('never lets the query of X-Original-URI say what the path is', () => {
    expect(contextOf('', { 'x-original-uri': '/a?path=/b' }).context.path).toBe('/a')
  })

  it('keeps prototype names as data', () => {
    const body = '{"context":{"__proto__":{"admin":true},"toString":"x"}}'
    for (const { context } of [
      contextOf('?__proto__=a&constructor=b'),
      contextOf('', { 'x-original-constructor': 'b', 'x-original-uri': '/?__proto__=a' }),
      contextOf('', {}, body),
    ]) {
      expect(Object.hasOwn(context, '__proto__')).toBe(true)
      expect(Object.getPrototypeOf(context)).toBe(Object.prototype)
      expect(context.admin).toBeUndefined()
    }
  })
})
