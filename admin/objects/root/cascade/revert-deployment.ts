// Takes a deployment back: the flags that gate what it brought are killed at once, and its hook is called to bring back the
// version before. Without a hook people have to, and are told so.

import { eq } from 'drizzle-orm'
import type { Db } from '../database.ts'
import { rollBackDeployment } from '../deployment/roll-back.ts'
import { deployments } from '../incident-schema.ts'
import { hasFlag } from '../stores/flag-rows.ts'
import { killForCascade, targetsOf } from './kill-for-cascade.ts'
import type { Outcome, TakeBack } from './take-back-suspects.ts'

export function revertDeployment(db: Db, id: string, back: TakeBack): Outcome {
  const row = db.select().from(deployments).where(eq(deployments.id, id)).get()
  if (row === undefined) return { done: false, how: 'there is no such deployment any more', kills: [] }
  if (row.status === 'rolled-back') return { done: true, how: 'was rolled back already', kills: [] }
  const kills = row.flags
    .filter((key) => hasFlag(db, key))
    .map((key) => killForCascade(db, targetsOf(key, row.system), `${id} brought it within the hour`, back))
    .filter((kill) => kill !== undefined)
  const killed = kills.length === 0 ? '' : `; its flags are killed (${kills.join(', ')})`
  const called = callBack(db, id, back)
  return { done: called.called, how: `${called.why ?? 'its rollback hook is called'}${killed}`, kills }
}

/** The kills stay, whatever becomes of this. */
function callBack(db: Db, id: string, { cascade, incident, nowMs }: TakeBack): { called: boolean; why?: string } {
  const how = { nowMs, by: 'cascade', incident, reason: `${cascade}, incident ${incident}` }
  try {
    return db.transaction(() => rollBackDeployment(db, id, how))
  } catch (broken) {
    console.error(`rolling ${id} back broke`, broken)
    return { called: false, why: 'calling its rollback hook broke; the log of the admin worker has the error' }
  }
}
