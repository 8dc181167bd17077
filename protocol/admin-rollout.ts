// Guarded rollouts as the admin API tells them: where one stands, what it is judged by, and what happened to it.

import type { Verdict } from '../domain/guard/criterion.ts'
import type { Policy } from '../domain/rollout/policy.ts'
import type { Probe } from '../domain/rollout/probe.ts'
import type { RolloutStatus } from '../domain/rollout/rollout.ts'

export interface PolicyRecord {
  /** SHA-256 of its canonical JSON: another content is another policy. */
  readonly hash: string
  readonly name: string
  /** Comes with every deployment. */
  readonly builtIn: boolean
  readonly policy: Policy
  readonly at?: string
  readonly by?: string
}

/** Cumulative, in what the criterion counts as bad; for conversion, as good. */
export interface CriterionCounts {
  readonly treated: number
  readonly treatedBad: number
  readonly control: number
  readonly controlBad: number
}

export interface CriterionRecord {
  readonly id: string
  /** One sentence for people. */
  readonly describes: string
  readonly verdict: Verdict
  /** Evidence of harm; it fails when this reaches `failAt`. */
  readonly failure: number
  readonly failAt: number
  /** Evidence of health; a strict criterion is proven at `provenAt`. */
  readonly pass: number
  readonly provenAt: number
  readonly counts: CriterionCounts
  /** A ratio to the control or a rate; null while it cannot be said. */
  readonly estimate: number | null
  readonly why: string
}

export interface RolloutStage {
  readonly name: string
  /** The share of all users, or the segment that is in. */
  readonly percent?: number
  readonly audience?: string
  readonly minDurationMs: number
  readonly maxHoldMs: number
  /** Failures over all its attempts; a second one ends the rollout. */
  readonly failures: number
}

/** All clocks of the running stage, in milliseconds. */
export interface RolloutClocks {
  /** Time in which every criterion passed, to be compared with minDurationMs. */
  readonly passedMs: number
  readonly minDurationMs: number
  /** Time in which nothing was proven; beyond maxHoldMs the rollout goes back a stage. */
  readonly heldMs: number
  readonly maxHoldMs: number
  /** Since telemetry was last seen. */
  readonly silentMs: number
}

export interface RolloutSummary {
  readonly id: string
  readonly flag: string
  readonly variant: string
  readonly policy: { readonly name: string; readonly hash: string }
  /** `draft`: waits for a second person. */
  readonly status: RolloutStatus
  readonly paused: boolean
  /** Index into `stages`. */
  readonly stage: number
  /** Counts entries into any stage. */
  readonly attempt: number
  readonly stages: readonly RolloutStage[]
  readonly verdict: Verdict
  readonly by: string
  readonly reason: string
  readonly startedAt: string
  readonly endedAt?: string
}

export interface RolloutRecord extends RolloutSummary {
  readonly criteria: readonly CriterionRecord[]
  /** Whether the arms are not as large as configured: then nothing can be compared. */
  readonly mismatched: boolean
  readonly clocks: RolloutClocks
  /** The earliest moment of the next step up; null where none can come. */
  readonly nextStepAt: string | null
  /** Seconds until a verdict, if things go on as they did; null where that cannot be said. */
  readonly expectedVerdictSeconds: number | null
  /** Why the next stage cannot begin although every criterion passed. */
  readonly obstacle?: string
  /** What is asked every half minute: three failures in a row fail the stage. */
  readonly probes: readonly ProbeRecord[]
  /** Newest first; the last hundred. */
  readonly events: readonly RolloutEventRecord[]
}

export interface ProbeRecord extends Probe {
  readonly failuresInARow: number
}

export interface RolloutEventRecord {
  readonly at: string
  readonly kind: string
  readonly from?: number
  readonly to?: number
  readonly by: string
  readonly why: string
  /** What was known at that moment: verdict, counts, E values, policy hash. */
  readonly evidence?: unknown
}

/** What each stage will be able to see, said before it starts. */
export interface RolloutForecast {
  /** Units of this flag a second, of all users, over the last ten minutes; null where none were seen. */
  readonly unitsPerSecond: number | null
  /** Share of them that failed. */
  readonly baselineRate: number | null
  readonly stages: readonly {
    readonly name: string
    /** Seconds until a doubling of the failures is proven; null where that cannot be within the stage. */
    readonly doublingSeconds: number | null
    readonly statement: string
  }[]
}

export interface RolloutStarted extends RolloutRecord {
  readonly forecast: RolloutForecast
}

/** Of the rollout that runs, in a flag's own record. */
export interface FlagRollout {
  readonly id: string
  readonly stage: string
  /** Absent for an audience. */
  readonly percent?: number
  readonly verdict: Verdict
}
