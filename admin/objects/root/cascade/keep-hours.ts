// Once an hour: how many units each system had, and how many of them failed. Telemetry forgets after two hours; what a system
// usually does takes days to know. An hour that telemetry did not answer for is asked for whenever the root is awake, until the
// next one is due; should it be missed, nothing is made up.

import type { Db } from '../database.ts'
import { knownSystems } from '../stores/known-systems.ts'
import { hourMs, hourOf, keepHour, systemsAtHour } from '../stores/system-hour-rows.ts'
import type { Ticker, TickerSurroundings } from '../tickers.ts'
import { hearSystem } from './hear-system.ts'

/** Intervals may come five minutes late. */
const lateMs = 6 * 60_000

/** The newest hour that is complete. */
const completeHour = (nowMs: number): number => hourOf(nowMs - lateMs) - 1

function missing(db: Db, hour: number): string[] {
  const kept = systemsAtHour(db, hour)
  return knownSystems(db).filter((system) => !kept.has(system))
}

/** When the hour that runs now is complete. */
const nextHourAt = (_: Db, nowMs: number): number => (completeHour(nowMs) + 2) * hourMs + lateMs

async function keepHours(db: Db, around: TickerSurroundings): Promise<void> {
  const hour = completeHour(around.now())
  const [startMs, endMs] = [hour * hourMs, (hour + 1) * hourMs]
  const heard = await Promise.all(
    missing(db, hour).map(async (system) => {
      const answers = await hearSystem([{ system, cursor: 0, sinceMs: startMs - 1, untilMs: endMs - 1 }], around)
      return { system, arm: answers?.[0]?.arm }
    }),
  )
  db.transaction(() => {
    for (const { system, arm } of heard) {
      if (arm !== undefined) keepHour(db, system, { hour, units: arm.units, failing: arm.failing })
    }
  })
}

export const hourTicker: Ticker = { name: 'system hours', nextAt: nextHourAt, run: keepHours }
