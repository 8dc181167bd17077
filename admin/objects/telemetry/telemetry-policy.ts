// Every bound of a telemetry object in time.

export interface TelemetryPolicy {
  /** What was counted reaches the root after this long; where the root is away, it is tried again after as long. */
  readonly handOverEveryMs: number
  /** Before the root is given up until the next time. */
  readonly rootTimeoutMs: number
  /** A batch is recognised for this long. Evaluators repeat one for less. */
  readonly batchKeptMs: number
}

export const telemetryPolicy: TelemetryPolicy = {
  handOverEveryMs: 10_000,
  rootTimeoutMs: 10_000,
  batchKeptMs: 15 * 60_000,
}
