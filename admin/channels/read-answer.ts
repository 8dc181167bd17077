// How answers of providers are read where all of them mean the same: the status, when to come again, and what it says in
// words. What a success is, each kind of channel knows itself: a 200 alone is none.

import { isJsonObject, type Json, type JsonObject, ownProperty } from '../../domain/json.ts'
import type { ProviderAnswer, SendOutcome } from './channel.ts'
import { oneLine, truncate } from './plain-text.ts'

const maxDetailLength = 200
/** Whoever asks for longer is asked again then, and may say it again. */
const maxRetryAfterMs = 24 * 60 * 60_000

/** Too early, too many, too slow: none of them was taken. 420 is what some say for 429. */
const notTaken = [408, 420, 425, 429]

/** `Retry-After` in milliseconds: whole seconds, or a date. Undefined where there is none, or none that can be read. */
export function readRetryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get('retry-after')?.trim()
  if (text === undefined || text === '') return undefined
  const ms = /^\d{1,12}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs
  return Number.isNaN(ms) ? undefined : Math.min(maxRetryAfterMs, Math.max(0, ms))
}

export function retry(detail: string, headers: Headers, nowMs: number): SendOutcome {
  const retryAfterMs = readRetryAfterMs(headers, nowMs)
  return { kind: 'retry', detail, ...(retryAfterMs !== undefined && { retryAfterMs }) }
}

/**
 * What a status other than 2xx comes to; undefined for 2xx.
 *
 * @param hasKey where the provider takes none, a gateway that gave up waiting leaves open whether it was taken
 */
export function readFailure(answer: ProviderAnswer, nowMs: number, hasKey: boolean): SendOutcome | undefined {
  const { status, headers } = answer
  if (status >= 200 && status < 300) return undefined
  const detail = describeAnswer(answer)
  if (status === 504 && !hasKey) return { kind: 'unknown', detail }
  if (status >= 500 || notTaken.includes(status)) return retry(detail, headers, nowMs)
  return { kind: 'refused', detail }
}

/** "status 500: what it said", on one line. */
export function describeAnswer({ status, text }: Pick<ProviderAnswer, 'status' | 'text'>): string {
  const said = truncate(oneLine(text), maxDetailLength)
  return said === '' ? `status ${status}` : `status ${status}: ${said}`
}

/** The object that an answer is; null where it is none. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as Json
    return isJsonObject(value) ? value : null
  } catch {
    return null
  }
}

/** An own member that is text. */
export function textIn(object: JsonObject | null | undefined, name: string): string | undefined {
  const value = object ? ownProperty(object, name) : undefined
  return typeof value === 'string' ? value : undefined
}

/** A success whose answer cannot be read: taken, perhaps. */
export const unreadable = (answer: ProviderAnswer): SendOutcome => ({
  kind: 'unknown',
  detail: `an answer that is none: ${describeAnswer(answer)}`,
})
