// Waiting with an end, and without leftovers: a timer that nobody waits for any more would keep an object awake.

import { timedOut } from '../domain/bounded.ts'

export { timedOut }

/** Rejects when the signal says that nobody waits any more. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

export const realSleep: Sleep = (ms, signal) => scheduler.wait(ms, signal === undefined ? {} : { signal })

export async function bounded<T>(work: Promise<T>, ms: number, sleep: Sleep): Promise<T | typeof timedOut> {
  const over = new AbortController()
  const end = (): typeof timedOut => timedOut
  try {
    return await Promise.race([work, sleep(ms, over.signal).then(end, end)])
  } finally {
    over.abort()
  }
}
