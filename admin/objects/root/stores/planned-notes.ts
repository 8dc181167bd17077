// What the root knows of planned flags and their definitions do not say: who has to agree, whether they are killed, drilled,
// expired. Sentences for people, the same in a plan and in a change that waits. Reads only.

import { isNull, max, sql } from 'drizzle-orm'
import type { PlannedFlag } from '../../../../protocol/admin-plan.ts'
import type { Db } from '../database.ts'
import { drills, kills } from '../schema.ts'
import { type StagedFacts, stagedFacts } from './staged-rows.ts'

/** `approval`: why a flag waits, by key. The flags' changes are staged under the plan's name. */
export function notePlanned(
  db: Db,
  plan: string,
  planned: readonly PlannedFlag[],
  approval: ReadonlyMap<string, string>,
  nowMs: number,
): PlannedFlag[] {
  const facts = new Map(stagedFacts(db, plan).map((fact) => [fact.key, fact]))
  const kept = db.select({ id: kills.id, kind: kills.kind, name: kills.name }).from(kills).where(isNull(kills.liftedAt))
  const killedBy = new Map(kept.all().map(({ id, kind, name }) => [`${kind} ${name}`, id]))
  const drilled = lastDrills(db)
  return planned.map((flag) => {
    const fact = facts.get(flag.key)
    const why = approval.get(flag.key)
    const places = ['all ', `flag ${flag.key}`, ...(fact?.system ? [`system ${fact.system}`] : [])]
    const kill = places.map((place) => killedBy.get(place)).find((id) => id !== undefined)
    const notes = [
      ...flag.notes,
      ...(why === undefined ? [] : [why]),
      ...(kill === undefined ? [] : [`killed by ${kill}: off until that is lifted`]),
      ...(fact === undefined ? [] : notesOf(fact, drilled.get(flag.key), nowMs)),
    ]
    return { ...flag, approval: why !== undefined, notes }
  })
}

/** Of a flag that stays. */
function notesOf({ expiresAt }: StagedFacts, drillPassed: boolean | undefined, nowMs: number): string[] {
  const isExpired = expiresAt !== null && expiresAt <= nowMs
  return [
    ...(isExpired ? [`expired on ${new Date(expiresAt).toISOString().slice(0, 10)}`] : []),
    ...(drillPassed === undefined ? ['its killed state was never drilled'] : []),
    ...(drillPassed === false ? ['its last kill drill failed'] : []),
  ]
}

/** Whether the last drill of each flag went well. */
function lastDrills(db: Db): Map<string, boolean> {
  // SQLite takes the other columns from the row that has the maximum.
  const rows = db
    .select({ key: drills.key, passed: sql<number>`${drills.passed}`, position: max(drills.position) })
    .from(drills)
    .groupBy(drills.key)
    .all()
  return new Map(rows.map(({ key, passed }) => [key, passed === 1]))
}
