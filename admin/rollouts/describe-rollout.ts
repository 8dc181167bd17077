// A rollout as it is told: where it stands, by what it is judged, and when its next step can come. Pure: the time is handed in.

import { describeCriterion } from '../../domain/guard/criterion.ts'
import { provenAt } from '../../domain/guard/judge-criterion.ts'
import { judge, type StageVerdict } from '../../domain/guard/stage-guard.ts'
import type { Policy, StagePolicy } from '../../domain/rollout/policy.ts'
import type { Probe } from '../../domain/rollout/probe.ts'
import { guardRules, type RolloutState } from '../../domain/rollout/rollout.ts'
import type { FlagRollout, RolloutRecord, RolloutSummary } from '../../protocol/admin-rollout.ts'
import { expectedVerdictSeconds } from './expected-verdict.ts'

/** What stands in a rollout's row. Times are Unix milliseconds. */
export interface RolloutFacts {
  readonly id: string
  readonly key: string
  readonly variant: string
  readonly policyHash: string
  readonly policy: Policy
  readonly state: RolloutState
  readonly obstacle: string | null
  readonly startedAt: number
  readonly endedAt: number | null
  readonly by: string
  readonly reason: string
  readonly probes: readonly Probe[]
  readonly probeStreaks: { readonly attempt: number; readonly failures: Readonly<Record<string, number>> } | null
}

const minuteMs = 60_000
const iso = (ms: number): string => new Date(ms).toISOString()

export const verdictOf = ({ policy, state }: Pick<RolloutFacts, 'policy' | 'state'>): StageVerdict =>
  judge(guardRules(policy, state.stage), state.guard)

export function summarizeRollout(facts: RolloutFacts): RolloutSummary {
  const { policy, state } = facts
  return {
    id: facts.id,
    flag: facts.key,
    variant: facts.variant,
    policy: { name: policy.name, hash: facts.policyHash },
    status: state.status,
    paused: state.paused,
    stage: state.stage,
    attempt: state.attempt,
    stages: policy.stages.map((stage, i) => ({ ...placeOf(stage), ...limitsOf(stage), failures: state.failures[i]! })),
    verdict: verdictOf(facts).verdict,
    by: facts.by,
    reason: facts.reason,
    startedAt: iso(facts.startedAt),
    ...(facts.endedAt !== null && { endedAt: iso(facts.endedAt) }),
  }
}

export function describeRollout(facts: RolloutFacts): Omit<RolloutRecord, 'events'> {
  const { policy, state, obstacle } = facts
  const { judgements, mismatched } = verdictOf(facts)
  const stage = policy.stages[state.stage]!
  const { passedMs, heldMs, silentMs, observedMs } = state
  const limits = limitsOf(stage)
  const isMoving = state.status === 'running' && !state.paused
  return {
    ...summarizeRollout(facts),
    criteria: judgements.map((judgement, i) => {
      return { ...judgement, describes: describeCriterion(stage.criteria[i]!), provenAt }
    }),
    mismatched,
    clocks: { passedMs, heldMs, silentMs, ...limits },
    nextStepAt: isMoving ? iso(state.asOfMs + Math.max(0, limits.minDurationMs - passedMs)) : null,
    expectedVerdictSeconds: isMoving ? expectedVerdictSeconds(stage.criteria, judgements, observedMs) : null,
    ...(obstacle !== null && { obstacle }),
    probes: facts.probes.map((probe) => ({ ...probe, failuresInARow: failuresOf(facts, probe.name) })),
  }
}

function failuresOf({ state, probeStreaks }: RolloutFacts, name: string): number {
  if (probeStreaks === null || probeStreaks.attempt !== state.attempt) return 0
  return Object.hasOwn(probeStreaks.failures, name) ? probeStreaks.failures[name]! : 0
}

/** As a flag's own record tells of the rollout that runs. */
export function flagRollout(facts: Pick<RolloutFacts, 'id' | 'policy' | 'state'>): FlagRollout {
  const { name, percent } = facts.policy.stages[facts.state.stage]!
  return { id: facts.id, stage: name, ...(percent !== undefined && { percent }), verdict: verdictOf(facts).verdict }
}

const placeOf = ({ name, percent, audience }: StagePolicy) => ({
  name,
  ...(percent !== undefined && { percent }),
  ...(audience !== undefined && { audience }),
})

const limitsOf = ({ minDurationMinutes, maxHoldMinutes }: StagePolicy) => ({
  minDurationMs: minDurationMinutes * minuteMs,
  maxHoldMs: maxHoldMinutes * minuteMs,
})
