// The state machine of a rollout. Only its own criteria ever raise exposure, one stage at a time: there is no event that
// advances it, and no member that waives a criterion. People may pause, revert and kill.
//
//   Draft → Running(i) → Completed | Killed | Superseded
//
//   every criterion passes, and has for minDuration   → Running(i+1), or Completed
//   failure, cascade, probe, held longer than maxHold → Running(i−1), with a new clock and new evidence
//   a second failure in a stage, or one in the first  → Killed
//   telemetry silent for more than 2 min              → HOLD, the clock stops; for more than 10 min → previous stage

import { restartEveryMs } from '../guard/evidence.ts'
import { type GuardRules, type GuardState, judge, newGuard, type StageVerdict, watch } from '../guard/stage-guard.ts'
import type { Tick } from '../guard/tick.ts'
import { type Policy, treatedShare } from './policy.ts'

export type RolloutStatus = 'draft' | 'running' | 'completed' | 'killed' | 'superseded'

export interface RolloutState {
  readonly status: RolloutStatus
  /** Index into the policy's stages. */
  readonly stage: number
  /** Counts entries into any stage: evidence belongs to one of them. */
  readonly attempt: number
  readonly paused: boolean
  /** Failures of each stage, over all its attempts. */
  readonly failures: readonly number[]
  /** Unix milliseconds up to which everything is accounted for. */
  readonly asOfMs: number
  /** Time in this stage, without pauses and silence. */
  readonly observedMs: number
  /** Of that, with every criterion passing. This is what minDuration is compared with. */
  readonly passedMs: number
  /** Time in this stage in which nothing was proven, silence included, pauses not. */
  readonly heldMs: number
  /** Since telemetry of either arm was last seen. */
  readonly silentMs: number
  readonly guard: GuardState
}

export interface TickEvent {
  readonly kind: 'tick'
  /** Null: no telemetry arrived. */
  readonly tick: Tick | null
  readonly nowMs: number
  /** A probe failed the last time, or was not asked yet: nothing advances. */
  readonly probesFail?: boolean
}

export type RolloutEvent =
  | TickEvent
  | {
      readonly kind: 'start' | 'pause' | 'resume' | 'revert' | 'kill' | 'supersede' | 'cascade'
      readonly nowMs: number
    }
  /** The rule for probes says why. */
  | { readonly kind: 'probe-failed'; readonly why: string; readonly nowMs: number }

/** What happened, for the record and for whoever watches. */
export interface RolloutStep {
  readonly state: RolloutState
  /** The verdict of a tick; absent for other events. */
  readonly verdict?: StageVerdict
  readonly moves: readonly RolloutMove[]
}

export type RolloutMove =
  | {
      readonly kind: 'started' | 'advanced' | 'reverted'
      readonly from: number
      readonly to: number
      readonly why: string
    }
  | { readonly kind: 'completed' | 'killed' | 'superseded' | 'paused' | 'resumed'; readonly why: string }
  | { readonly kind: 'silent' | 'mismatched'; readonly why: string }

const holdAfterSilentMs = 120_000
const revertAfterSilentMs = 600_000
/** A clock that jumps, or an alarm that comes an hour late, counts as no more than this: time nobody watched is no time. */
const maxTickMs = 60_000
const minuteMs = 60_000

export const newRollout = (policy: Policy, nowMs: number): RolloutState => ({
  status: 'draft',
  stage: 0,
  attempt: 0,
  paused: false,
  failures: policy.stages.map(() => 0),
  ...freshStage(policy, 0, nowMs),
})

function freshStage({ stages }: Policy, stage: number, nowMs: number) {
  const guard = newGuard(stages[stage]!.criteria)
  return { asOfMs: nowMs, observedMs: 0, passedMs: 0, heldMs: 0, silentMs: 0, guard }
}

/** Total and repeatable: an event that means nothing in a state leaves it as it is. */
export function step(policy: Policy, state: RolloutState, event: RolloutEvent): RolloutStep {
  const { kind, nowMs } = event
  if (state.status === 'draft') {
    if (kind === 'start') return moveTo(policy, { ...state, status: 'running' }, 0, nowMs, 'started', 'started')
    return kind === 'kill' || kind === 'supersede' ? ended(state, kind, nowMs) : { state, moves: [] }
  }
  if (state.status !== 'running') return { state, moves: [] }
  switch (event.kind) {
    case 'tick':
      return tickOf(policy, state, event)
    case 'pause':
      if (state.paused) return { state, moves: [] }
      return {
        state: { ...state, paused: true, asOfMs: nowMs },
        moves: [{ kind: 'paused', why: 'paused by a person' }],
      }
    case 'resume':
      if (!state.paused) return { state, moves: [] }
      return {
        state: { ...state, paused: false, asOfMs: nowMs },
        moves: [{ kind: 'resumed', why: 'resumed by a person' }],
      }
    case 'revert':
      return back(policy, state, nowMs, 'reverted by a person')
    case 'cascade':
      return failed(policy, state, nowMs, 'a cascade was detected')
    case 'probe-failed':
      return failed(policy, state, nowMs, event.why)
    case 'kill':
    case 'supersede':
      return ended(state, event.kind, nowMs)
    default:
      return { state, moves: [] }
  }
}

function ended(state: RolloutState, kind: 'kill' | 'supersede', nowMs: number): RolloutStep {
  const status = kind === 'kill' ? 'killed' : 'superseded'
  const why = kind === 'kill' ? 'killed by a person' : 'another rollout of the flag took its place'
  return { state: { ...state, status, paused: false, asOfMs: nowMs }, moves: [{ kind: status, why }] }
}

/** A pause stops everything but the proof of harm: who is in is still in. */
function tickOf(policy: Policy, before: RolloutState, { tick, nowMs, probesFail = false }: TickEvent): RolloutStep {
  const passedMs = Math.min(maxTickMs, Math.max(0, nowMs - before.asOfMs))
  const seen = tick !== null && tick.treated.units + tick.control.units > 0
  const rules = guardRules(policy, before.stage)
  const observedMs = before.observedMs + (seen ? passedMs : 0)
  const guard = seen ? watch(rules, before.guard, tick, observedMs) : before.guard
  const verdict = judge(rules, guard)
  const silentMs = seen ? 0 : before.silentMs + passedMs
  const state: RolloutState = { ...before, asOfMs: Math.max(nowMs, before.asOfMs), observedMs, silentMs, guard }
  if (verdict.verdict === 'FAIL') return { ...failed(policy, state, nowMs, whyFailed(verdict)), verdict }
  if (state.paused) return { state, verdict, moves: [] }
  const held = verdict.verdict === 'HOLD' || probesFail || silentMs > holdAfterSilentMs
  const clocked: RolloutState = held
    ? { ...state, heldMs: state.heldMs + passedMs }
    : { ...state, passedMs: state.passedMs + (seen ? passedMs : 0) }
  return { ...onward(policy, clocked, held, nowMs, verdict, before), verdict }
}

function onward(
  policy: Policy,
  state: RolloutState,
  held: boolean,
  nowMs: number,
  verdict: StageVerdict,
  before: RolloutState,
): RolloutStep {
  const { minDurationMinutes, maxHoldMinutes } = policy.stages[state.stage]!
  if (state.silentMs > revertAfterSilentMs) return back(policy, state, nowMs, 'telemetry was silent for ten minutes')
  if (held && state.heldMs > maxHoldMinutes * minuteMs) {
    return back(policy, state, nowMs, `nothing was proven within ${maxHoldMinutes} min`)
  }
  // Never on silence, however short: what is proven was proven by what was seen.
  const seen = state.silentMs === 0
  if (!held && seen && state.passedMs >= minDurationMinutes * minuteMs) return forward(policy, state, nowMs)
  const moves: RolloutMove[] = []
  if (state.silentMs > holdAfterSilentMs && before.silentMs <= holdAfterSilentMs) {
    moves.push({ kind: 'silent', why: 'no telemetry for two minutes: the clock stands still' })
  }
  if (verdict.mismatched && !judge(guardRules(policy, before.stage), before.guard).mismatched) {
    moves.push({ kind: 'mismatched', why: 'the arms are not as large as configured: nothing can be compared' })
  }
  return { state, moves }
}

function forward(policy: Policy, state: RolloutState, nowMs: number): RolloutStep {
  const next = state.stage + 1
  if (next < policy.stages.length) return moveTo(policy, state, next, nowMs, 'advanced', 'every criterion passed')
  const moves: RolloutMove[] = [{ kind: 'completed', why: 'every criterion passed in the last stage' }]
  return { state: { ...state, status: 'completed' }, moves }
}

/** A failure counts against the stage; a second one, or one in the first stage, ends the rollout with the flag off. */
function failed(policy: Policy, state: RolloutState, nowMs: number, why: string): RolloutStep {
  const failures = state.failures.map((count, i) => (i === state.stage ? count + 1 : count))
  const counted = { ...state, failures }
  const { stage } = state
  if (stage > 0 && failures[stage]! < 2) return back(policy, counted, nowMs, why)
  const again = stage > 0 ? `failed twice in ${policy.stages[stage]!.name}: ` : ''
  return { state: { ...counted, status: 'killed', paused: false }, moves: [{ kind: 'killed', why: `${again}${why}` }] }
}

/** One stage back; from the first, off. */
function back(policy: Policy, state: RolloutState, nowMs: number, why: string): RolloutStep {
  if (state.stage === 0) {
    return { state: { ...state, status: 'killed', paused: false }, moves: [{ kind: 'killed', why }] }
  }
  return moveTo(policy, state, state.stage - 1, nowMs, 'reverted', why)
}

function moveTo(
  policy: Policy,
  state: RolloutState,
  to: number,
  nowMs: number,
  kind: 'started' | 'advanced' | 'reverted',
  why: string,
): RolloutStep {
  const moved = { ...state, stage: to, attempt: state.attempt + 1, paused: false, ...freshStage(policy, to, nowMs) }
  return { state: moved, moves: [{ kind, from: state.stage, to, why }] }
}

function whyFailed({ judgements }: StageVerdict): string {
  const { id = '', why = '' } = judgements.find(({ verdict }) => verdict === 'FAIL') ?? {}
  return `${id}: ${why}`
}

/** What a stage is judged by, with the error probability spread over the whole rollout. */
export function guardRules(policy: Policy, stage: number): GuardRules {
  const { stages, alpha } = policy
  const minutes = stages.reduce((sum, { minDurationMinutes, maxHoldMinutes }) => {
    return sum + minDurationMinutes + maxHoldMinutes
  }, 0)
  const weights = { stages: stages.length, restarts: Math.max(1, Math.ceil((minutes * minuteMs) / restartEveryMs)) }
  return { criteria: stages[stage]!.criteria, weights, alpha, expectedShare: treatedShare(policy, stage) }
}
