// A closed-loop load of our own: a fixed number of connections, each with one request under way, every latency taken.

import { connect, type Socket } from 'node:net'

export interface Load {
  readonly port: number
  readonly connections: number
  readonly durationMs: number
  /** Whole HTTP/1.1 requests, taken in turn. */
  readonly requests: readonly Buffer[]
}

export interface LoadResult {
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers other than 200. */
  readonly failed: number
}

export function postRequest(path: string, body: string): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

export async function applyLoad(load: Load): Promise<LoadResult> {
  const startedAt = performance.now()
  const latencies: number[] = []
  const tally = { next: 0, failed: 0 }
  const until = startedAt + load.durationMs
  await Promise.all(Array.from({ length: load.connections }, () => drive(load, until, latencies, tally)))
  const seconds = (performance.now() - startedAt) / 1000
  latencies.sort((a, b) => a - b)
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return { requestsPerSecond: latencies.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), failed: tally.failed }
}

function drive(load: Load, until: number, latencies: number[], tally: { next: number; failed: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(load.port, '127.0.0.1')
    socket.setNoDelay(true)
    let sentAt = 0
    let pending = Buffer.alloc(0)
    const send = (): void => {
      sentAt = performance.now()
      socket.write(load.requests[tally.next++ % load.requests.length]!)
    }
    socket.on('connect', send)
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.on('data', (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      const end = answerEnd(pending)
      if (end === null || pending.length < end) return
      const now = performance.now()
      latencies.push(now - sentAt)
      if (pending.toString('latin1', 9, 12) !== '200') tally.failed++
      pending = pending.subarray(end)
      if (now < until) send()
      else socket.destroy()
    })
  })
}

/** Where the answer at the start of the buffer ends; null until its head is complete. */
function answerEnd(buffer: Buffer): number | null {
  const headEnd = buffer.indexOf('\r\n\r\n')
  if (headEnd < 0) return null
  const length = /content-length: (\d+)/i.exec(buffer.toString('latin1', 0, headEnd))
  if (length === null) throw new Error('an answer without Content-Length')
  return headEnd + 4 + Number(length[1])
}
