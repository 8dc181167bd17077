// OFREP over HTTP on bare workerd, next to a Hono worker that reads the same body and answers a constant of the same size,
// and next to flagd-core behind the same door.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { bundle } from '../../cli/local/bundle.ts'
import { sha256Hex } from '../../protocol/checksum.ts'
import type { Feed } from '../../protocol/feed.ts'
import { renderSnapshot } from '../../protocol/published-snapshot.ts'
import { mixedDocument, mixedKey, users } from '../documents.ts'
import { applyLoad, type LoadResult, postRequest } from '../http/load-client.ts'
import { serve } from '../http/workerd-server.ts'
import { median } from '../measure.ts'
import { type Benchmark, type Goal, type Row, significant } from '../report.ts'

const root = resolve(import.meta.dirname, '../..')
const bulkFlags = 100
const connections = 16
const sampleMs = 1_500
const warmUpMs = 1_000
/** Subjects are measured forth and back this often. */
const rounds = 4

const single = `/ofrep/v1/evaluate/flags/${mixedKey(3)}`
const bulk = '/ofrep/v1/evaluate/flags'

interface Subject {
  readonly case: string
  readonly name: string
  readonly port: number
  readonly path: string
}

const subjects: readonly Subject[] = [
  { case: 'single', name: 'bare Hono worker', port: 18_701, path: single },
  { case: 'single', name: 'Fuseboard', port: 18_702, path: single },
  { case: 'bulk of 100', name: 'bare Hono worker', port: 18_703, path: bulk },
  { case: 'bulk of 100', name: 'Fuseboard', port: 18_702, path: bulk },
  { case: 'bulk of 100', name: 'flagd-core', port: 18_704, path: bulk },
]

export const http: Benchmark = {
  name: 'http',
  title: `requests per second over ${connections} connections, workerd serve; client and server share the machine`,
  ratioMeaning: 'of the bare Hono worker of the same case; for latencies its time over ours',
  async run(progress) {
    const folder = mkdtempSync(join(tmpdir(), 'fuseboard-bench-'))
    progress('bundling')
    const stop = await startServers(folder)
    try {
      const samples = new Map<Subject, LoadResult[]>(subjects.map((subject) => [subject, []]))
      for (const subject of subjects) await load(subject, warmUpMs)
      for (let round = 0; round < rounds; round++) {
        progress(`round ${round + 1} of ${rounds}`)
        for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
          samples.get(subject)!.push(await load(subject, sampleMs))
        }
      }
      return rowsOf(samples)
    } finally {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

const bodies = users.map((context) => JSON.stringify({ context }))

async function load({ name, port, path }: Subject, durationMs: number): Promise<LoadResult> {
  const result = await applyLoad({
    port,
    connections,
    durationMs,
    requests: bodies.map((body) => postRequest(path, body)),
  })
  if (result.failed > 0) throw new Error(`${name} answered ${result.failed} requests with another status than 200`)
  return result
}

async function startServers(folder: string): Promise<() => Promise<void>> {
  const [evaluator, bare, flagd] = await Promise.all(
    ['wrangler.toml', 'bench/http/bare.wrangler.toml', 'bench/http/flagd.wrangler.toml'].map(async (config) => {
      const bundled = await bundle(root, join(root, config))
      if (!bundled.ok) throw new Error(bundled.error)
      return bundled.value
    }),
  )
  const document = mixedDocument(bulkFlags)
  const text = renderSnapshot(document, [])
  const revision = await sha256Hex(text)
  const head: Feed = { format: 1, epoch: 1, seq: 1, revision, kills: [], lowered: {} }
  const kv = { head: JSON.stringify(head), [`snapshot/${revision}`]: text }
  const fuseboard = { name: 'fuseboard', port: 18_702, dir: evaluator!, texts: { AUTH: 'off' }, kv }

  const stopProbe = await serve(folder, [fuseboard])
  const [singleAnswer, bulkAnswer] = await Promise.all([single, bulk].map((path) => answerOf(path)))
  await stopProbe()
  return serve(folder, [
    fuseboard,
    { name: 'bare-single', port: 18_701, dir: bare!, texts: { ANSWER: singleAnswer! } },
    { name: 'bare-bulk', port: 18_703, dir: bare!, texts: { ANSWER: bulkAnswer! } },
    { name: 'flagd', port: 18_704, dir: flagd!, texts: { DOCUMENT: JSON.stringify(document) } },
  ])
}

/** What Fuseboard answers, for the bare worker to answer as much. */
async function answerOf(path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:18702${path}`, { method: 'POST', body: bodies[0]! })
  if (response.status !== 200) throw new Error(`Fuseboard answered ${response.status} before the load`)
  return response.text()
}

function rowsOf(samples: ReadonlyMap<Subject, readonly LoadResult[]>): Row[] {
  const of = (subject: Subject, figure: keyof LoadResult): number =>
    median(samples.get(subject)!.map((sample) => sample[figure]))
  const find = (name: string, like: Subject): Subject => subjects.find((s) => s.case === like.case && s.name === name)!
  return subjects
    .flatMap((subject) => {
      const bare = find('bare Hono worker', subject)
      const rate = of(subject, 'requestsPerSecond')
      const ratio = rate / of(bare, 'requestsPerSecond')
      const latency = (figure: 'p50Ms' | 'p99Ms'): Row => {
        const value = of(subject, figure)
        return {
          case: `${subject.case} latency ${figure.slice(0, 3)}`,
          subject: subject.name,
          value,
          unit: 'ms',
          ratio: of(bare, figure) / value,
        }
      }
      const goals: Goal[] = []
      if (subject.name === 'Fuseboard') {
        const wanted = subject.case === 'single' ? 0.9 : 0.8
        goals.push({ wanted: `≥ ${wanted} of bare`, met: ratio >= wanted, found: significant(ratio) })
      }
      if (subject.name === 'Fuseboard' && subject.path === bulk) {
        const times = rate / of(find('flagd-core', subject), 'requestsPerSecond')
        goals.push({ wanted: '≥ 1.4× flagd-core', met: times >= 1.4, found: `${significant(times)}×` })
      }
      return [
        { case: `${subject.case} throughput`, subject: subject.name, value: rate, unit: 'req/s', ratio, goals },
        latency('p50Ms'),
        latency('p99Ms'),
      ]
    })
    .toSorted((a, b) => order(a) - order(b))
}

const cases = [
  'single throughput',
  'single latency p50',
  'single latency p99',
  'bulk of 100 throughput',
  'bulk of 100 latency p50',
  'bulk of 100 latency p99',
]
const order = (row: Row): number => cases.indexOf(row.case)
