// What time it is. A deployment has the platform's clock. A run on one machine may let time go faster, so that what takes
// hours can be watched in minutes: everything that counts time then counts this one.

import type { Env } from './env.ts'

export interface Clock {
  /** Unix milliseconds. */
  readonly now: () => number
  /** How many of the platform's milliseconds so many of this clock's take. */
  readonly realMs: (ms: number) => number
}

const platform: Clock = { now: () => Date.now(), realMs: (ms) => ms }

const form = /^(\d{13}):(\d{13}):(\d{1,4})$/

/**
 * `LOCAL_CLOCK`: "<since>:<was>:<rate>": at the Unix millisecond `since` it was `was`, and goes `rate` times as fast since then.
 * Heeded in a local run only.
 *
 * @example '1795277000000:1795273400000:60' // an hour behind, and there again after a minute
 */
export function clockOf({ LOCAL, LOCAL_CLOCK: text }: Pick<Env, 'LOCAL' | 'LOCAL_CLOCK'>): Clock {
  if (LOCAL !== 'on' || text === undefined || text === '') return platform
  const [, since, was, rateText] = form.exec(text) ?? []
  const rate = Number(rateText)
  if (rateText === undefined || rate < 1) {
    console.error(`LOCAL_CLOCK is ignored: found "${text}"; allowed: <since>:<was>:<rate>, see admin/clock.ts`)
    return platform
  }
  return {
    now: () => Math.floor(Number(was) + (Date.now() - Number(since)) * rate),
    realMs: (ms) => ms / rate,
  }
}
