import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketOf, totalOf } from '../../../domain/guard/latency.ts'
import type { JsonObject } from '../../../domain/json.ts'
import { readMetrics } from '../../../protocol/otlp/read-metrics.ts'
import { readTraces } from '../../../protocol/otlp/read-traces.ts'
import { metricsRequest, tracesRequest } from '../../../protocol/otlp/schema.ts'
import type { OtlpOutcomes } from '../../../protocol/otlp/tally.ts'
import { decode } from '../../../protocol/otlp/wire.ts'
import { sliceOf } from '../../../protocol/outcomes.ts'
import { attributes, encodeMetrics, encodeTraces, metricsOf, nano, tracesOf } from './otlp-samples.ts'

const now = Date.UTC(2026, 10, 20, 12)
const served = { 'feature_flag.key': 'fix', 'feature_flag.result.variant': 'on', 'feature_flag.version': '7' }
const times = { startTimeUnixNano: nano(now - 20_000), timeUnixNano: nano(now - 4_000) }

const histogram = (change: object = {}, values: Record<string, string | number> = served, temporality = 1) => ({
  name: 'http.server.request.duration',
  unit: 's',
  histogram: {
    aggregationTemporality: temporality,
    dataPoints: [
      {
        ...times,
        attributes: attributes(values),
        count: '10',
        bucketCounts: ['1', '8', '0', '1'],
        explicitBounds: [0.1, 0.4, 1.6],
        ...change,
      },
    ],
  },
})
const exponential = (change: object = {}) => ({
  name: 'http.server.request.duration',
  exponentialHistogram: {
    aggregationTemporality: 1,
    dataPoints: [
      {
        ...times,
        attributes: attributes(served),
        count: 6,
        scale: 5,
        zeroCount: 1,
        positive: { offset: -40, bucketCounts: [2, 3] },
        ...change,
      },
    ],
  },
})
const sum = (name: string, value: object, values: Record<string, string> = served, temporality = 1) => ({
  name,
  sum: {
    aggregationTemporality: temporality,
    isMonotonic: true,
    dataPoints: [{ ...times, attributes: attributes(values), ...value }],
  },
})
const span = (change: object = {}) => ({
  kind: 2,
  startTimeUnixNano: nano(now - 4_120),
  endTimeUnixNano: nano(now - 4_000),
  attributes: attributes({ 'http.response.status_code': 200 }),
  events: [{ name: 'feature_flag.evaluation', attributes: attributes(served) }],
  ...change,
})

/** Reads the JSON, and makes sure that protobuf says the same. */
function metrics(request: JsonObject): OtlpOutcomes {
  const fromJson = readMetrics(request, now)
  expect(readMetrics(decode(encodeMetrics(request), metricsRequest) as JsonObject, now)).toEqual(fromJson)
  return fromJson
}

function traces(request: JsonObject): OtlpOutcomes {
  const fromJson = readTraces(request, now)
  expect(readTraces(decode(encodeTraces(request), tracesRequest) as JsonObject, now)).toEqual(fromJson)
  return fromJson
}

const arm = ({ outcomes }: OtlpOutcomes) => outcomes.find(({ counts }) => counts.flag === 'fix')?.counts
const whole = ({ outcomes }: OtlpOutcomes) => outcomes.find(({ counts }) => counts.flag === null)?.counts

describe('metrics', () => {
  it('of served requests count for the arm and for the system, with their latencies', () => {
    const read = metrics(metricsOf('shop', histogram()))
    expect(read.rejected).toBe(0)
    expect(read.outcomes.map(({ system }) => system)).toEqual(['shop', 'shop'])
    expect(arm(read)).toMatchObject({
      variant: 'on',
      version: '7',
      units: 10,
      failing: 0,
      requests: true,
      ageMs: 4_000,
    })
    expect(whole(read)).toMatchObject({ variant: null, units: 10 })
    // Half of the lowest bound, the geometric middle, and the highest bound.
    expect(arm(read)?.latency).toEqual({ [bucketOf(50)]: 1, [bucketOf(200)]: 8, [bucketOf(1_600)]: 1 })
  })

  it.each<[string, Record<string, string | number>]>([
    ['an error type', { 'error.type': 'timeout' }],
    ['a status of 500', { 'http.response.status_code': 500 }],
    ['an old status of 503', { 'http.status_code': 503 }],
  ])('with %s are failures', (_, values) => {
    expect(arm(metrics(metricsOf('shop', histogram({}, { ...served, ...values }))))?.failing).toBe(10)
  })

  it('with a status of 404, or without a variant, fail nobody and count for the system alone', () => {
    const read = metrics(metricsOf('shop', histogram({}, { 'http.response.status_code': 404 })))
    expect(read.outcomes).toHaveLength(1)
    expect(whole(read)).toMatchObject({ units: 10, failing: 0 })
  })

  it('of exponential histograms keep latencies to within their scale', () => {
    const { latency } = arm(metrics(metricsOf('shop', exponential())))!
    const ratio = 2 ** (2 ** -5)
    expect(latency).toEqual({
      [bucketOf(0)]: 1,
      [bucketOf(1_000 * ratio ** -39.5)]: 2,
      [bucketOf(1_000 * ratio ** -38.5)]: 3,
    })
  })

  it('in milliseconds by name or by unit are milliseconds', () => {
    const old = { ...histogram(), name: 'http.server.duration', unit: undefined }
    const said = { ...histogram(), name: 'rpc.server.duration', unit: 's' }
    expect(arm(metrics(metricsOf('shop', old)))?.latency[bucketOf(0.2)]).toBe(8)
    expect(arm(metrics(metricsOf('shop', said)))?.latency[bucketOf(200)]).toBe(8)
  })

  it('that an application counts users with are users, of the arm alone', () => {
    const read = metrics(
      metricsOf(
        'shop',
        sum('fuseboard.units', { asInt: '40' }),
        sum('fuseboard.failing', { asInt: '2' }),
        sum('fuseboard.converted', { asDouble: 5 }),
        sum('fuseboard.units', { asInt: '90' }, {}),
      ),
    )
    expect(arm(read)).toMatchObject({ units: 40, failing: 2, converted: 5, requests: false })
    expect(whole(read)).toMatchObject({ units: 90 })
  })

  it('that are cumulative name their series, the same for the same attributes in any order', () => {
    const told = { 'feature_flag.key': 'fix', 'feature_flag.result.variant': 'on' }
    const reversed = { 'feature_flag.result.variant': 'on', 'feature_flag.key': 'fix' }
    const [first, second] = [told, reversed].map((values) => metrics(metricsOf('shop', histogram({}, values, 2))))
    expect(arm(first!)?.series).toEqual({ id: expect.any(String), startMs: now - 20_000, atMs: now - 4_000 })
    expect(arm(second!)?.series).toEqual(arm(first!)?.series)
    expect(whole(first!)?.series?.id).not.toBe(arm(first!)?.series?.id)
    const other = metrics(metricsOf('search', histogram({}, told, 2)))
    expect(arm(other)?.series?.id).not.toBe(arm(first!)?.series?.id)
  })

  it('that nobody here reads pass without a word', () => {
    const gauge = { name: 'process.memory', gauge: { dataPoints: [{ asInt: '5' }] } }
    expect(metrics(metricsOf('shop', gauge))).toEqual({ outcomes: [], rejected: 0, reasons: [] })
    expect(readMetrics({}, now).rejected).toBe(0)
  })

  it.each<[string, object]>([
    ['a negative count', histogram({ count: '-1' })],
    ['half a request', histogram({ count: 0.5 })],
    ['a huge count', histogram({ count: '99999999999' })],
    ['buckets that do not add up', histogram({ bucketCounts: ['1', '1', '1', '1'] })],
    ['too few buckets', histogram({ bucketCounts: ['10'] })],
    ['bounds that fall', histogram({ explicitBounds: [3, 2, 1] })],
    ['no time', histogram({ timeUnixNano: '0' })],
    ['a time in words', histogram({ timeUnixNano: 'noon' })],
    ['no temporality', histogram({}, served, 0)],
    ['a scale beyond all', exponential({ scale: 400 })],
    ['half a user', sum('fuseboard.units', { asDouble: 0.5 })],
    ['fewer than no users', sum('fuseboard.failing', { asInt: '-4' })],
  ])('with %s are rejected alone', (_, bad) => {
    const read = readMetrics(metricsOf('shop', bad, histogram()), now)
    expect(read.rejected).toBe(1)
    expect(read.reasons).toHaveLength(1)
    expect(arm(read)?.units).toBe(10)
  })

  it('without a service are rejected', () => {
    expect(readMetrics(metricsOf('', histogram()), now)).toMatchObject({ outcomes: [], rejected: 1 })
  })

  it('of more series than fit are rejected beyond, and counted', () => {
    const many = Array.from({ length: 6_000 }, (_, i) => histogram({}, { ...served, 'feature_flag.key': `f${i}` }))
    const read = readMetrics(metricsOf('shop', ...many), now)
    expect(read.outcomes).toHaveLength(5_000)
    expect(read.rejected).toBe(1_001)
  })
})

describe('traces', () => {
  it('count every span of a server once, for its system and for each variant it was served', () => {
    const read = traces(tracesOf('shop', span(), span(), span({ kind: 3 })))
    expect(whole(read)).toMatchObject({ units: 2, failing: 0, requests: true, latency: { [bucketOf(120)]: 2 } })
    expect(arm(read)).toMatchObject({ variant: 'on', units: 2, latency: { [bucketOf(120)]: 2 } })
  })

  it('fail by the status of the span or of the answer, in the slice of the user', () => {
    const user = attributes({ 'user.id': 'ann', ...served })
    const failed = [
      span({ status: { code: 2 }, attributes: user }),
      span({ attributes: attributes({ 'http.response.status_code': 502 }) }),
      span({ status: { code: 1 } }),
    ]
    const counts = arm(traces(tracesOf('shop', ...failed)))!
    expect(counts).toMatchObject({ units: 3, failing: 2 })
    expect(counts.slices?.[sliceOf('ann')]).toBe(1)
    expect(totalOf(Object.fromEntries(counts.slices!.entries()))).toBe(1)
  })

  it('take the flag from attributes of the span, or from an event of the older name', () => {
    const events = [{ name: 'feature_flag', attributes: attributes({ ...served, 'feature_flag.variant': 'on' }) }]
    expect(arm(traces(tracesOf('shop', span({ events }))))?.units).toBe(1)
    expect(arm(traces(tracesOf('shop', span({ events: [], attributes: attributes(served) }))))?.units).toBe(1)
    expect(arm(traces(tracesOf('shop', span({ events: [] }))))).toBeUndefined()
  })

  it('that end before they begin, or never, are rejected alone', () => {
    const bad = [span({ endTimeUnixNano: '0' }), span({ startTimeUnixNano: nano(now) })]
    expect(readTraces(tracesOf('shop', ...bad, span()), now)).toMatchObject({ rejected: 2 })
  })
})

describe('whatever comes in', () => {
  const sizes = { maxLength: 400 }
  const whole = encodeMetrics(metricsOf('shop', histogram(), exponential(), sum('fuseboard.units', { asInt: '3' })))
  const bytes = fc.oneof(
    fc.uint8Array(sizes),
    fc.nat(whole.length).map((length) => whole.slice(0, length)),
    fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, value]) => {
      const changed = whole.slice()
      changed[at] = value
      return changed
    }),
  )

  it('as bytes is a message or none, and is read without an exception', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const decoded = [decode(value, metricsRequest), decode(value, tracesRequest)] as (JsonObject | null)[]
        if (decoded[0]) expect(readMetrics(decoded[0], now).outcomes.length).toBeLessThanOrEqual(5_000)
        if (decoded[1]) expect(readTraces(decoded[1], now).outcomes.length).toBeLessThanOrEqual(5_000)
      }),
      { numRuns: 500 },
    )
  })

  it('as JSON of any shape is read, and never counts anything but whole numbers from zero', () => {
    const any = fc.jsonValue()
    const loose = fc.record(
      { name: fc.constantFrom('http.server.request.duration', 'fuseboard.units'), unit: any, histogram: any, sum: any },
      { requiredKeys: ['name'] },
    )
    const point = fc.dictionary(fc.constantFrom('count', 'bucketCounts', 'explicitBounds', 'asInt', 'attributes'), any)
    fc.assert(
      fc.property(any, loose, point, fc.constantFrom('__proto__', 'constructor', 'fix'), (value, metric, odd, name) => {
        const named = { ...served, 'feature_flag.key': name }
        const requests = [value, metricsOf('shop', metric, histogram(odd, named)), tracesOf('shop', value, span(odd))]
        for (const request of requests as JsonObject[]) {
          if (typeof request !== 'object' || request === null) continue
          for (const { outcomes } of [readMetrics(request, now), readTraces(request, now)]) {
            for (const { counts } of outcomes) {
              expect(Number.isInteger(counts.units) && counts.units >= 0 && counts.ageMs >= 0).toBe(true)
            }
          }
        }
      }),
    )
  })

  it('in protobuf never reaches beyond the message it stands in', () => {
    expect(decode(Uint8Array.of(0x0a, 0x05, 0x12), metricsRequest)).toBeNull()
    expect(decode(Uint8Array.of(0x0a, 0x02, 0x12, 0x7f, 0x00), metricsRequest)).toBeNull()
    expect(decode(Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), metricsRequest)).toBeNull()
    expect(decode(Uint8Array.of(0x0b), metricsRequest)).toBeNull()
    expect(decode(new Uint8Array(), metricsRequest)).toEqual({})
  })
})
