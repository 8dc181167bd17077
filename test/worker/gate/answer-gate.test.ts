import { beforeEach, describe, expect, it } from 'vitest'
import { createIsolateFixture, type IsolateFixture } from '../isolate-fixture.ts'
import { shop } from '../shop-document.ts'

let edge: IsolateFixture

beforeEach(async () => {
  edge = createIsolateFixture()
  await edge.store.publish(shop)
})

const gate = (key: string): string => `/v1/gate/${encodeURIComponent(key)}`

describe('GET and POST /v1/gate/{key}', () => {
  it('says 204 without a body when the flag says true', async () => {
    for (const method of ['GET', 'POST', 'HEAD']) {
      const response = await edge.ask(gate('banner'), { method })
      expect(response.status).toBe(204)
      expect(await response.text()).toBe('')
    }
  })

  it('says 403 with the reason when the flag says false', async () => {
    const response = await edge.ask(gate('checkout'))
    expect(response.status).toBe(403)
    expect(await response.json()).toEqual({ key: 'checkout', enabled: false, reason: 'DEFAULT' })
  })

  it.each([
    ['provider', 'STATIC', undefined],
    ['perMinute', 'STATIC', undefined],
    ['limits', 'STATIC', undefined],
    ['undecided', 'DEFAULT', undefined],
    ['dormant', 'DISABLED', undefined],
    ['vital', 'DISABLED', undefined],
    ['failing', 'ERROR', 'GENERAL'],
    ['broken', 'ERROR', 'PARSE_ERROR'],
    ['nobody', 'ERROR', 'FLAG_NOT_FOUND'],
    ['__proto__', 'ERROR', 'FLAG_NOT_FOUND'],
    ['hasOwnProperty', 'ERROR', 'FLAG_NOT_FOUND'],
  ])('is closed for %s, which says no "true": %s', async (key, reason, errorCode) => {
    const response = await edge.ask(gate(key))
    expect(response.status).toBe(403)
    const expected = { key, enabled: false, reason }
    expect(await response.json()).toEqual(
      errorCode === undefined ? expected : { ...expected, errorCode, errorDetails: expect.any(String) },
    )
  })

  it('is closed for a flag whose value is the text "true" or the number 1', async () => {
    const flag = (value: string | number) => ({ state: 'ENABLED', variants: { only: value }, defaultVariant: 'only' })
    await edge.store.publish({ flags: { text: flag('true'), number: flag(1) } })
    expect([(await edge.ask(gate('text'))).status, (await edge.ask(gate('number'))).status]).toEqual([403, 403])
  })

  it.each(['größe/50% 😀', 'constructor'])('opens for the percent-encoded key %s', async (key) => {
    expect((await edge.ask(gate(key))).status).toBe(204)
  })

  it.each([
    ['no JSON', '{"context":'],
    ['a list', '[]'],
    ['no object for a context', '{"context":"gold"}'],
  ])('says 400 for a body that is %s', async (_name, body) => {
    const response = await edge.ask(gate('checkout'), { method: 'POST', body })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ errorDetails: expect.any(String) })
  })

  it('says 413 for a body over the limit', async () => {
    const response = await edge.ask(gate('checkout'), { method: 'POST', body: ' '.repeat(65_537) })
    expect(response.status).toBe(413)
  })

  it('offers the whereabouts of the request to rules, unless a proxy asks for its user', async () => {
    const from = (headers: Record<string, string>) =>
      edge.send(
        new Request(`https://flags.example${gate('abroad')}`, { headers, cf: { country: 'NZ' } } as RequestInit),
      )
    expect((await from({})).status).toBe(204)
    expect((await from({ 'x-original-uri': '/' })).status).toBe(403)
    expect((await from({ 'x-original-targeting-key': 'user-1' })).status).toBe(403)
  })

  it('never takes the whereabouts from what the caller writes', async () => {
    const context = encodeURIComponent(JSON.stringify({ country: 'NZ' }))
    for (const query of [`$edge=${context}`, '$edge.country=NZ', '%24edge[country]=NZ']) {
      expect((await edge.ask(`${gate('abroad')}?${query}`)).status).toBe(403)
    }
    const body = JSON.stringify({ context: { $edge: { country: 'NZ' }, '$edge.country': 'NZ' } })
    expect((await edge.ask(gate('abroad'), { method: 'POST', body })).status).toBe(403)
  })
})
