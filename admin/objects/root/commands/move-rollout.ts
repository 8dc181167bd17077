// A step of a rollout becomes its row, its events and, where it moves, the flag's definition: all in one transaction. What
// raises exposure and cannot be written is held; what lowers it and cannot be written is killed, since off is the safe side.

import type { FlagDefinition } from '../../../../domain/flag/flag-document.ts'
import type { Json } from '../../../../domain/json.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { RolloutMove, RolloutState, RolloutStep } from '../../../../domain/rollout/rollout.ts'
import { stageDefinition } from '../../../../domain/rollout/stage-definition.ts'
import type { KillTarget } from '../../../../protocol/feed.ts'
import { killFits } from '../../../publish/feed-budget.ts'
import type { Refusal } from '../../../refusal.ts'
import { verdictOf } from '../../../rollouts/describe-rollout.ts'
import type { Db } from '../database.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { findKillInForce, killsInForce } from '../stores/kill-rows.ts'
import { forgetLowered, noteLowered } from '../stores/lowered-rows.ts'
import { advanceFeed } from '../stores/positions.ts'
import { insertEvent, type Rollout, type RolloutChange, saveRollout } from '../stores/rollout-rows.ts'
import { editInRoot } from './edit-in-root.ts'
import { insertKill } from './insert-kill.ts'

/** Stands in the records for the criteria. */
export const guard = 'guard'
const maxReasonChars = 500

export interface StepCircumstances {
  readonly nowMs: number
  readonly by: string
  readonly colos: readonly string[]
  /** What a person said; the criteria speak for themselves. */
  readonly reason?: string
  /** What the tick brings beside the state. */
  readonly ticked?: Pick<RolloutChange, 'cursor' | 'dueAt'>
}

/** Whether everything was written as the step says; a refusal where a raise could not be, and then nothing else was. */
export function applyStep(
  db: Db,
  before: Rollout,
  stepped: RolloutStep,
  how: StepCircumstances,
): Result<null, Refusal> {
  const { state, moves } = stepped
  const move = moves.find(({ kind }) => isShape(kind))
  if (move === undefined) {
    saveRollout(db, before.id, { state, obstacle: null, ...how.ticked })
    for (const told of moves) note(db, before, told, how)
    return ok(null)
  }
  if (before.state.status === 'draft') {
    saveRollout(db, before.id, { state, endedAt: how.nowMs })
    note(db, before, move, how)
    return ok(null)
  }
  if (move.kind === 'advanced' || move.kind === 'completed') return raise(db, before, state, move, how)
  if (move.kind === 'reverted') lower(db, before, state, move, how)
  else cut(db, before, { state, why: move.why }, how)
  return ok(null)
}

const isShape = (kind: RolloutMove['kind']): boolean => !['paused', 'resumed', 'silent', 'mismatched'].includes(kind)

function raise(
  db: Db,
  before: Rollout,
  state: RolloutState,
  move: RolloutMove,
  how: StepCircumstances,
): Result<null, Refusal> {
  const edited = editFlag(db, before, definitionOf(before, before.state), definitionOf(before, state), how, move.why)
  if (!edited.ok) return edited
  const { nowMs } = how
  const ended = state.status === 'running' ? {} : { endedAt: nowMs }
  saveRollout(db, before.id, { state, stageStartedAt: nowMs, obstacle: null, ...how.ticked, ...ended })
  note(db, before, move, how)
  return ok(null)
}

function lower(db: Db, before: Rollout, state: RolloutState, move: RolloutMove, how: StepCircumstances): void {
  const edited = editFlag(db, before, definitionOf(before, before.state), definitionOf(before, state), how, move.why)
  if (!edited.ok) {
    const why = `${move.why}; it could not go back a stage (${edited.error.kind}), so it is off`
    cut(db, before, { state: { ...state, status: 'killed', stage: before.state.stage }, why }, how)
    return
  }
  saveRollout(db, before.id, { state, stageStartedAt: how.nowMs, obstacle: null, ...how.ticked })
  tellLowered(db, before.key, how)
  note(db, before, move, how)
}

/** Ends a rollout with its flag off, whether or not the document can be written now. */
export function cut(
  db: Db,
  before: Rollout,
  { state, why }: { state: RolloutState; why: string },
  how: StepCircumstances,
): void {
  const { nowMs, by, colos } = how
  saveRollout(db, before.id, { state, settled: false, endedAt: nowMs, obstacle: null, ...how.ticked, dueAt: nowMs })
  const told = how.reason === undefined ? why : `${why}: ${how.reason}`
  const target: KillTarget = killFits(killsInForce(db), { flag: before.key }) ? { flag: before.key } : { all: true }
  if (findKillInForce(db, target) === undefined) {
    const reason = `rollout ${before.id}: ${told}`.slice(0, maxReasonChars)
    const { id } = insertKill(db, { target, reason }, { nowMs, by, colos })
    appendAudit(db, nowMs, by, { action: 'kill.create', subject: id, detail: { target, reason, rollout: before.id } })
  }
  note(db, before, { kind: 'killed', why }, how)
}

/**
 * Puts the flag of a killed rollout back as it was. True where that is done, or no more to do: somebody has written the flag
 * since, which could only lower it.
 */
export function settle(db: Db, rollout: Rollout, how: StepCircumstances): boolean {
  const running = { ...rollout.state, status: 'running' as const }
  const why = 'the rollout is over: the flag is what it was before'
  const edited = editFlag(db, rollout, definitionOf(rollout, running), rollout.base, how, why)
  const isDone = edited.ok || edited.error.kind === 'change-outdated'
  if (isDone) saveRollout(db, rollout.id, { settled: true })
  return isDone
}

/** Evaluators that still hold the snapshot of before answer off, until they hold the next one: as fast as a kill. */
export function tellLowered(db: Db, key: string, { nowMs, colos }: Pick<StepCircumstances, 'nowMs' | 'colos'>): void {
  forgetLowered(db, nowMs)
  noteLowered(db, [key], advanceFeed(db, { cause: 'lower', subject: key, at: nowMs, colos }), nowMs)
}

export const definitionOf = ({ policy, base, variant }: Rollout, state: RolloutState): FlagDefinition =>
  stageDefinition(policy, { base, variant }, state)

export function editFlag(
  db: Db,
  { id, key }: Pick<Rollout, 'id' | 'key'>,
  from: FlagDefinition,
  to: FlagDefinition,
  { nowMs, by }: Pick<StepCircumstances, 'nowMs' | 'by'>,
  why: string,
): Result<number, Refusal> {
  const edit = { flags: { [key]: to as unknown as Json } }
  const expects = { flags: { [key]: from as unknown as Json } }
  const reason = `rollout ${id}: ${why}`.slice(0, maxReasonChars)
  try {
    return db.transaction(() => editInRoot(db, { edit, expects, rollout: id }, { nowMs, by, reason }))
  } catch (broken) {
    // Its own part of the transaction is rolled back; whoever asked decides what to do without it.
    console.error(`rollout ${id}: planning the flag's definition broke`, broken)
    return fail({ kind: 'unavailable' })
  }
}

/** What happened, with the evidence as it was then. */
export function note(db: Db, before: Rollout, move: RolloutMove, { nowMs, by, reason }: StepCircumstances): void {
  const { verdict, judgements, mismatch } = verdictOf(before)
  const stages = 'from' in move ? { from: move.from, to: move.to } : { from: before.state.stage }
  const why = reason === undefined ? move.why : `${move.why}: ${reason}`
  const evidence = { verdict, judgements, mismatch, policy: before.policyHash, attempt: before.state.attempt }
  insertEvent(db, { rollout: before.id, at: nowMs, kind: move.kind, ...stages, by, why, evidence })
  const detail = { flag: before.key, ...stages, why, verdict, policy: before.policyHash }
  appendAudit(db, nowMs, by, { action: `rollout.${move.kind}`, subject: before.id, detail })
}
