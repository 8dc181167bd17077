// Every bound of a telemetry object.

export interface TelemetryPolicy {
  /** What was counted reaches the root after this long; where the root is away, it is tried again after as long. */
  readonly handOverEveryMs: number
  /** Before the root is given up until the next time. */
  readonly rootTimeoutMs: number
  /** A batch is recognised for this long. Evaluators repeat one for less. */
  readonly batchKeptMs: number
  /** Outcomes are kept for this long: a root that was away for less has missed nothing. */
  readonly outcomesKeptMs: number
  /** The newest rows of the log, whatever their age. */
  readonly logRows: number
  /** Variants and systems that are told apart within that time. What comes of others is counted as overflow. */
  readonly pairs: number
  /** Series of cumulative metrics whose last reading is known; of more, those not heard of the longest are forgotten. */
  readonly series: number
  /** What is taken in ten seconds; then senders wait for the next ten. */
  readonly batchesPerWindow: number
  readonly rowsPerWindow: number
}

export const windowMs = 10_000

export const telemetryPolicy: TelemetryPolicy = {
  handOverEveryMs: 10_000,
  rootTimeoutMs: 10_000,
  batchKeptMs: 15 * 60_000,
  outcomesKeptMs: 2 * 3_600_000,
  logRows: 200_000,
  pairs: 2_000,
  series: 10_000,
  batchesPerWindow: 10_000,
  rowsPerWindow: 20_000,
}
