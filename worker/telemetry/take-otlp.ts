// POST /v1/metrics, POST /v1/traces   OTLP/HTTP 1.x, in JSON or protobuf. What can be repeated is answered 429 or 503, what
// cannot 400; a request of which single points or spans are wrong is taken, and its answer says how many were not.

import { isJsonObject, type JsonObject } from '../../domain/json.ts'
import {
  contentTypeOf,
  type Encoding,
  encodingOf,
  renderStatus,
  renderTaken,
  rpcCode,
  type Signal,
} from '../../protocol/otlp/answer.ts'
import { readMetrics } from '../../protocol/otlp/read-metrics.ts'
import { readTraces } from '../../protocol/otlp/read-traces.ts'
import { metricsRequest, tracesRequest } from '../../protocol/otlp/schema.ts'
import { decode } from '../../protocol/otlp/wire.ts'
import { refuse } from '../http/respond.ts'
import type { Isolate } from '../isolate.ts'
import type { KeepAlive } from '../snapshot/ladder.ts'
import { admitSender } from './admit-sender.ts'
import { readBytes } from './read-bytes.ts'
import { sortOutcomes } from './sort-outcomes.ts'

const signals = {
  metrics: { schema: metricsRequest, read: readMetrics },
  traces: { schema: tracesRequest, read: readTraces },
} as const

export async function takeOtlp(
  isolate: Isolate,
  request: Request,
  signal: Signal,
  keepAlive: KeepAlive,
): Promise<Response> {
  const encoding = encodingOf(request.headers.get('content-type'))
  const answer = answerIn(encoding ?? 'json')
  if (encoding === null) {
    return answer.refused(415, rpcCode.invalidArgument, 'content-type is application/json or application/x-protobuf')
  }
  const { deliveries } = isolate
  if (deliveries === undefined) return answer.refused(404, rpcCode.unavailable, 'this deployment has no telemetry')
  const { otlpBytes, otlpUnpackedBytes, retryAfterSeconds, systems } = deliveries.policy
  const bytes = await readBytes(request, otlpBytes, otlpUnpackedBytes)
  if (!bytes.ok) {
    if (bytes.error === 'broken') return answer.refused(400, rpcCode.invalidArgument, 'the body cannot be read')
    if (bytes.error === 'unknown-encoding') {
      return answer.refused(415, rpcCode.invalidArgument, 'content-encoding is gzip, or left out')
    }
    const most = `a body has at most ${otlpBytes} bytes, ${otlpUnpackedBytes} unpacked; export smaller batches`
    return answer.refused(413, rpcCode.invalidArgument, most)
  }
  const sender = await admitSender(isolate, request, keepAlive)
  if (sender === 'unauthorized') {
    return answer.refused(401, rpcCode.unauthenticated, 'send a telemetry or server key as Authorization: Bearer fb_…')
  }
  if (sender === 'unready') return answer.later(503, retryAfterSeconds, 'no snapshot can be read')
  if (sender.access === 'client') {
    return answer.refused(403, rpcCode.permissionDenied, 'a client key may send POST /v1/outcomes only')
  }

  const { schema, read } = signals[signal]
  const message = encoding === 'json' ? jsonOf(bytes.value) : (decode(bytes.value, schema) as JsonObject | null)
  if (message === null) return answer.refused(400, rpcCode.invalidArgument, `the body is no OTLP ${signal} request`)
  const { outcomes, rejected, reasons } = read(message, isolate.now())
  const { bySystem, unknown } = sortOutcomes(outcomes, sender.held.snapshot, 'server')
  if (bySystem.size > systems) {
    return answer.refused(400, rpcCode.invalidArgument, `at most ${systems} systems in one request`)
  }
  const delivered = await deliveries.deliver(await digestHex(bytes.value), bySystem)
  if (delivered.status === 'busy') return answer.later(429, delivered.retryAfterSeconds, 'too much at once')
  if (delivered.status === 'unreachable') {
    return answer.later(503, delivered.retryAfterSeconds, 'telemetry does not answer')
  }
  // Of flags that others keep nothing is wrong, so nothing is rejected: their requests count for the system.
  const unknownFlags = unknown > 0 ? [`${unknown} counts of flags or variants that are not in the document`] : []
  return answer.taken(signal, rejected, [...reasons, ...unknownFlags].join('; '))
}

const laterCode = { 429: rpcCode.resourceExhausted, 503: rpcCode.unavailable } as const

const answerIn = (encoding: Encoding) => {
  const headers = { 'content-type': contentTypeOf(encoding) }
  return {
    taken: (signal: Signal, rejected: number, message: string): Response =>
      refuse(renderTaken(encoding, signal, rejected, message), 200, headers),
    refused: (status: number, code: number, message: string): Response =>
      refuse(renderStatus(encoding, code, message), status, headers),
    later: (status: 429 | 503, seconds: number, why: string): Response =>
      refuse(renderStatus(encoding, laterCode[status], `${why}; send the same again in ${seconds} s`), status, {
        ...headers,
        'retry-after': String(seconds),
      }),
  }
}

function jsonOf(bytes: Uint8Array): JsonObject | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
    return isJsonObject(value) ? value : null
  } catch {
    return null
  }
}

/** Names a request by its bytes: the same again is the same batch. */
async function digestHex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
