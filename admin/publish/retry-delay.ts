// How long to wait before trying again. Pure.

/** 0.25, 0.5, 1, 2, … 30 s, for ever: what was committed is published, however long KV is away. */
export const publishRetryDelayMs = (attempts: number): number =>
  Math.min(30_000, 250 * 2 ** (Math.max(1, attempts) - 1))

/** A push is an acceleration: after these it is left to the relay's next pull. */
export const pushRetryDelaysMs: readonly number[] = [250, 500, 1_000]
