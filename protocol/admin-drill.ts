// Kill drills: the proof that a flag may be cut. Its killed state is evaluated by the real evaluator, and where the flag names
// an endpoint, that is called with the flag off.

/** Drills kept of each flag, the newest. */
export const drillsKept = 50

/** Characters of a recorded value as JSON. A longer one is left out: the variant names it. */
export const maxDrillValueChars = 4_096

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

/** A drill as it is handed in: when, and by whom, the admin worker knows better. Not passed means that one of its parts has an error. */
export type DrillInput = Omit<DrillRecord, 'at' | 'by'>
