// How often, how long and how patiently something is sent again, by what it is for. Pure: chance is handed in.

/** What a notification is for. `test` shows that a channel works. */
export type Purpose = 'page' | 'update' | 'hook' | 'test'

export interface RetryLimits {
  /** Sendings and look-ups together. */
  readonly attempts: number
  /** Counted from when it could first be sent; what is not delivered by then is dead. */
  readonly ageMs: number
  readonly firstDelayMs: number
  readonly maxDelayMs: number
  /** A provider that asks for more is not believed. */
  readonly maxRetryAfterMs: number
}

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/**
 * A page that does not get through soon is worth more on the next channel. An update or a hook is still worth having hours
 * later, so a provider may be away for an hour and nothing is lost.
 */
export const retryLimits: Readonly<Record<Purpose, RetryLimits>> = {
  page: {
    attempts: 4,
    ageMs: minuteMs,
    firstDelayMs: secondMs,
    maxDelayMs: 8 * secondMs,
    // Beyond its age: who asks for that is given up at once.
    maxRetryAfterMs: 2 * minuteMs,
  },
  update: {
    attempts: 1_000,
    ageMs: 24 * hourMs,
    firstDelayMs: 2 * secondMs,
    maxDelayMs: 5 * minuteMs,
    maxRetryAfterMs: hourMs,
  },
  hook: {
    attempts: 1_000,
    ageMs: 6 * hourMs,
    firstDelayMs: 2 * secondMs,
    maxDelayMs: minuteMs,
    maxRetryAfterMs: hourMs,
  },
  test: {
    attempts: 3,
    ageMs: minuteMs,
    firstDelayMs: secondMs,
    maxDelayMs: 8 * secondMs,
    // Beyond its age: who asks for that is given up at once.
    maxRetryAfterMs: 2 * minuteMs,
  },
}

/**
 * How long to wait after this many attempts: doubling up to a bound, between half and all of it, so that what failed together
 * does not come again together. `chance` is in [0, 1).
 *
 * @example backoffMs('page', 1, 0) // 1000; 500 for a chance close to 1
 */
export function backoffMs(purpose: Purpose, attempts: number, chance: number): number {
  const { firstDelayMs, maxDelayMs } = retryLimits[purpose]
  // 2 ** 30 is far beyond every bound, and still a number.
  const whole = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(30, Math.max(0, attempts - 1)))
  return Math.round(whole * (1 - chance / 2))
}

/** What a provider asked for, within reason; the backoff where it asked for less, or for nothing. */
export function retryDelayMs(purpose: Purpose, attempts: number, chance: number, retryAfterMs = 0): number {
  const { maxRetryAfterMs } = retryLimits[purpose]
  const asked = Number.isFinite(retryAfterMs) ? Math.max(0, Math.min(maxRetryAfterMs, retryAfterMs)) : 0
  return Math.max(backoffMs(purpose, attempts, chance), asked)
}
