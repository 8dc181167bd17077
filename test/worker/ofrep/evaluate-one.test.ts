import { beforeEach, describe, expect, it } from 'vitest'
import { asking, createIsolateFixture, type IsolateFixture, one } from '../isolate-fixture.ts'
import { shop } from '../shop-document.ts'

let edge: IsolateFixture

beforeEach(async () => {
  edge = createIsolateFixture()
  await edge.store.publish(shop)
})

const metadata = { flagSetId: 'shop' }

describe('POST /ofrep/v1/evaluate/flags/{key}', () => {
  it.each([
    ['banner', undefined, { key: 'banner', reason: 'STATIC', value: true, variant: 'on', metadata }],
    [
      'checkout',
      { plan: 'gold' },
      {
        key: 'checkout',
        reason: 'TARGETING_MATCH',
        value: true,
        variant: 'on',
        metadata: { ...metadata, ticket: 'PAY-1' },
      },
    ],
    [
      'checkout',
      { plan: 'tin' },
      { key: 'checkout', reason: 'DEFAULT', value: false, variant: 'off', metadata: { ...metadata, ticket: 'PAY-1' } },
    ],
    ['provider', {}, { key: 'provider', reason: 'STATIC', value: 'stripe', variant: 'primary', metadata }],
    ['perMinute', {}, { key: 'perMinute', reason: 'STATIC', value: 30, variant: 'normal', metadata }],
    [
      'limits',
      {},
      { key: 'limits', reason: 'STATIC', value: { perMinute: 30, paths: ['/a'] }, variant: 'normal', metadata },
    ],
  ])('answers %s for %j', async (key, context, expected) => {
    const response = await edge.ask(one(key), asking(context))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual(expected)
  })

  it('omits the value where the code default applies', async () => {
    const response = await edge.ask(one('undecided'), asking({}))
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('{"key":"undecided","reason":"DEFAULT","metadata":{"flagSetId":"shop"}}')
  })

  it('gives a disabled flag no value and keeps its metadata', async () => {
    const response = await edge.ask(one('dormant'), asking({}))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      key: 'dormant',
      reason: 'DISABLED',
      metadata: { ...metadata, ticket: 'ID-9' },
    })
  })

  it('says 404 FLAG_NOT_FOUND for a key that no flag has', async () => {
    const response = await edge.ask(one('nobody'), asking({}))
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      key: 'nobody',
      errorCode: 'FLAG_NOT_FOUND',
      errorDetails: expect.any(String),
    })
  })

  it.each([
    ['failing', 'GENERAL'],
    ['broken', 'PARSE_ERROR'],
  ])('says 400 for %s, whose rule cannot answer', async (key, errorCode) => {
    const response = await edge.ask(one(key), asking({}))
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ key, errorCode, errorDetails: expect.any(String), metadata })
  })

  it.each([
    ['no body', undefined],
    ['an empty body', ''],
    ['an empty object', '{}'],
    ['an empty context', '{"context":{}}'],
  ])('takes %s for an empty context', async (_name, body) => {
    const init = body === undefined ? { method: 'POST' } : { method: 'POST', body }
    const response = await edge.ask(one('checkout'), init)
    expect(await response.json()).toMatchObject({ reason: 'DEFAULT', value: false })
  })

  it.each([
    ['text that is no JSON', '{"context":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a context that is a list', '{"context":[]}'],
    ['a context that is text', '{"context":"user-1"}'],
    ['a context that is null', '{"context":null}'],
  ])('says 400 INVALID_CONTEXT for %s', async (_name, body) => {
    const response = await edge.ask(one('banner'), { method: 'POST', body })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      key: 'banner',
      errorCode: 'INVALID_CONTEXT',
      errorDetails: expect.any(String),
    })
  })

  it.each(['größe/50% 😀', 'constructor'])('finds the flag %s by its percent-encoded key', async (key) => {
    const response = await edge.ask(one(key), asking({}))
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ key, value: true })
  })

  it.each(['__proto__', 'toString', 'hasOwnProperty', '100%25', '%', '%zz', '%C3'])(
    'says 404 for the key %s, whatever objects inherit and however it is encoded',
    async (key) => {
      for (const path of [one(key), `/ofrep/v1/evaluate/flags/${key}`]) {
        const response = await edge.ask(path, asking({}))
        expect(response.status).toBe(404)
        expect(await response.json()).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
      }
    },
  )

  it('evaluates by the time of the request', async () => {
    const targeting = { if: [{ '<': [{ var: '$flagd.timestamp' }, edge.clock.now() / 1000 + 10] }, 'on', 'off'] }
    await edge.store.publish({
      flags: { brief: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting } },
    })
    const before = await edge.ask(one('brief'), asking({}))
    await edge.clock.advance(10_000)
    const after = await edge.ask(one('brief'), asking({}))
    expect([await before.json(), await after.json()]).toMatchObject([{ value: true }, { value: false }])
  })

  it('is no door for other methods', async () => {
    const response = await edge.ask(one('banner'))
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ errorDetails: expect.stringContaining('POST /ofrep') })
  })
})
