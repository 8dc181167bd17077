// Takes a running rollout back to the stage that it had an hour ago; one that began since is ended, with its flag killed. The
// same steps as a failed criterion takes, by the same actor.

import { type RolloutStep, step } from '../../../../domain/rollout/rollout.ts'
import { applyStep, cut, guard } from '../commands/move-rollout.ts'
import type { Db } from '../database.ts'
import { findKillInForce } from '../stores/kill-rows.ts'
import { eventsOf, findRollout, type Rollout } from '../stores/rollout-rows.ts'
import type { Outcome, TakeBack } from './take-back-suspects.ts'

export function revertRollout(db: Db, id: string, back: TakeBack): Outcome {
  const first = findRollout(db, id) as Rollout
  const wanted = stageBefore(db, first, back.sinceMs)
  for (let rollout = first; isAbove(rollout, wanted); rollout = findRollout(db, id) as Rollout) lower(db, rollout, back)
  const { state, policy, key } = findRollout(db, id) as Rollout
  const kill = findKillInForce(db, { flag: key }) ?? findKillInForce(db, { all: true })
  if (state.status !== 'running') {
    return { done: true, how: `ended, its flag ${key} is killed`, kills: kill === undefined ? [] : [kill.id] }
  }
  const name = policy.stages[state.stage]?.name ?? ''
  const how = state.stage === first.state.stage ? `is back at stage ${name} already` : `back to stage ${name}`
  return { done: true, how, kills: [] }
}

/** -1 for one that had not begun. */
function stageBefore(db: Db, { id, state }: Rollout, sinceMs: number): number {
  const ups = eventsOf(db, id).filter(({ at, kind }) => {
    return Date.parse(at) > sinceMs && (kind === 'started' || kind === 'advanced')
  })
  const oldest = ups.at(-1)
  if (oldest === undefined) return state.stage
  return oldest.kind === 'started' ? -1 : (oldest.from ?? state.stage - 1)
}

const isAbove = ({ state }: Rollout, stage: number): boolean => state.status === 'running' && state.stage > stage

/** One stage; should that break, off is the safe side. */
function lower(db: Db, rollout: Rollout, { cascade, incident, nowMs, colos }: TakeBack): void {
  const how = { nowMs, by: guard, colos, reason: `${cascade}, incident ${incident}` }
  const stepped: RolloutStep = step(rollout.policy, rollout.state, { kind: 'cascade', nowMs })
  try {
    db.transaction(() => applyStep(db, rollout, stepped, how))
  } catch (broken) {
    console.error(`lowering rollout ${rollout.id} broke`, broken)
    const state = { ...stepped.state, status: 'killed' as const, stage: rollout.state.stage }
    cut(db, rollout, { state, why: 'a cascade was detected, and it could not be lowered' }, how)
  }
}
