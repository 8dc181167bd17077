// What the root does by itself when a time has come. Its one alarm rings for the earliest of them; each is asked then, and
// does what is due. Ringing twice does nothing twice: due times are in tables.

import type { OutcomeReaderRpc, TelemetryRpc, TelemetryShard } from '../../../protocol/telemetry.ts'
import type { Sleep } from '../../waiting.ts'
import { hourTicker } from './cascade/keep-hours.ts'
import { cascadeTicker } from './cascade/watch-systems.ts'
import type { Db } from './database.ts'
import { nextTickAt, tickRollouts } from './rollout-ticks.ts'

export interface TickerSurroundings {
  /** Unix milliseconds. */
  readonly now: () => number
  readonly sleep: Sleep
  readonly telemetry: (
    shard: TelemetryShard,
  ) => Pick<OutcomeReaderRpc, 'arms' | 'systemOutcomes'> & Pick<TelemetryRpc, 'takeOutcomes'>
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Locations that are asking now. */
  readonly colos: () => readonly string[]
  /** A run on one machine. */
  readonly local: boolean
  /** Something that nobody can guess. */
  readonly newKey: () => string
}

export interface Ticker {
  readonly name: string
  /** Unix milliseconds; undefined where nothing is due at all. */
  readonly nextAt: (db: Db, nowMs: number) => number | undefined
  /** Takes a bounded time: whatever waits for others runs beside, and the next tick takes up what it left. */
  readonly run: (db: Db, around: TickerSurroundings) => Promise<void> | void
}

/** In this order. */
export const tickers: readonly Ticker[] = [
  { name: 'rollouts', nextAt: nextTickAt, run: tickRollouts },
  cascadeTicker,
  hourTicker,
]
