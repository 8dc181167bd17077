// Who may ask what, at every door that evaluates.

import { beforeEach, describe, expect, it } from 'vitest'
import { all, asking, createIsolateFixture, type FixtureOptions, type IsolateFixture, one } from '../isolate-fixture.ts'
import { apiKey, bearer, type HandedOut, handOut } from '../key-fixture.ts'
import { shop } from '../shop-document.ts'

let server: HandedOut
let client: HandedOut

beforeEach(async () => {
  server = await handOut('backend', 'server')
  client = await handOut('web', 'client')
})

async function guarded(options: FixtureOptions = {}): Promise<IsolateFixture> {
  const edge = createIsolateFixture({ auth: undefined, ...options })
  await edge.store.publish(shop, { keys: [server.published, client.published] })
  return edge
}

const doors: [string, string, string][] = [
  ['the single door', one('banner'), 'POST'],
  ['the bulk door', all, 'POST'],
  ['the gate', '/v1/gate/banner', 'GET'],
  ['the gate, by POST', '/v1/gate/banner', 'POST'],
  ['the document', '/v1/flagd.json', 'GET'],
]

describe.each(doors)('%s', (_name, path, method) => {
  it('asks for a key when nothing is configured', async () => {
    const edge = await guarded()
    const response = await edge.ask(path, { method })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.json()).toEqual({ errorDetails: expect.stringContaining('Bearer') })
  })

  it.each(['on', '', 'OFF', 'false', '0'])('asks for a key when AUTH is "%s"', async (auth) => {
    const edge = await guarded({ auth })
    expect((await edge.ask(path, { method })).status).toBe(401)
  })

  it('asks for nothing when AUTH is "off"', async () => {
    const edge = await guarded({ auth: 'off' })
    expect((await edge.ask(path, { method })).status).toBeLessThan(300)
  })

  it('opens for a server key in either header', async () => {
    const edge = await guarded()
    for (const headers of [bearer(server.token), apiKey(server.token), { authorization: `bearer  ${server.token} ` }]) {
      expect((await edge.ask(path, { method, headers })).status).toBeLessThan(300)
    }
  })

  it('stays shut for any other token', async () => {
    const edge = await guarded()
    const wrong = [
      await handOut('backend', 'server', 'another0Secret0000'),
      await handOut('stranger', 'server'),
      await handOut('backend', 'server', `${'a1B2c3D4e5F6g7H8'}x`),
    ].map(({ token }) => token)
    for (const token of [...wrong, server.published.hash, 'fb_backend_', '', `${server.token} `.repeat(50)]) {
      expect((await edge.ask(path, { method, headers: bearer(token) })).status).toBe(401)
      expect((await edge.ask(path, { method, headers: apiKey(token) })).status).toBe(401)
    }
  })

  it('does not fall back to X-API-Key when a wrong Bearer token is sent', async () => {
    const edge = await guarded()
    const headers = { ...apiKey(server.token), ...bearer('fb_backend_wrongwrongwrong00') }
    expect((await edge.ask(path, { method, headers })).status).toBe(401)
  })

  it('takes X-API-Key beside another scheme of authorization', async () => {
    const edge = await guarded()
    const headers = { ...apiKey(server.token), authorization: 'Basic dXNlcjpwYXNz' }
    expect((await edge.ask(path, { method, headers })).status).toBeLessThan(300)
  })
})

describe('a client key', () => {
  it('sees only the flags marked for clients', async () => {
    const edge = await guarded()
    const bulk = (await (await edge.ask(all, asking({}, bearer(client.token)))).json()) as { flags: { key: string }[] }
    expect(bulk.flags.map(({ key }) => key)).toEqual(['banner', 'checkout', 'abroad'])
  })

  it('cannot tell a flag it may not see from one that does not exist', async () => {
    const edge = await guarded()
    const hidden = await edge.ask(one('perMinute'), asking({}, bearer(client.token)))
    const absent = await edge.ask(one('nobody'), asking({}, bearer(client.token)))
    expect([hidden.status, absent.status]).toEqual([404, 404])
    const named = async (response: Response) => (await response.text()).replaceAll(/perMinute|nobody/g, 'KEY')
    expect(await named(hidden)).toBe(await named(absent))
  })

  it('cannot open the gate of a flag it may not see', async () => {
    const edge = await guarded()
    expect((await edge.ask('/v1/gate/constructor', { headers: bearer(client.token) })).status).toBe(403)
    expect((await edge.ask('/v1/gate/constructor', { headers: bearer(server.token) })).status).toBe(204)
  })

  it('is refused the whole document', async () => {
    const edge = await guarded()
    const response = await edge.ask('/v1/flagd.json', { headers: bearer(client.token) })
    expect(response.status).toBe(403)
    expect(await response.json()).toEqual({ errorDetails: expect.stringContaining('server') })
  })

  it('has a tag of its own', async () => {
    const edge = await guarded()
    const tags = await Promise.all(
      [client, server].map(async ({ token }) => (await edge.ask(all, asking({}, bearer(token)))).headers.get('etag')),
    )
    expect(tags[0]).not.toBe(tags[1])
  })

  it('offers the whereabouts of its request to rules, which a server key does not', async () => {
    const edge = await guarded()
    const from = (token: string) =>
      edge.send(
        new Request(`https://flags.example${one('abroad')}`, {
          method: 'POST',
          headers: bearer(token),
          cf: { country: 'NZ' },
        } as RequestInit),
      )
    expect(await (await from(client.token)).json()).toMatchObject({ value: true })
    expect(await (await from(server.token)).json()).toMatchObject({ value: false })
  })
})

describe('while no snapshot could be read', () => {
  it('any token of the right form gets "off", and nothing else does', async () => {
    const edge = createIsolateFixture({ auth: undefined })
    const formed = await edge.ask(one('banner'), asking({}, bearer('fb_anybody_0123456789abcdef')))
    expect(formed.status).toBe(200)
    expect(await formed.json()).toEqual({ key: 'banner', reason: 'DISABLED' })
    expect((await edge.ask(one('banner'), asking({}, bearer('anything')))).status).toBe(401)
    expect((await edge.ask(one('banner'), asking({}))).status).toBe(401)
  })

  it('status doors answer without a key', async () => {
    const edge = createIsolateFixture({ auth: undefined })
    expect((await edge.ask('/healthz')).status).toBe(200)
    expect((await edge.ask('/metrics')).status).toBe(200)
  })
})
