// Kill drills: the proof that a flag may be cut. Its killed state is evaluated by the real evaluator, and where the flag names
// an endpoint, that is called with the flag off.

export interface DrillRecord {
  readonly key: string
  readonly at: string
  readonly by: string
  readonly passed: boolean
  readonly evaluator: {
    readonly reason: string
    readonly variant?: string
    readonly value?: unknown
    /** Why it did not pass. */
    readonly error?: string
  }
  /** Absent where the flag names no endpoint. */
  readonly endpoint?: {
    readonly url: string
    readonly status?: number
    readonly tookMs?: number
    readonly error?: string
  }
}
