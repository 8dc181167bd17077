/** Keeps a promise alive beyond the response, as `ExecutionContext.waitUntil` does. */
export type KeepAlive = (work: Promise<unknown>) => void
