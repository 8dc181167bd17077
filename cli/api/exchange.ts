// One request to an instance and its answer: time-outs, retries, and each way it can fail as a failure with a remedy.
// Only a request that may safely arrive twice is repeated. Redirects are never followed: a kill must not turn into a GET.

import { fail, ok, type Result } from '../../domain/result.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { parseProblem, problemFailure } from './problem.ts'
import { describeFetchError, isPassing, mayHaveArrived, unreachable } from './unreachable.ts'

export interface Server {
  /** Ends in a slash. */
  readonly base: URL
  /** Undefined asks without signing in. */
  readonly token: string | undefined
  /** Where the token was found, in words. */
  readonly tokenOrigin?: string
  /** Told before a request is repeated. */
  readonly onRetry: (reason: string) => void
  readonly wait: (delayMs: number) => Promise<void>
}

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Relative to the base; its parts are already encoded. */
  readonly path: string
  readonly body?: unknown
  /** The body, and the answer's, is Markdown rather than JSON. Problems are JSON all the same. */
  readonly markdown?: boolean
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** How often it may be sent in all. */
  readonly attempts: number
}

/** Status codes of something between here and the worker that could not pass the request on. */
const gatewayStatuses = [502, 503, 504]
const maxRetryAfterMs = 5_000

export const retryDelayMs = (attempt: number, retryAfter: string | null): number =>
  Math.max(
    200 * 3 ** (attempt - 1),
    Math.min(maxRetryAfterMs, /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) * 1000 : 0),
  )

/** An answer's JSON (null where it has none) or its Markdown, and its ETag without the quotes. */
export interface Exchanged {
  readonly status: number
  readonly body: unknown
  readonly etag: string | null
}

export async function exchange(server: Server, ask: Ask): Promise<Result<Exchanged, Failure>> {
  let arrived = false
  for (let attempt = 1; ; attempt++) {
    const answer = await send(server, ask)
    const isLast = attempt >= ask.attempts
    if (!answer.ok) {
      const { reason, passing } = answer.error
      arrived ||= answer.error.arrived
      if (isLast || !passing) return fail({ ...unreachable(server.base, reason), ...aboutArrival(ask, arrived) })
      server.onRetry(reason)
    } else {
      if (isLast || !gatewayStatuses.includes(answer.value.status)) return read(server, ask, answer.value)
      server.onRetry(`answered ${answer.value.status}`)
    }
    await server.wait(retryDelayMs(attempt, answer.ok ? answer.value.headers.get('retry-after') : null))
  }
}

/** A change whose answer is lost is neither done nor undone, as far as anybody here knows. */
const aboutArrival = ({ method }: Ask, arrived: boolean): Pick<Failure, 'details'> =>
  method !== 'GET' && arrived
    ? { details: ['it may have arrived all the same: fuseboard status shows what is in force'] }
    : {}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

interface NoAnswer {
  readonly reason: string
  readonly passing: boolean
  readonly arrived: boolean
}

async function send(server: Server, ask: Ask): Promise<Result<Answer, NoAnswer>> {
  const type = ask.markdown ? 'text/markdown' : 'application/json'
  const headers = new Headers({ accept: type, 'user-agent': 'fuseboard-cli', ...ask.headers })
  if (server.token !== undefined) headers.set('authorization', `Bearer ${server.token}`)
  if (ask.body !== undefined) headers.set('content-type', type)
  try {
    const response = await fetch(new URL(ask.path, server.base), {
      method: ask.method,
      headers,
      body: ask.body === undefined ? null : ask.markdown ? String(ask.body) : JSON.stringify(ask.body),
      redirect: 'manual',
      signal: AbortSignal.timeout(ask.timeoutMs),
    })
    return ok({ status: response.status, headers: response.headers, text: await response.text() })
  } catch (error) {
    return fail({
      reason: describeFetchError(error, ask.timeoutMs),
      passing: isPassing(error),
      arrived: mayHaveArrived(error),
    })
  }
}

function read(
  { base, tokenOrigin }: Server,
  { markdown }: Ask,
  { status, headers, text }: Answer,
): Result<Exchanged, Failure> {
  if (status >= 300 && status < 400) {
    const to = headers.get('location') ?? 'somewhere else'
    return fail(unreachable(base, `it redirects to ${to}, as a sign-in page in front of it would`))
  }
  const body = parseJson(text)
  if (status < 300) {
    if (body === undefined && status !== 204 && !markdown) return fail(notFuseboard(base, 'an answer that is no JSON'))
    const etag = /^(?:W\/)?"(.*)"$/.exec(headers.get('etag') ?? '')?.[1] ?? null
    return ok({ status, body: markdown ? text : (body ?? null), etag })
  }
  const problem = parseProblem(status, body)
  if (problem !== null) return fail(problemFailure(status, problem, headers.get('retry-after'), tokenOrigin))
  if (gatewayStatuses.includes(status)) return fail(unreachable(base, `something in front of it answers ${status}`))
  return fail(notFuseboard(base, `a bare ${status}`))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const notFuseboard = (base: URL, found: string): Failure => ({
  exitCode: exitCodes.failed,
  message: `${base.href} does not answer like a Fuseboard admin worker: found ${found}.`,
  remedy: 'Give the address of the admin worker (locally port 8788), not of the evaluator or of a page.',
})
