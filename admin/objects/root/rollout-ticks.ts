// The rollout controller: every ten seconds, each open rollout's telemetry is asked for, and judged in one transaction. Silence
// is an answer too. The same telemetry is never judged twice, and a tick that was overtaken is dropped.

import { step } from '../../../domain/rollout/rollout.ts'
import { armsOf } from '../../../domain/rollout/stage-definition.ts'
import {
  type ArmsAnswer,
  type OutcomeReaderRpc,
  shardOf,
  type TelemetryRpc,
  type TelemetryShard,
} from '../../../protocol/telemetry.ts'
import { bounded, type Sleep, timedOut } from '../../waiting.ts'
import { applyStep, cut, guard, type StepCircumstances, settle } from './commands/move-rollout.ts'
import type { Db } from './database.ts'
import { findKillInForce } from './stores/kill-rows.ts'
import { findRollout, insertEvent, nextDueAt, openRollouts, type Rollout, saveRollout } from './stores/rollout-rows.ts'

export const tickMs = 10_000
/** Whoever does not answer in time is silent. */
const telemetryWaitMs = 2_000
/**
 * What is told so soon after a stage began is of users of the stage before: senders gather for ten seconds, and the edge has
 * to hear of the new stage. Counted, it would make the arms look as if they had the wrong size.
 */
const settleMs = 15_000
/** A flag that could not be put back is tried again after so long. */
const settleRetryMs = 60_000

export type Telemetry = (shard: TelemetryShard) => Pick<OutcomeReaderRpc, 'arms'> & Pick<TelemetryRpc, 'takeOutcomes'>

export interface TickSurroundings {
  readonly now: () => number
  readonly sleep: Sleep
  readonly telemetry: Telemetry
  readonly colos: () => readonly string[]
}

/** A due time that a clock set back has left far ahead is no reason to wait. */
export function nextTickAt(db: Db, nowMs: number): number | undefined {
  const dueAt = nextDueAt(db)
  return dueAt === undefined ? undefined : Math.min(dueAt, nowMs + settleRetryMs)
}

const isDue = ({ dueAt }: Rollout, nowMs: number): boolean => dueAt <= nowMs || dueAt > nowMs + settleRetryMs

export async function tickRollouts(db: Db, around: TickSurroundings): Promise<void> {
  const due = openRollouts(db).filter((rollout) => isDue(rollout, around.now()))
  await Promise.all(
    due.map(async (rollout) => {
      const heard = rollout.state.status === 'running' ? await hear(db, rollout, around) : null
      try {
        tick(db, rollout, heard, around)
      } catch (broken) {
        console.error(`the tick of rollout ${rollout.id} broke`, broken)
        saveRollout(db, rollout.id, { dueAt: around.now() + tickMs })
      }
    }),
  )
}

/** Whether a probe failed the last time it was asked in this attempt, or was not asked in it yet. */
function doProbesFail({ probes, probeStreaks, state }: Rollout): boolean {
  if (probes.length === 0) return false
  return probeStreaks?.attempt !== state.attempt || Object.keys(probeStreaks.failures).length > 0
}

/** What came in since; null for silence. */
async function hear(db: Db, rollout: Rollout, { sleep, telemetry }: TickSurroundings): Promise<ArmsAnswer | null> {
  const { key, system, policy, base, variant, state, cursor, stageStartedAt } = rollout
  const arms = armsOf(policy, { base, variant }, state.stage)
  if (!arms.ok || isCut(db, system)) return null
  try {
    const reader = telemetry(shardOf(system ?? key))
    const asked = reader.arms({ flag: key, ...arms.value, cursor, sinceMs: stageStartedAt + settleMs })
    const answer = await bounded(asked, telemetryWaitMs, sleep)
    return answer === timedOut ? null : answer
  } catch {
    // Told by the rollout itself, as silence.
    return null
  }
}

/** Nobody is treated while more than the flag is killed: what comes in then says nothing. */
const isCut = (db: Db, system: string | null): boolean =>
  findKillInForce(db, { all: true }) !== undefined || (system !== null && findKillInForce(db, { system }) !== undefined)

function tick(db: Db, read: Rollout, heard: ArmsAnswer | null, { now, colos }: TickSurroundings): void {
  const nowMs = now()
  const how: StepCircumstances = { nowMs, by: guard, colos: colos() }
  const current = findRollout(db, read.id) as Rollout
  if (current.state.status === 'killed') {
    const isDone = db.transaction(() => settle(db, current, how))
    if (!isDone) saveRollout(db, current.id, { dueAt: nowMs + settleRetryMs })
    return
  }
  const isOvertaken = current.state.attempt !== read.state.attempt || current.cursor !== read.cursor
  if (current.state.status !== 'running' || isOvertaken || !isDue(current, nowMs)) return
  const ticked = { cursor: heard?.cursor ?? current.cursor, dueAt: nowMs + tickMs }
  const probesFail = doProbesFail(current)
  const stepped = step(current.policy, current.state, { kind: 'tick', tick: heard?.tick ?? null, nowMs, probesFail })
  try {
    db.transaction(() => {
      const applied = applyStep(db, current, stepped, { ...how, ticked })
      if (!applied.ok) hold(db, current, applied.error.kind, how)
    })
  } catch (broken) {
    // Should what lowers break, off is the safe side.
    if (!stepped.moves.some(({ kind }) => kind === 'reverted' || kind === 'killed')) throw broken
    console.error(`lowering rollout ${current.id} broke`, broken)
    const state = { ...stepped.state, status: 'killed' as const, stage: current.state.stage }
    db.transaction(() => cut(db, current, { state, why: 'it could not be lowered' }, { ...how, ticked }))
  }
}

/** Nothing of the tick is kept: the same telemetry is read again with what has come since. */
function hold(db: Db, { id, obstacle: known, state }: Rollout, why: string, { nowMs, by }: StepCircumstances): void {
  const obstacle = `every criterion passed, but the next stage could not be written: ${why}`
  saveRollout(db, id, { obstacle, dueAt: nowMs + tickMs })
  if (known !== obstacle)
    insertEvent(db, { rollout: id, at: nowMs, kind: 'held', from: state.stage, by, why: obstacle })
}
