// Every bound of the telemetry doors, in one place.

export interface TelemetryPolicy {
  /** OTLP as it arrives, and unpacked: a small body must not become a large one. */
  readonly otlpBytes: number
  readonly otlpUnpackedBytes: number
  /** Requests of one isolate that wait for telemetry objects at a time; further ones are put off. */
  readonly waitingRequests: number
  /** Systems that one request may tell of: each is a message of its own. */
  readonly systems: number
  /** Before a telemetry object is given up. The sender repeats. */
  readonly timeoutMs: number
  /** When to come again after an object was not reached. */
  readonly retryAfterSeconds: number
}

export const defaultTelemetryPolicy: TelemetryPolicy = {
  otlpBytes: 1024 * 1024,
  otlpUnpackedBytes: 4 * 1024 * 1024,
  waitingRequests: 200,
  systems: 48,
  timeoutMs: 5_000,
  retryAfterSeconds: 5,
}
