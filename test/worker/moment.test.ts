// A request is judged by the moment of its answer, and by its own user.

import { beforeEach, describe, expect, it } from 'vitest'
import { all, createIsolateFixture, type IsolateFixture, one, origin } from './isolate-fixture.ts'
import { bearer, handOut } from './key-fixture.ts'
import { shop } from './shop-document.ts'
import { rest } from './virtual-clock.ts'

interface Slow {
  readonly answer: Promise<Response>
  /** Sends some of the body. */
  write(text: string): void
  /** Sends the end of the body. */
  end(): void
}

let edge: IsolateFixture

beforeEach(async () => {
  edge = createIsolateFixture()
  await edge.store.publish(shop)
  await edge.ask('/healthz')
})

/** A request whose body comes when the test says so. */
function slowly(path: string, headers: Record<string, string> = {}): Slow {
  const encoder = new TextEncoder()
  let stream: ReadableStreamDefaultController
  const body = new ReadableStream({
    start(controller) {
      stream = controller
    },
  })
  const answer = edge.send(new Request(origin + path, { method: 'POST', body, headers }))
  return { answer, write: (text) => stream.enqueue(encoder.encode(text)), end: () => stream.close() }
}

const contextOf = (context: object): string => JSON.stringify({ context })

describe('a request whose body arrives late', () => {
  it.each([one('banner'), all, '/v1/gate/banner'])(
    'is killed at %s by what came into force meanwhile',
    async (path) => {
      const request = slowly(path)
      request.write('{"context":')
      await rest()
      await edge.store.publish(shop, { kills: [{ all: true }] })
      await edge.clock.advance(31_000)
      await edge.ask('/healthz')
      await edge.idle()
      request.write('{}}')
      request.end()
      const response = await edge.clock.settle(request.answer)
      const text = await response.text()
      expect(response.status).toBe(path.includes('gate') ? 403 : 200)
      expect(text).toContain('"reason":"DISABLED"')
      expect(text).not.toContain('"value":true')
    },
  )

  it.each([one('banner'), all, '/v1/gate/banner'])(
    'is off at %s when nothing is fit to serve any more',
    async (path) => {
      const request = slowly(path)
      request.write('{"context":')
      await rest()
      edge.store.fault = () => null
      await edge.clock.advance(125_000)
      request.write('{}}')
      request.end()
      const response = await edge.clock.settle(request.answer)
      expect(response.headers.get('fuseboard-tier')).toBe('off')
      expect(await response.text()).not.toContain('"value":true')
    },
  )

  it('is judged by a key that was revoked meanwhile', async () => {
    const key = await handOut('backend', 'server')
    edge = createIsolateFixture({ auth: undefined })
    await edge.store.publish(shop, { keys: [key.published] })
    const [before, after] = [slowly(one('banner'), bearer(key.token)), slowly(one('banner'), bearer(key.token))]
    before.end()
    expect((await edge.clock.settle(before.answer)).status).toBe(200)
    await edge.store.publish(shop)
    await edge.clock.advance(31_000)
    await edge.ask('/healthz')
    await edge.idle()
    after.end()
    expect((await edge.clock.settle(after.answer)).status).toBe(401)
  })
})

describe('requests that overlap', () => {
  it('each get the answers of their own user, however their bodies interleave', async () => {
    const users = Array.from({ length: 16 }, (_, i) => ({ targetingKey: `user-${i}`, plan: i % 2 ? 'gold' : 'tin' }))
    for (const path of [all, one('half'), one('checkout')]) {
      const alone: unknown[] = []
      for (const user of users) {
        const response = await edge.ask(path, { method: 'POST', body: contextOf(user) })
        alone.push(await response.json())
      }
      expect(new Set(alone.map((answer) => JSON.stringify(answer))).size).toBeGreaterThan(1)

      const requests = users.map(() => slowly(path))
      for (const piece of [0, 1, 2, 3]) {
        for (const [i, user] of users.entries()) {
          const text = contextOf(user)
          requests[i]!.write(text.slice((piece * text.length) / 4, ((piece + 1) * text.length) / 4))
          if (i % 3 === 0) await rest()
        }
      }
      for (const request of requests.toReversed()) request.end()
      const together = await Promise.all(requests.map(async ({ answer }) => (await answer).json()))
      expect(together).toEqual(alone)
    }
  })

  it('each keep their own user while they wait for the first snapshot', async () => {
    edge = createIsolateFixture({ store: edge.store })
    const users = ['gold', 'tin', 'gold', 'tin']
    const asked = users.map((plan) =>
      edge.send(new Request(origin + one('checkout'), { method: 'POST', body: contextOf({ plan }) })),
    )
    const values = await Promise.all(asked.map(async (answer) => (await edge.clock.settle(answer)).json()))
    expect(values).toMatchObject(users.map((plan) => ({ value: plan === 'gold' })))
  })
})
