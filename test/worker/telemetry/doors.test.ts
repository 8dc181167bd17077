import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { shardOf } from '../../../protocol/telemetry.ts'
import { attributes, encodeMetrics, encodeTraces, metricsOf, nano, tracesOf } from '../../protocol/otlp/otlp-samples.ts'
import { all, asking, createIsolateFixture, type IsolateFixture } from '../isolate-fixture.ts'
import { bearer, type HandedOut, handOut } from '../key-fixture.ts'
import { FakeTelemetry } from '../usage/fake-telemetry.ts'

const document = {
  flags: {
    fix: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', fuseboard: { system: 'shop' } },
    lone: {
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
      fuseboard: { clientSide: true },
    },
  },
} as const

let telemetry: FakeTelemetry
let open: IsolateFixture
let guarded: IsolateFixture
let keys: Record<'server' | 'client' | 'telemetry', HandedOut>

beforeEach(async () => {
  telemetry = new FakeTelemetry()
  keys = {
    server: await handOut('backend', 'server'),
    client: await handOut('web', 'client'),
    telemetry: await handOut('collector', 'telemetry'),
  }
  open = createIsolateFixture({ telemetry })
  guarded = createIsolateFixture({ telemetry, auth: undefined })
  const published = Object.values(keys).map((key) => key.published)
  for (const edge of [open, guarded]) await edge.store.publish(document, { keys: published })
})

const fix = { flag: 'fix', variant: 'on', units: 12, failing: 1 }
const beacon = (...outcomes: object[]) => JSON.stringify({ batch: 'b1', system: 'web', outcomes })
const post = (body: BodyInit, headers: Record<string, string> = {}): RequestInit => ({ method: 'POST', body, headers })

const servedArm = { 'feature_flag.key': 'fix', 'feature_flag.result.variant': 'on' }
const metricsAt = (ms: number, count = 5) =>
  metricsOf('web', {
    name: 'http.server.request.duration',
    histogram: {
      aggregationTemporality: 1,
      dataPoints: [
        {
          startTimeUnixNano: nano(ms - 10_000),
          timeUnixNano: nano(ms),
          attributes: attributes(servedArm),
          count,
          bucketCounts: [count, 0],
          explicitBounds: [1],
        },
      ],
    },
  })
const json = { 'content-type': 'application/json' }
const protobuf = { 'content-type': 'application/x-protobuf' }

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

describe('POST /v1/outcomes', () => {
  it('takes what concerns a flag to the shard of the flag’s own system, and the rest to the sender’s', async () => {
    const response = await open.ask('/v1/outcomes', post(beacon(fix, { ...fix, flag: 'lone' }, { units: 40 })))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ taken: 3, duplicate: false, late: 0, unknown: 0 })
    const told = telemetry.outcomes.map(({ shard, system, counts }) => [
      shard,
      system,
      counts[0]!.flag,
      counts[0]!.units,
    ])
    expect(told).toEqual([
      [shardOf('shop'), 'shop', 'fix', 12],
      [shardOf('lone'), 'lone', 'lone', 12],
      [shardOf('web'), 'web', null, 40],
    ])
  })

  it('is what sendBeacon can do: plain text, with the key in the address', async () => {
    const sent = post(beacon({ ...fix, flag: 'lone' }), { 'content-type': 'text/plain;charset=UTF-8' })
    expect((await guarded.ask(`/v1/outcomes?key=${keys.client.token}`, sent)).status).toBe(200)
    expect((await guarded.ask('/v1/outcomes?key=fb_web_0000000000000000', sent)).status).toBe(401)
    expect((await guarded.ask('/v1/outcomes', sent)).status).toBe(401)
  })

  it('leaves out flags and variants that nobody knows, and says how many', async () => {
    const odd = ['nobody', '__proto__', 'constructor'].map((flag) => ({ ...fix, flag }))
    const variants = ['toString', 'of'].map((variant) => ({ ...fix, variant }))
    const response = await open.ask('/v1/outcomes', post(beacon(fix, ...odd, ...variants)))
    expect(await response.json()).toMatchObject({ taken: 1, unknown: 5 })
  })

  it('takes of a client key what it can see, and of every kind what it may', async () => {
    const body = beacon(fix, { ...fix, flag: 'lone' })
    for (const [kind, unknown] of [
      ['client', 1],
      ['server', 0],
      ['telemetry', 0],
    ] as const) {
      const response = await guarded.ask('/v1/outcomes', post(body, bearer(keys[kind].token)))
      expect(await response.json()).toMatchObject({ unknown })
    }
  })

  it('says that a batch came before', async () => {
    await open.ask('/v1/outcomes', post(beacon(fix)))
    const again = await open.ask('/v1/outcomes', post(beacon(fix)))
    expect(await again.json()).toMatchObject({ taken: 0, duplicate: true })
    expect(telemetry.outcomes).toHaveLength(1)
  })

  it('counts what is too old as late', async () => {
    const response = await open.ask('/v1/outcomes', post(beacon(fix, { ...fix, ageMs: 300_001 })))
    expect(await response.json()).toMatchObject({ taken: 1, late: 1 })
  })

  it('refuses what is no beacon, with a pointer to every problem', async () => {
    const response = await open.ask('/v1/outcomes', post(beacon({ ...fix, failing: 13, units: -1 })))
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const problem = (await response.json()) as { errors: { pointer: string }[] }
    expect(problem.errors.map(({ pointer }) => pointer)).toEqual(['/outcomes/0/units', '/outcomes/0/failing'])
    for (const body of ['', '{', '[]', '\ufffd']) expect((await open.ask('/v1/outcomes', post(body))).status).toBe(400)
    expect(telemetry.outcomes).toEqual([])
  })

  it('refuses what is too large, also where it hides that', async () => {
    const large = beacon({ ...fix, flag: 'x'.repeat(70_000) })
    expect((await open.ask('/v1/outcomes', post(large))).status).toBe(413)
    const packed = await gzip(Uint8Array.from(new TextEncoder().encode(large)))
    expect(packed.length).toBeLessThan(1_000)
    expect((await open.ask('/v1/outcomes', post(packed, { 'content-encoding': 'gzip' }))).status).toBe(413)
    expect((await open.ask('/v1/outcomes', post(beacon(fix), { 'content-encoding': 'br' }))).status).toBe(415)
  })

  it('may be asked by a page of any origin', async () => {
    const response = await open.ask('/v1/outcomes', { method: 'OPTIONS', headers: { origin: 'https://shop.example' } })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-headers')).toContain('content-encoding')
    const answered = await open.ask('/v1/outcomes', post('{'))
    expect(answered.headers.get('access-control-allow-origin')).toBe('*')
    expect(answered.headers.get('access-control-expose-headers')).toContain('Retry-After')
  })
})

const doors: [string, string, () => RequestInit][] = [
  ['outcomes', '/v1/outcomes', () => post(beacon(fix))],
  ['metrics', '/v1/metrics', () => post(JSON.stringify(metricsAt(open.clock.now())), json)],
  ['traces', '/v1/traces', () => post(encodeTraces(tracesOf('web')), protobuf)],
]

describe.each(doors)('the door of %s', (name, path, request) => {
  it('says when to come again while telemetry is full, throws or hangs', async () => {
    if (name === 'traces') return
    for (const [fault, status, after] of [
      ['is full', 429, '7'],
      ['throws', 503, '5'],
      ['hangs', 503, '5'],
    ] as const) {
      telemetry.fault = fault
      const response = await open.ask(path, request())
      expect([response.status, response.headers.get('retry-after')]).toEqual([status, after])
    }
    telemetry.fault = 'loses the answer'
    expect((await open.ask(path, request())).status).toBe(503)
    telemetry.fault = undefined
    expect((await open.ask(path, request())).status).toBe(200)
    expect(new Set(telemetry.outcomes.map(({ batch, system }) => `${batch}${system}`)).size).toBe(
      telemetry.outcomes.length,
    )
  })

  it('asks for a key, and takes nothing while nobody can be verified', async () => {
    expect((await guarded.ask(path, request())).status).toBe(401)
    const empty = createIsolateFixture({ telemetry, auth: undefined })
    const init = request()
    const signed = { ...init, headers: { ...(init.headers as object), ...bearer('fb_any_0123456789abcdef') } }
    expect((await empty.ask(path, signed)).status).toBe(503)
    expect(telemetry.outcomes).toEqual([])
  })

  it('is not there without telemetry', async () => {
    const none = createIsolateFixture()
    await none.store.publish(document)
    expect((await none.ask(path, request())).status).toBe(404)
  })
})

describe('POST /v1/metrics and /v1/traces', () => {
  it('take JSON and protobuf, packed or not, and answer in kind', async () => {
    const at = open.clock.now()
    const bytes = encodeMetrics(metricsAt(at))
    const asText = await open.ask('/v1/metrics', post(JSON.stringify(metricsAt(at)), json))
    expect([asText.headers.get('content-type'), await asText.text()]).toEqual(['application/json', '{}'])
    const packed = await open.ask('/v1/metrics', post(await gzip(bytes), { ...protobuf, 'content-encoding': 'gzip' }))
    expect([packed.headers.get('content-type'), await packed.text()]).toEqual(['application/x-protobuf', ''])
    expect(telemetry.outcomes.map(({ system, counts }) => [system, counts.length, counts[0]!.units])).toEqual([
      ['web', 1, 5],
      ['shop', 1, 5],
      ['web', 1, 5],
      ['shop', 1, 5],
    ])
  })

  it('know the same bytes again', async () => {
    const body = encodeMetrics(metricsAt(open.clock.now()))
    for (let i = 0; i < 3; i++) expect((await open.ask('/v1/metrics', post(body, protobuf))).status).toBe(200)
    expect(telemetry.outcomes).toHaveLength(2)
  })

  it('say how many points were rejected, and why', async () => {
    const bad = metricsAt(open.clock.now(), -1)
    const asText = await open.ask('/v1/metrics', post(JSON.stringify(bad), json))
    expect(asText.status).toBe(200)
    expect(await asText.json()).toEqual({
      partialSuccess: { rejectedDataPoints: '1', errorMessage: expect.stringContaining('count is a whole number') },
    })
    const spans = tracesOf('web', { kind: 2, startTimeUnixNano: '5', endTimeUnixNano: '4' })
    const answer = await open.ask('/v1/traces', post(encodeTraces(spans), protobuf))
    const bytes = new Uint8Array(await answer.arrayBuffer())
    expect([...bytes.slice(0, 5)]).toEqual([0x0a, bytes.length - 2, 0x08, 1, 0x12])
  })

  it('refuse what is broken with a google.rpc.Status', async () => {
    for (const body of ['{', '[]', '7']) {
      const response = await open.ask('/v1/metrics', post(body, json))
      expect(response.status).toBe(400)
      expect(await response.json()).toEqual({ code: 3, message: expect.any(String) })
    }
    const response = await open.ask('/v1/traces', post(Uint8Array.of(0x0a, 0x7f), protobuf))
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/x-protobuf'])
    expect([...new Uint8Array(await response.arrayBuffer())].slice(0, 3)).toEqual([0x08, 3, 0x12])
    expect((await open.ask('/v1/traces', post('{}', { 'content-type': 'text/plain' }))).status).toBe(415)
    const torn = post(Uint8Array.of(0x1f, 0x8b, 8, 0, 0), { ...protobuf, 'content-encoding': 'gzip' })
    expect((await open.ask('/v1/traces', torn)).status).toBe(400)
  })

  it('refuse a small body that would become a large one', async () => {
    const bomb = await gzip(new Uint8Array(40 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(64 * 1024)
    const sent = post(bomb, { ...protobuf, 'content-encoding': 'gzip' })
    expect((await open.ask('/v1/metrics', sent)).status).toBe(413)
  })

  it('are for telemetry and server keys only', async () => {
    const ask = async (key: HandedOut) =>
      (await guarded.ask('/v1/traces', post('{}', { ...json, ...bearer(key.token) }))).status
    expect([await ask(keys.telemetry), await ask(keys.server), await ask(keys.client)]).toEqual([200, 200, 403])
  })
})

describe('a telemetry key', () => {
  it.each([
    [all, 'POST'],
    ['/v1/gate/lone', 'GET'],
    ['/v1/flagd.json', 'GET'],
  ])('opens no door that answers: %s', async (path, method) => {
    const init =
      method === 'POST' ? asking({}, bearer(keys.telemetry.token)) : { headers: bearer(keys.telemetry.token) }
    expect((await guarded.ask(path, init)).status).toBe(403)
  })
})

describe('whatever is sent', () => {
  it('gets an answer, and never a 500', async () => {
    const body = fc.oneof(
      fc.json(),
      fc.uint8Array({ maxLength: 300 }),
      fc
        .dictionary(fc.constantFrom('batch', 'system', 'outcomes', '__proto__'), fc.jsonValue())
        .map((v) => JSON.stringify(v)),
    )
    const headers = fc.record(
      {
        'content-type': fc.constantFrom('application/json', 'application/x-protobuf', 'text/plain', ''),
        'content-encoding': fc.constantFrom('gzip', 'identity', 'br'),
      },
      { requiredKeys: [] },
    )
    const path = fc.constantFrom('/v1/outcomes', '/v1/metrics', '/v1/traces')
    await fc.assert(
      fc.asyncProperty(path, body, headers, async (door, content, sent) => {
        const response = await open.ask(door, post(content as BodyInit, sent as Record<string, string>))
        expect([200, 400, 413, 415]).toContain(response.status)
      }),
    )
  })
})
