// Failures of each system by hour, for fifteen days: from them is known how much a system changes by itself.

import { asc, eq, lt } from 'drizzle-orm'
import type { SystemHour } from '../../../../domain/cascade/tolerance.ts'
import type { Db } from '../database.ts'
import { systemHours } from '../incident-schema.ts'

export const hourMs = 3_600_000
const keptHours = 15 * 24

export const hourOf = (atMs: number): number => Math.floor(atMs / hourMs)

/** Oldest first. */
export const hoursOf = (db: Db, system: string): SystemHour[] =>
  db
    .select({ hour: systemHours.hour, units: systemHours.units, failing: systemHours.failing })
    .from(systemHours)
    .where(eq(systemHours.system, system))
    .orderBy(asc(systemHours.hour))
    .all()

/** Systems of which an hour is known. */
export function systemsAtHour(db: Db, hour: number): Set<string> {
  const rows = db.select({ system: systemHours.system }).from(systemHours).where(eq(systemHours.hour, hour)).all()
  return new Set(rows.map(({ system }) => system))
}

/** An hour that is known already stays as it was told. */
export const keepHour = (db: Db, system: string, counts: SystemHour): void => {
  db.insert(systemHours)
    .values({ system, ...counts })
    .onConflictDoNothing()
    .run()
}

export const forgetHours = (db: Db, nowMs: number): void => {
  db.delete(systemHours)
    .where(lt(systemHours.hour, hourOf(nowMs) - keptHours))
    .run()
}
