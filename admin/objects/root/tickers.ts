// What the root does by itself when a time has come. Its one alarm rings for the earliest of them; each is asked then, and
// does what is due. Ringing twice does nothing twice: due times are in tables.

import type { OutcomeReaderRpc, TelemetryRpc, TelemetryShard } from '../../../protocol/telemetry.ts'
import type { Sleep } from '../../waiting.ts'
import { hourTicker } from './cascade/keep-hours.ts'
import { cascadeTicker } from './cascade/watch-systems.ts'
import type { Db } from './database.ts'
import { deploymentTicker } from './deployment/watch-deployments.ts'
import { followRollouts } from './hotfix/follow-rollouts.ts'
import { measureTicker } from './incident/measure-incidents.ts'
import { nextPagingAt, pageCommanders } from './incident/page-commander.ts'
import { nextPublishedAt, publishApproved } from './incident/publish-approved.ts'
import { nextUpdateDueAt, tellUnchanged } from './incident/update-clock.ts'
import { nextOutboxAt, tickOutbox } from './outbox/outbox-ticker.ts'
import type { Providers } from './outbox/providers.ts'
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
  /** What notifications are sent through. */
  readonly providers: Providers
  /** False while nothing may be written. */
  readonly isOpen: () => boolean
  /** For what runs beside a tick: sees to it that what is due next is not missed. */
  readonly schedule: () => void
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
  followRollouts,
  { name: 'paging', nextAt: nextPagingAt, run: pageCommanders },
  deploymentTicker,
  measureTicker,
  { name: 'updates', nextAt: nextUpdateDueAt, run: tellUnchanged },
  { name: 'status page', nextAt: nextPublishedAt, run: publishApproved },
  { name: 'outbox', nextAt: nextOutboxAt, run: tickOutbox },
]
