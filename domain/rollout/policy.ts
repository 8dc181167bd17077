// What a rollout is judged by: its stages, how long each lasts at least, and what has to hold in it. A policy never changes
// once a rollout has started with it; an edited policy is another policy, and another rollout from its first stage.

import type { Criterion } from '../guard/criterion.ts'

export interface StagePolicy {
  readonly name: string
  /** Who is in: everybody of a segment, or a share of all users in percent. */
  readonly audience?: string
  readonly percent?: number
  /** It advances no sooner than after so much time in which every criterion passed. */
  readonly minDurationMinutes: number
  /** It goes back a stage after so much time in which nothing was proven. */
  readonly maxHoldMinutes: number
  readonly criteria: readonly Criterion[]
}

export interface Policy {
  readonly name: string
  /** Tolerated chance of reverting a healthy rollout. */
  readonly alpha: number
  /** Percent of all users who stay the control when the last stage has 100 %. */
  readonly holdbackPercent: number
  /** Each holds everybody of the one before. */
  readonly stages: readonly StagePolicy[]
}

/** Criteria of stages with a random share of the users: they have a control, so they are held against it. */
const comparedCriteria: readonly Criterion[] = [
  { id: 'failures', metric: 'failures', compare: 'baseline', tolerance: 0.1, proof: 'strict', minUnits: 100 },
  {
    id: 'latency-p95',
    metric: 'latency',
    compare: 'baseline',
    quantile: 0.95,
    tolerance: 0.1,
    proof: 'noHarm',
    minUnits: 0,
  },
  { id: 'conversion', metric: 'conversion', compare: 'baseline', tolerance: 0.1, proof: 'noHarm', minUnits: 0 },
]

/** An audience is no random share: only a limit can be held against it, and few people prove nothing. */
const audienceCriteria: readonly Criterion[] = [
  { id: 'failures', metric: 'failures', compare: 'limit', below: 0.05, proof: 'noHarm', minUnits: 5 },
]

const staged = (name: string, minutes: readonly [number, number, number, number, number], maxHold: number): Policy => {
  const [internal, canary, pilot, quarter, all] = minutes
  const stage = (stageName: string, percent: number, minDurationMinutes: number): StagePolicy => {
    return { name: stageName, percent, minDurationMinutes, maxHoldMinutes: maxHold, criteria: comparedCriteria }
  }
  return {
    name,
    alpha: 0.01,
    holdbackPercent: 5,
    stages: [
      {
        name: 'internal',
        audience: 'internal',
        minDurationMinutes: internal,
        maxHoldMinutes: 24 * 60,
        criteria: audienceCriteria,
      },
      stage('canary', 1, canary),
      stage('pilot', 5, pilot),
      stage('quarter', 25, quarter),
      stage('production', 100, all),
    ],
  }
}

/** internal → 1 % for 2 h → 5 % for 4 h → 25 % → 100 %. */
export const defaultPolicy: Policy = staged('default', [30, 120, 240, 240, 240], 12 * 60)

/** The same stages and criteria in less time. */
export const hotfixPolicy: Policy = staged('hotfix', [2, 5, 10, 10, 15], 4 * 60)

export const builtInPolicies: readonly Policy[] = [defaultPolicy, hotfixPolicy]

/** The share of users that a stage treats, 0 to 1; null for an audience. */
export function treatedShare({ stages, holdbackPercent }: Policy, stage: number): number | null {
  const { percent } = stages[stage]!
  return percent === undefined ? null : Math.min(percent, 100 - holdbackPercent) / 100
}
