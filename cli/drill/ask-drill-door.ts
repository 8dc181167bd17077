// The evaluator's drill door. An answer about the flag is told apart from trouble that every flag would have: that ends the
// whole run, since it would make every drill look failed.

import { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { DrillAnswer } from '../../protocol/drill.ts'
import { retryDelayMs } from '../api/exchange.ts'
import { describeFetchError, isPassing, unreachable } from '../api/unreachable.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'

export interface Evaluator {
  /** Ends in a slash. */
  readonly base: URL
  /** Undefined for evaluators that want none. */
  readonly key: string | undefined
  readonly wait: (delayMs: number) => Promise<void>
}

export type DrillRefusal =
  | { readonly kind: 'flag'; readonly error: string }
  | { readonly kind: 'run'; readonly failure: Failure }

const answerShape: z.ZodType<DrillAnswer> = z.looseObject({
  key: z.string(),
  revision: z.string(),
  tier: z.enum(['memory', 'feed', 'kv', 'fallback', 'off']),
  reason: z.enum(['STATIC', 'DEFAULT', 'TARGETING_MATCH', 'DISABLED', 'ERROR']),
  variant: z.string().exactOptional(),
  value: z.json().exactOptional(),
  off: z.enum(['value', 'none']),
  // It becomes a header.
  pass: z.string().regex(/^[\x21-\x7e]+$/),
})
const refusalShape = z.looseObject({ errorCode: z.string().exactOptional(), errorDetails: z.string() })

const timeoutMs = 5_000
const attempts = 3

/** Asking twice is asking once, so a lost answer is asked for again. */
export async function askDrillDoor(evaluator: Evaluator, flag: string): Promise<Result<DrillAnswer, DrillRefusal>> {
  const { base, key, wait } = evaluator
  const address = new URL(`v1/drill/${encodeURIComponent(flag)}`, base)
  const headers = {
    accept: 'application/json',
    'user-agent': 'fuseboard-cli',
    ...(key && { authorization: `Bearer ${key}` }),
  }
  for (let attempt = 1; ; attempt++) {
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      const response = await fetch(address, { method: 'POST', headers, redirect: 'manual', signal })
      return read(base, response.status, parseJson(await response.text()))
    } catch (error) {
      if (attempt >= attempts || !isPassing(error)) {
        const remedy = 'Give the address of an evaluator that answers: --evaluator URL.'
        return stop({ ...unreachable(base, describeFetchError(error, timeoutMs)), remedy })
      }
      await wait(retryDelayMs(attempt, null))
    }
  }
}

function read(base: URL, status: number, body: unknown): Result<DrillAnswer, DrillRefusal> {
  if (status === 200) {
    const parsed = answerShape.safeParse(body)
    return parsed.success ? ok(parsed.data) : stop(notAnEvaluator(base, 'another shape'))
  }
  const refusal = refusalShape.safeParse(body)
  if (!refusal.success) return stop(notAnEvaluator(base, `a bare ${status}`))
  const { errorCode, errorDetails } = refusal.data
  if (errorCode !== undefined)
    return fail({ kind: 'flag', error: `the evaluator answers ${errorCode}: ${errorDetails}` })
  if (status === 401 || status === 403) {
    return stop({
      exitCode: exitCodes.signedOut,
      message: `${base.origin} refuses to drill: ${errorDetails}.`,
      remedy: 'Give a server evaluation key: --key fb_…, or --key - to read it from stdin.',
    })
  }
  return stop({ exitCode: exitCodes.failed, message: `${base.origin} cannot drill: ${errorDetails}.` })
}

const stop = (failure: Failure): Result<never, DrillRefusal> => fail({ kind: 'run', failure })

const notAnEvaluator = (base: URL, found: string): Failure => ({
  exitCode: exitCodes.failed,
  message: `${base.href} does not answer like a Fuseboard evaluator: found ${found}.`,
  remedy: 'Give the address of the evaluator (locally port 8787), not of the admin worker: --evaluator URL.',
})

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
