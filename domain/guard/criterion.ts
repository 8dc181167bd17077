// What a stage is judged by. A criterion is declared with the rollout's policy and never changes after that; there is no
// member that waives one.

/**
 * `strict` has to be proven; `noHarm` passes when enough was seen, the estimate satisfies it, and nothing speaks against it.
 * Twenty employees prove nothing, and a conversion rate needs days: for those, noHarm.
 */
export type Proof = 'strict' | 'noHarm'

interface Declared {
  /** Unique in its policy; names the criterion in verdicts. */
  readonly id: string
  readonly proof: Proof
  /** Treated units that have to be seen before it can pass. */
  readonly minUnits: number
}

/** Failing units, against the concurrent control: at most `1 + tolerance` times as many. */
export interface FailuresRatio extends Declared {
  readonly metric: 'failures'
  readonly compare: 'baseline'
  readonly tolerance: number
}

/** The share of units that fail stays below a limit. */
export interface FailuresLimit extends Declared {
  readonly metric: 'failures'
  readonly compare: 'limit'
  /** 0.02 is 2 %. */
  readonly below: number
}

/** A quantile of the latency, against the concurrent control: at most `1 + tolerance` times as long. */
export interface LatencyRatio extends Declared {
  readonly metric: 'latency'
  readonly compare: 'baseline'
  /** 0.95 for the p95. */
  readonly quantile: number
  readonly tolerance: number
}

/** A quantile of the latency stays below a limit. */
export interface LatencyLimit extends Declared {
  readonly metric: 'latency'
  readonly compare: 'limit'
  readonly quantile: number
  readonly belowMs: number
}

/** Units that convert, against the concurrent control: at least `1 − tolerance` times as many. */
export interface ConversionRatio extends Declared {
  readonly metric: 'conversion'
  readonly compare: 'baseline'
  readonly tolerance: number
}

export type Criterion = FailuresRatio | FailuresLimit | LatencyRatio | LatencyLimit | ConversionRatio

export type Verdict = 'PASS' | 'FAIL' | 'HOLD'

/** One sentence for people. */
export function describeCriterion(criterion: Criterion): string {
  const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`
  switch (criterion.metric) {
    case 'failures':
      return criterion.compare === 'limit'
        ? `fewer than ${percent(criterion.below)} of the users fail`
        : `users fail at most ${percent(criterion.tolerance)} more often than in the control`
    case 'latency': {
      const name = `p${Math.round(criterion.quantile * 1000) / 10}`
      return criterion.compare === 'limit'
        ? `latency ${name} stays below ${criterion.belowMs} ms`
        : `latency ${name} is at most ${percent(criterion.tolerance)} above the control's`
    }
    case 'conversion':
      return `users convert at most ${percent(criterion.tolerance)} less often than in the control`
  }
}
