// Once an hour: how many units each system had, and how many of them failed. Telemetry forgets after two hours; what a system
// usually does takes days to know. An hour that telemetry did not answer for is asked for again until the next one is due.

import type { Db } from '../database.ts'
import { hourMs, hourOf, keepHour, systemsAtHour } from '../stores/system-hour-rows.ts'
import type { Ticker, TickerSurroundings } from '../tickers.ts'
import { hearSystem } from './hear-system.ts'
import { knownSystems } from './known-systems.ts'

/** Intervals may come five minutes late. */
const lateMs = 6 * 60_000
const retryMs = 5 * 60_000

/** The newest hour that is complete. */
const completeHour = (nowMs: number): number => hourOf(nowMs - lateMs) - 1

function missing(db: Db, hour: number): string[] {
  const kept = systemsAtHour(db, hour)
  return knownSystems(db).filter((system) => !kept.has(system))
}

/** Right after each hour; where something is missing of it, every five minutes. */
function nextHourAt(db: Db, nowMs: number): number | undefined {
  if (knownSystems(db).length === 0) return undefined
  const hour = completeHour(nowMs)
  const nextDueAt = (hour + 2) * hourMs + lateMs
  if (missing(db, hour).length === 0) return nextDueAt
  return Math.min(nextDueAt, (Math.floor(nowMs / retryMs) + 1) * retryMs)
}

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
