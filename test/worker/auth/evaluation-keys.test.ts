import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PublishedKey } from '../../../protocol/published-snapshot.ts'
import { all, asking, createIsolateFixture, type IsolateFixture } from '../isolate-fixture.ts'
import { bearer, handOut } from '../key-fixture.ts'
import { shop } from '../shop-document.ts'

let edge: IsolateFixture
let hashes: { readonly calls: number }

beforeEach(() => {
  edge = createIsolateFixture({ auth: undefined })
})

afterEach(() => vi.restoreAllMocks())

/** Counts hashes from here on. */
function countHashes(): void {
  const digest = vi.spyOn(crypto.subtle, 'digest')
  hashes = {
    get calls() {
      return digest.mock.calls.length
    },
  }
}

const statusFor = async (token: string): Promise<number> => (await edge.ask(all, asking({}, bearer(token)))).status

/** Publishes other keys and lets the isolate take them in. */
async function republish(keys: readonly PublishedKey[]): Promise<void> {
  await edge.store.publish(shop, { keys })
  await edge.clock.advance(31_000)
  await edge.ask('/healthz')
  await edge.idle()
}

describe('the memory of verified tokens', () => {
  it('spares the hash of a token that was verified before', async () => {
    const { token, published } = await handOut('backend', 'server')
    await edge.store.publish(shop, { keys: [published] })
    await statusFor(token)
    countHashes()
    for (let i = 0; i < 5; i++) expect(await statusFor(token)).toBe(200)
    expect(hashes.calls).toBe(0)
  })

  it('never remembers a wrong token', async () => {
    const { token, published } = await handOut('backend', 'server')
    await edge.store.publish(shop, { keys: [published] })
    await statusFor(token)
    countHashes()
    const wrong = await handOut('backend', 'server', 'wrong00000secret')
    const before = hashes.calls
    for (let i = 0; i < 3; i++) expect(await statusFor(wrong.token)).toBe(401)
    expect(hashes.calls).toBe(before + 3)
  })

  it('hashes nothing for a token whose id nobody has', async () => {
    const { token, published } = await handOut('backend', 'server')
    await edge.store.publish(shop, { keys: [published] })
    await statusFor(token)
    const stranger = await handOut('stranger', 'server')
    countHashes()
    expect(await statusFor(stranger.token)).toBe(401)
    expect(hashes.calls).toBe(0)
  })

  it('forgets a token whose key a new snapshot no longer has', async () => {
    const kept = await handOut('backend', 'server')
    const revoked = await handOut('old', 'server')
    await edge.store.publish(shop, { keys: [kept.published, revoked.published] })
    expect([await statusFor(kept.token), await statusFor(revoked.token)]).toEqual([200, 200])
    await republish([kept.published])
    expect([await statusFor(kept.token), await statusFor(revoked.token)]).toEqual([200, 401])
  })

  it('forgets what a token could see when a new snapshot changes it', async () => {
    const key = await handOut('web', 'server')
    await edge.store.publish(shop, { keys: [key.published] })
    expect((await edge.ask('/v1/flagd.json', { headers: bearer(key.token) })).status).toBe(200)
    await republish([{ ...key.published, kind: 'client' }])
    expect((await edge.ask('/v1/flagd.json', { headers: bearer(key.token) })).status).toBe(403)
  })

  it('admits nobody with a key that has expired, known or not, without a new snapshot', async () => {
    const expiresAt = edge.clock.now() + 5_000
    const [used, unused] = [await handOut('web', 'server'), await handOut('late', 'server')]
    const keys = [used, unused].map(({ published }) => ({ ...published, expiresAt }))
    await edge.store.publish(shop, { keys })
    expect(await statusFor(used.token)).toBe(200)
    await edge.clock.advance(4_999)
    expect(await statusFor(used.token)).toBe(200)
    await edge.clock.advance(1)
    expect([await statusFor(used.token), await statusFor(unused.token)]).toEqual([401, 401])
  })

  it('knows two keys of one id apart', async () => {
    const [first, second] = [await handOut('web', 'server'), await handOut('web', 'client', 'second0000secret')]
    await edge.store.publish(shop, { keys: [first.published, second.published] })
    expect((await edge.ask('/v1/flagd.json', { headers: bearer(first.token) })).status).toBe(200)
    expect((await edge.ask('/v1/flagd.json', { headers: bearer(second.token) })).status).toBe(403)
  })

  it('stays bounded however many tokens are verified', async () => {
    const keys = await Promise.all(Array.from({ length: 1_005 }, (_, i) => handOut(`service-${i}`, 'server')))
    await edge.store.publish(shop, { keys: keys.map(({ published }) => published) })
    const headers = keys.map(({ token }) => new Headers(bearer(token)))
    await edge.ask('/healthz')
    const view = edge.isolate.ladder.current(() => {})!
    for (const each of headers) expect(await edge.isolate.keys.admit(view, each)).toBe('server')
    countHashes()
    for (const each of headers.slice(-4)) await edge.isolate.keys.admit(view, each)
    expect(hashes.calls).toBe(0)
    await edge.isolate.keys.admit(view, headers[0]!)
    expect(hashes.calls).toBe(1)
  })
})
