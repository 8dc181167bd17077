// How many outcomes one shard takes, through the evaluator's door until they are durable, on real workerd; and what it costs to
// read OTLP in protobuf, next to JSON.parse of the same data.

import { rmSync } from 'node:fs'
import { publishDocument } from '../../cli/local/publish-document.ts'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { metricsRequest } from '../../protocol/otlp/schema.ts'
import { decode } from '../../protocol/otlp/wire.ts'
import { attributes, encodeMetrics, metricsOf, nano } from '../../test/protocol/otlp/otlp-samples.ts'
import { startBoth, token } from '../control/both-workers.ts'
import { applyLoad, postRequest } from '../http/load-client.ts'
import { measure } from '../measure.ts'
import type { Benchmark, Row } from '../report.ts'

const ports = { evaluator: 18_791, admin: 18_792 }
const connections = 16
const durationMs = 4_000
const sizes = [1, 20, 100]
/** More beacons than can be sent in the time: each has an id of its own. */
const beacons = 20_000

const flagOf = (i: number): string => `flag-${i}`
const settings = {
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: 'off',
  fuseboard: { system: 'shop' },
} as const
const document: FlagDocument = {
  flags: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [flagOf(i), settings])),
}

export const ingest: Benchmark = {
  name: 'ingest',
  title: `outcomes of one system, ${connections} connections, real workerd on this machine; reading OTLP metrics`,
  ratioMeaning: 'for outcomes the rate over that of beacons with one; for reading the time of JSON.parse over the time',
  async run(progress) {
    const folders: string[] = []
    progress('bundling and starting both workers')
    const workers = await startBoth(ports, folders)
    try {
      const published = await publishDocument({ url: `http://127.0.0.1:${ports.admin}`, token }, document)
      if (!published.ok) throw new Error(published.error)
      return [...(await rates(progress)), ...(await readings(progress))]
    } finally {
      await workers.stop()
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function rates(progress: (text: string) => void): Promise<Row[]> {
  const rows: Row[] = []
  for (const size of sizes) {
    progress(`beacons of ${size}`)
    const outcomes = Array.from({ length: size }, (_, i) => ({
      flag: flagOf(i >> 1),
      variant: i % 2 === 0 ? 'on' : 'off',
      units: 40,
      failing: 1,
      latency: { 230: 20, 240: 20 },
    }))
    const requests = Array.from({ length: beacons }, (_, i) =>
      postRequest('/v1/outcomes', JSON.stringify({ batch: `${size}-${i}`, system: 'shop', outcomes })),
    )
    const { requestsPerSecond, failed, p99Ms } = await applyLoad({
      port: ports.evaluator,
      connections,
      durationMs,
      requests,
    })
    const taken = requestsPerSecond - failed / (durationMs / 1000)
    const name = `beacons of ${size}`
    const base = rows[0]?.value ?? taken * size
    rows.push({ case: name, subject: 'outcomes taken', value: taken * size, unit: '/s', ratio: (taken * size) / base })
    rows.push({ case: name, subject: 'beacons taken', value: taken, unit: '/s', ratio: 1 })
    rows.push({ case: name, subject: 'beacons put off', value: failed, unit: 'in all', ratio: 1 })
    rows.push({ case: name, subject: 'latency p99', value: p99Ms, unit: 'ms', ratio: 1 })
  }
  return rows
}

async function readings(progress: (text: string) => void): Promise<Row[]> {
  progress('reading OTLP')
  const request = metricsOf('shop', {
    name: 'http.server.request.duration',
    unit: 's',
    histogram: { aggregationTemporality: 1, dataPoints: Array.from({ length: 200 }, (_, i) => point(i)) },
  })
  const bytes = encodeMetrics(request)
  const json = new TextEncoder().encode(JSON.stringify(request))
  const decoder = new TextDecoder()
  const repeated = (work: () => unknown) => (iterations: number) => {
    let seen = 0
    for (let i = 0; i < iterations; i++) if (work() !== null) seen++
    return seen
  }
  const names = { json: `JSON.parse of ${json.length} bytes`, ours: `protobuf of ${bytes.length} bytes` }
  const timings = await measure([
    { name: names.json, run: repeated(() => JSON.parse(decoder.decode(json))) },
    { name: names.ours, run: repeated(() => decode(bytes, metricsRequest)) },
  ])
  return Object.values(names).map((name) => {
    const value = timings[name]! / 1000
    return { case: '200 histograms', subject: name, value, unit: 'µs', ratio: timings[names.json]! / timings[name]! }
  })
}

const point = (i: number) => ({
  startTimeUnixNano: nano(1_700_000_000_000),
  timeUnixNano: nano(1_700_000_010_000),
  attributes: attributes({
    'http.request.method': 'POST',
    'http.route': `/checkout/${i}`,
    'http.response.status_code': 200,
    'feature_flag.key': flagOf(i % 50),
    'feature_flag.result.variant': 'on',
  }),
  count: '60',
  bucketCounts: ['0', '10', '20', '20', '5', '3', '1', '1', '0', '0', '0', '0', '0', '0', '0'],
  explicitBounds: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
})
