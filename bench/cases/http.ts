// OFREP over HTTP on bare workerd, next to a Hono worker that reads the same body and answers a constant of the same size,
// and next to flagd-core behind the same door.

import { mixedDocument, mixedKey, users } from '../documents.ts'
import { applyLoad, type LoadResult, postRequest } from '../http/load-client.ts'
import { type Server, serve } from '../http/workerd-server.ts'
import { bundleWorkers, type Workers } from '../http/workers.ts'
import { median } from '../measure.ts'
import { type Benchmark, type Goal, type Row, significant } from '../report.ts'

const bulkFlags = 100
const connections = 16
/** Short samples, many of them: what else runs on this machine then hits all subjects alike. */
const sampleMs = 500
const warmUpMs = 1_500
/** Subjects are measured forth and back this often. */
const rounds = 16

const single = `/ofrep/v1/evaluate/flags/${mixedKey(3)}`
const bulk = '/ofrep/v1/evaluate/flags'

interface Subject {
  readonly case: string
  readonly name: string
  readonly port: number
  readonly path: string
}

const ports = { bareSingle: 18_701, fuseboard: 18_702, bareBulk: 18_703, flagd: 18_704 }
const bare = 'bare Hono worker'
const subjects: readonly Subject[] = [
  { case: 'single', name: bare, port: ports.bareSingle, path: single },
  { case: 'single', name: 'Fuseboard', port: ports.fuseboard, path: single },
  { case: 'bulk of 100', name: bare, port: ports.bareBulk, path: bulk },
  { case: 'bulk of 100', name: 'Fuseboard', port: ports.fuseboard, path: bulk },
  { case: 'bulk of 100', name: 'flagd-core', port: ports.flagd, path: bulk },
]

type Samples = ReadonlyMap<Subject, LoadResult[]>

export const http: Benchmark = {
  name: 'http',
  title: `requests per second over ${connections} connections, workerd serve; client and server share the machine`,
  ratioMeaning: 'of the bare Hono worker of the same case; for latencies its time over ours',
  needsPeers: true,
  async run(progress) {
    const servers: Server[] = []
    progress('bundling')
    const workers = await bundleWorkers()
    try {
      await startServers(workers, servers)
      const samples: Samples = new Map(subjects.map((subject) => [subject, []]))
      for (const subject of subjects) await load(subject, warmUpMs)
      for (let round = 0; round < rounds; round++) {
        progress(`round ${round + 1} of ${rounds}`)
        for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
          samples.get(subject)!.push(await load(subject, sampleMs))
        }
      }
      return rowsOf(samples)
    } finally {
      for (const server of servers) await server.stop()
      workers.remove()
    }
  },
}

const bodies = users.map((context) => JSON.stringify({ context }))

async function load({ name, port, path }: Subject, durationMs: number): Promise<LoadResult> {
  const requests = bodies.map((body) => postRequest(path, body))
  const result = await applyLoad({ port, connections, durationMs, requests })
  if (result.failed > 0) throw new Error(`${name} answered ${result.failed} requests with another status than 200`)
  return result
}

async function startServers(workers: Workers, servers: Server[]): Promise<void> {
  const document = mixedDocument(bulkFlags)
  servers.push(await serve(await workers.evaluator(ports.fuseboard, document)))
  servers.push(await serve(workers.bare(ports.bareSingle, await answerOf(single))))
  servers.push(await serve(workers.bare(ports.bareBulk, await answerOf(bulk))))
  servers.push(await serve(workers.flagd(ports.flagd, document)))
}

/** What Fuseboard answers, for the bare worker to answer as much. */
async function answerOf(path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${ports.fuseboard}${path}`, { method: 'POST', body: bodies[0]! })
  if (response.status !== 200) throw new Error(`Fuseboard answered ${response.status} before the load`)
  return response.text()
}

const figures = [
  ['throughput', 'requestsPerSecond', 'req/s'],
  ['latency p50', 'p50Ms', 'ms'],
  ['latency p99', 'p99Ms', 'ms'],
] as const

function rowsOf(samples: Samples): Row[] {
  return ['single', 'bulk of 100'].flatMap((name) => {
    const compared = subjects.filter((subject) => subject.case === name)
    return figures.flatMap(([label, figure, unit]) => {
      const values = compared.map((subject) => median(samples.get(subject)!.map((sample) => sample[figure])))
      const base = values[compared.findIndex((subject) => subject.name === bare)]!
      return compared.map((subject, i): Row => {
        const value = values[i]!
        const ratio = unit === 'ms' ? base / value : value / base
        const goals = figure === 'requestsPerSecond' && subject.name === 'Fuseboard' ? goalsOf(name, value, values) : []
        return { case: `${name} ${label}`, subject: subject.name, value, unit, ratio, goals }
      })
    })
  })
}

/** The rates stand in the order of the subjects: bare, ours, and flagd-core where it is compared. */
function goalsOf(name: string, rate: number, [bareRate, , flagdRate]: readonly number[]): Goal[] {
  const wanted = name === 'single' ? 0.9 : 0.8
  const share = rate / bareRate!
  const goals = [{ wanted: `≥ ${wanted} of bare`, met: share >= wanted, found: significant(share) }]
  if (flagdRate !== undefined) {
    const times = rate / flagdRate
    goals.push({ wanted: '≥ 1.4× flagd-core', met: times >= 1.4, found: `${significant(times)}×` })
  }
  return goals
}
