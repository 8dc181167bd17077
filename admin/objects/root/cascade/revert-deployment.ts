// Takes a deployment back: the flags that gate what it brought are killed at once, and its hook is called to bring back the
// version that ran before the hour: of several deployments of a system only the newest runs, and going back by one of them would
// keep the others. Without a hook people have to, and are told so.

import { and, asc, eq, gt } from 'drizzle-orm'
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
  const called = wentBackToo(db, row, back) ?? callBack(db, row, back)
  return { done: called.called, how: `${called.why ?? 'its rollback hook is called'}${killed}`, kills }
}

type Deployment = typeof deployments.$inferSelect

/** What went live in its place is newer, so it has had its turn, and went back by both. */
function wentBackToo(
  db: Db,
  { system, endedAt }: Deployment,
  { nowMs }: TakeBack,
): { called: true; why: string } | undefined {
  if (endedAt === null) return undefined
  const isBack = and(
    eq(deployments.system, system),
    eq(deployments.status, 'rolled-back'),
    eq(deployments.endedAt, nowMs),
  )
  const newer = db.select({ id: deployments.id }).from(deployments).where(isBack).get()
  return newer && { called: true, why: `${newer.id} went live in its place, and goes back to what ran before both` }
}

/** The version before the oldest deployment of the hour. */
function versionBefore(db: Db, system: string, { sinceMs }: TakeBack): string | null {
  const young = and(eq(deployments.system, system), gt(deployments.liveAt, sinceMs))
  const oldest = db.select().from(deployments).where(young).orderBy(asc(deployments.liveAt), asc(deployments.position))
  return oldest.limit(1).get()?.previous ?? null
}

/** The kills stay, whatever becomes of this. */
function callBack(db: Db, { id, system }: Deployment, back: TakeBack): { called: boolean; why?: string } {
  const { cascade, incident, nowMs } = back
  const to = versionBefore(db, system, back)
  const how = { nowMs, by: 'cascade', incident, reason: `${cascade}, incident ${incident}`, to }
  try {
    return db.transaction(() => rollBackDeployment(db, id, how))
  } catch (broken) {
    console.error(`rolling ${id} back broke`, broken)
    return { called: false, why: 'calling its rollback hook broke; the log of the admin worker has the error' }
  }
}
