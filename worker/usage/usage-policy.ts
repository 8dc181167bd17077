// Every bound of the evaluator's own counts, in one place.

export interface UsagePolicy {
  /** From one report of an isolate to its next, at least. */
  readonly intervalMs: number
  /** A report is put off by up to this much more, so that isolates do not report in step. */
  readonly spreadMs: number
  /** Before a telemetry object is given up until the next report. */
  readonly timeoutMs: number
  /** A batch that nobody acknowledges is repeated for this long: shorter than its id is remembered. */
  readonly repeatedMs: number
}

export const defaultUsagePolicy: UsagePolicy = {
  intervalMs: 10_000,
  spreadMs: 2_000,
  timeoutMs: 2_000,
  repeatedMs: 10 * 60_000,
}
