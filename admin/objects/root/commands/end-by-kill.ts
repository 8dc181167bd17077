// A kill of a flag ends its rollout at once. Part of the kill's transaction and quick: no document is touched, since a kill
// waits for none. The alarm puts the flag back where it was; until then its kill cannot be lifted.

import { step } from '../../../../domain/rollout/rollout.ts'
import type { Db } from '../database.ts'
import { insertEvent, runningRollout, saveRollout } from '../stores/rollout-rows.ts'

export function endByKill(db: Db, key: string, { nowMs, by, why }: { nowMs: number; by: string; why: string }): void {
  const rollout = runningRollout(db, key)
  if (rollout === undefined) return
  const { state } = step(rollout.policy, rollout.state, { kind: 'kill', nowMs })
  saveRollout(db, rollout.id, { state, settled: false, dueAt: nowMs, endedAt: nowMs, obstacle: null })
  insertEvent(db, { rollout: rollout.id, at: nowMs, kind: 'killed', from: rollout.state.stage, by, why })
}
