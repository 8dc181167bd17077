// Waiting with an end. A promise that belongs to another request can hang for ever when its owner has returned, and a
// store can hang for as long as it likes: nothing is awaited without a race. The clock is handed in.

export type Sleep = (ms: number) => Promise<void>

export const timedOut: unique symbol = Symbol('timed out')

export function bounded<T>(work: Promise<T>, ms: number, sleep: Sleep): Promise<T | typeof timedOut> {
  return Promise.race([work, sleep(ms).then((): typeof timedOut => timedOut)])
}
