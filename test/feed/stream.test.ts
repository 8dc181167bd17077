// The change stream as a client sees it.

import { describe, expect, it } from 'vitest'
import { bearer, handOut } from '../worker/key-fixture.ts'
import { bothOn, createLeasedFixture, type LeasedFixture, type LeasedOptions } from './leased-fixture.ts'

const path = '/ofrep/v1/stream'
const bulk = '/ofrep/v1/evaluate/flags'

/** Reads a stream while time passes. */
class Listener {
  text = ''
  ended = false
  readonly #reader: ReadableStreamDefaultReader<string>

  constructor(response: Response) {
    this.#reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    this.#read()
  }

  get events(): { type: string; etag: string }[] {
    return [...this.text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!))
  }

  cancel(): Promise<void> {
    return this.#reader.cancel()
  }

  async #read(): Promise<void> {
    const { done, value } = await this.#reader.read()
    if (done) this.ended = true
    else {
      this.text += value
      await this.#read()
    }
  }
}

async function warm(options: LeasedOptions = { auth: 'off' }): Promise<LeasedFixture> {
  const fixture = await createLeasedFixture(options)
  await fixture.publish(bothOn)
  await fixture.ask('strict')
  // Long enough ago that a client who connects cannot have missed it.
  await fixture.clock.advance(11_000)
  await fixture.ask('strict')
  return fixture
}

async function listen(fixture: LeasedFixture, init?: RequestInit, query = ''): Promise<Listener> {
  const response = await fixture.clock.settle(fixture.fetch(path + query, init))
  expect(response.status).toBe(200)
  return new Listener(response)
}

describe('a client that listens', () => {
  it('gets a stream of events that nothing caches and any page may read', async () => {
    const fixture = await warm()
    const { headers } = await fixture.clock.settle(fixture.fetch(path))
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('access-control-allow-origin')).toBe('*')
  })

  it('hears nothing while nothing changes, but for a sign of life', async () => {
    const fixture = await warm()
    const listener = await listen(fixture)
    await fixture.clock.advance(16_000)
    expect(listener.events).toEqual([])
    expect(listener.text).toMatch(/^retry: 1000\nid: .*\n\n:\n\n$/)
    await listener.cancel()
  })

  it('hears of a kill within a second, though nobody else asks this isolate', async () => {
    const fixture = await warm()
    const listener = await listen(fixture)
    await fixture.clock.advance(5_000)
    fixture.tell({ seq: 7, kills: [{ seq: 7, target: { all: true } }] })
    await fixture.clock.advance(1_000)
    expect(listener.events).toEqual([{ type: 'refetchEvaluation', etag: expect.stringMatching(/^"1\.7\./) }])
    await listener.cancel()
  })

  it('hears of a revision', async () => {
    const fixture = await warm()
    const listener = await listen(fixture)
    const revision = await fixture.publish({ flags: {} })
    await fixture.clock.advance(1_000)
    expect(listener.events.at(-1)?.etag).toContain(revision.slice(0, 12))
    await listener.cancel()
  })

  it('that comes back with the id of an older event hears at once that it missed something', async () => {
    const fixture = await warm()
    const listener = await listen(fixture, { headers: { 'last-event-id': '"1.0.aaaaaaaaaaaa"' } })
    await fixture.clock.advance(200)
    expect(listener.events.length).toBe(1)
    await listener.cancel()
  })

  it('is forgotten when it goes', async () => {
    const fixture = await warm()
    const listener = await listen(fixture)
    await fixture.clock.advance(1_000)
    await listener.cancel()
    await fixture.clock.advance(1_000)
    const asked = fixture.relays.asked.length
    await fixture.clock.advance(10_000)
    expect(fixture.relays.asked.length).toBe(asked)
  })
})

describe('keys', () => {
  it('may stand in the address or in a header, and are needed', async () => {
    const { fixture, token } = await withKey('client')
    const status = async (query: string, headers: Record<string, string> = {}): Promise<number> => {
      const response = await fixture.clock.settle(fixture.fetch(path + query, { headers }))
      await response.body?.cancel()
      return response.status
    }
    expect(await status('')).toBe(401)
    expect(await status('?token=fb_web_wrongwrongwrongwrong')).toBe(401)
    expect(await status(`?token=${token}`)).toBe(200)
    expect(await status('', bearer(token))).toBe(200)
  })

  it.each([
    ['client', (token: string) => `${path}?token=${token}`],
    ['server', () => path],
  ] as const)('of a %s are offered in the address only where a browser needs it', async (kind, expected) => {
    const { fixture, token } = await withKey(kind)
    const response = await fixture.clock.settle(fixture.fetch(bulk, { method: 'POST', headers: bearer(token) }))
    const { eventStreams } = (await response.json()) as { eventStreams: { endpoint: { requestUri: string } }[] }
    expect(eventStreams[0]!.endpoint.requestUri).toBe(expected(token))
  })

  it('that are taken back end the stream', async () => {
    const { fixture, token } = await withKey('client')
    const listener = await listen(fixture, undefined, `?token=${token}`)
    await fixture.publish({ flags: {} })
    await fixture.clock.advance(1_500)
    expect(listener.ended).toBe(true)
  })
})

async function withKey(kind: 'client' | 'server'): Promise<{ fixture: LeasedFixture; token: string }> {
  const fixture = await createLeasedFixture()
  const { token, published } = await handOut('web', kind)
  await fixture.publish(bothOn, { seq: 3 }, [published])
  return { fixture, token }
}

describe('a bulk answer', () => {
  it('offers the stream', async () => {
    const fixture = await warm()
    const response = await fixture.clock.settle(fixture.fetch(bulk, { method: 'POST' }))
    expect(await response.json()).toMatchObject({
      eventStreams: [{ type: 'sse', endpoint: { requestUri: path }, inactivityDelaySec: 120 }],
    })
  })

  it('that an event has caused knows at least what the event told of', async () => {
    const first = await warm()
    const { store, relays, cache, clock } = first
    const second = await createLeasedFixture({ auth: 'off', store, relays, cache, clock })
    await second.ask('standard')
    const listener = await listen(first)
    first.tell({ seq: 7, kills: [{ seq: 7, target: { flag: 'standard' } }] })
    await clock.advance(1_000)
    const { etag } = listener.events[0]!
    // Without the event's tag the other isolate may answer from what it knew; with it, it looks.
    const told = `${bulk}?flagConfigEtag=${encodeURIComponent(etag)}`
    const response = await clock.settle(second.fetch(told, { method: 'POST' }))
    const { flags } = (await response.json()) as { flags: { key: string; reason: string }[] }
    expect(flags.find(({ key }) => key === 'standard')?.reason).toBe('DISABLED')
    await listener.cancel()
  })
})
