// POST /v1/outcomes   The native beacon. Its content type is not looked at: `sendBeacon` sends text.

import type { Json } from '../../domain/json.ts'
import { type Problem, renderProblem } from '../../domain/problem.ts'
import { type ProblemDetails, type ProblemKind, problemContentType, problemType } from '../../protocol/admin-problem.ts'
import { maxOutcomeAgeMs, maxOutcomeBytes, parseOutcomes } from '../../protocol/outcomes.ts'
import { refuse } from '../http/respond.ts'
import type { Isolate } from '../isolate.ts'
import type { KeepAlive } from '../snapshot/ladder.ts'
import { admitSender } from './admit-sender.ts'
import { readBytes, type Unreadable } from './read-bytes.ts'
import { sortOutcomes } from './sort-outcomes.ts'

const beacon = '{"batch": "…", "system": "…", "outcomes": [{"flag": "…", "variant": "…", "units": 10, "failing": 1}]}'
const keyNeeded = 'send a telemetry, server or client key as Authorization: Bearer fb_…, X-API-Key: fb_… or ?key=fb_…'
const unreadable: Readonly<Record<Unreadable, readonly [ProblemKind, number, string]>> = {
  'too-large': ['too-large', 413, `a beacon has at most ${maxOutcomeBytes} bytes; send several`],
  'unknown-encoding': ['invalid-body', 415, 'content-encoding is gzip, or left out'],
  broken: ['invalid-body', 400, 'the body could not be read to its end, or is not gzip as it says'],
}

export async function takeBeacon(isolate: Isolate, request: Request, keepAlive: KeepAlive): Promise<Response> {
  const { deliveries } = isolate
  if (deliveries === undefined) return tell('not-available-here', 404, 'this deployment has no telemetry')
  const bytes = await readBytes(request, maxOutcomeBytes, maxOutcomeBytes)
  if (!bytes.ok) return tell(...unreadable[bytes.error])
  const sender = await admitSender(isolate, request, keepAlive)
  if (sender === 'unauthorized') return tell('unauthenticated', 401, keyNeeded, { 'www-authenticate': 'Bearer' })
  if (sender === 'unready') return later(503, deliveries.policy.retryAfterSeconds, 'no snapshot can be read')

  const parsed = parseOutcomes(jsonOf(bytes.value))
  if (!parsed.ok) return tell('invalid-body', 400, `this is no beacon; one is ${beacon}`, {}, parsed.error)
  const { batch, system, counts } = parsed.value
  const told = counts.map((each) => ({ system, counts: each }))
  const { bySystem, unknown } = sortOutcomes(told, sender.held.snapshot, sender.access)
  const { systems } = deliveries.policy
  if (bySystem.size > systems) return tell('invalid-body', 400, `outcomes of at most ${systems} systems in one beacon`)

  const delivered = await deliveries.deliver(batch, bySystem)
  if (delivered.status === 'busy') return later(429, delivered.retryAfterSeconds, 'more comes in than can be taken')
  if (delivered.status === 'unreachable') return later(503, delivered.retryAfterSeconds, 'telemetry does not answer')
  const listed = [...bySystem.values()].flat()
  const late = listed.filter(({ ageMs }) => ageMs > maxOutcomeAgeMs).length
  const { duplicate } = delivered
  return refuse(JSON.stringify({ taken: duplicate ? 0 : listed.length - late, duplicate, late, unknown }), 200)
}

/** Undefined, which no beacon is, for text that is no JSON. */
function jsonOf(bytes: Uint8Array): Json | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    return undefined
  }
}

const later = (status: 429 | 503, seconds: number, why: string): Response =>
  tell('unavailable', status, `${why}; send the same batch again in ${seconds} s`, { 'retry-after': String(seconds) })

function tell(
  kind: ProblemKind,
  status: number,
  detail: string,
  headers: Record<string, string> = {},
  problems: readonly Problem[] = [],
): Response {
  const errors = problems.map((each) => ({ pointer: each.path, detail: renderProblem(each) }))
  const details: ProblemDetails = {
    type: problemType(kind),
    title: kind.replaceAll('-', ' '),
    status,
    detail,
    ...(errors.length > 0 && { errors }),
  }
  return refuse(JSON.stringify(details), status, { 'content-type': problemContentType, ...headers })
}
