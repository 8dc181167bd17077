// How far a failure of a system would reach: everything that depends on it, what of that is critical, and the flags in it.

import { count, inArray } from 'drizzle-orm'
import { blastRadius } from '../../../../domain/incident/blast-radius.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { BlastRadiusAnswer } from '../../../../protocol/admin-deployment.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { flags } from '../schema.ts'
import { allSystems } from '../stores/system-rows.ts'

export function readBlastRadius(db: Db, id: string): Result<BlastRadiusAnswer, Refusal> {
  const map = allSystems(db)
  const system = map.find((one) => one.id === id)
  if (system === undefined) {
    return fail({ kind: 'not-found', detail: `there is no system "${id}"; GET /api/v1/systems lists them` })
  }
  const reached = blastRadius([id], map)
  const inside = new Set(reached)
  const systems = map.filter((one) => inside.has(one.id))
  const critical = systems.filter((one) => one.critical).map((one) => one.id)
  const [row] = db
    .select({ flags: count() })
    .from(flags)
    .where(inArray(flags.system, [...reached]))
    .all()
  return ok({ system, blastRadius: reached, critical, systems, flags: row?.flags ?? 0 })
}
