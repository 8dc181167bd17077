// What cascade detection sees and what it did, as the admin API tells it. Rates are shares from 0 to 1.

import type { LedgerEntry } from './admin-deployment.ts'

/** The hour before the change that a system is watched for. */
export interface BaselineRecord {
  readonly units: number
  readonly failing: number
  readonly rate: number
  /** Upper 99 % bound of that rate. */
  readonly bound: number
  /** How many times its hour before the system may fail without being broken. */
  readonly tolerated: number
  /** tolerated · bound: what the rate has to be proven to exceed. */
  readonly limit: number
}

/** The newest five minutes after the change; the rate is null where there was nobody. */
export interface RecentRecord {
  readonly units: number
  readonly failing: number
  readonly rate: number | null
}

/** A system that is watched now. */
export interface WatchRecord {
  readonly system: string
  /** When the change was that it is watched for. */
  readonly since: string
  /** Up to when telemetry was read; absent before the first reading. */
  readonly asOf?: string
  readonly baseline?: BaselineRecord
  readonly recent?: RecentRecord
  /** It alarms at `alarmAt`, where the five minutes are also twice the hour before. */
  readonly evidence?: number
  readonly alarmAt: number
  readonly alarmedAt?: string
  /** The incident that its alarm opened or joined. */
  readonly incident?: string
  /** Why no alarm can come now. */
  readonly obstacle?: string
}

/** An alarm as it was when it came. */
export interface CascadeEvidence {
  readonly system: string
  readonly since: string
  readonly alarmedAt: string
  readonly baseline: BaselineRecord
  readonly recent: RecentRecord
  readonly evidence: number
}

/** A change that was suspected, and what became of it. */
export interface CascadeReversal
  extends Pick<LedgerEntry, 'at' | 'kind' | 'subject' | 'flag' | 'system' | 'by' | 'text'> {
  /** All systems that it can reach; empty where it belongs to none. */
  readonly reaches: readonly string[]
  /** Those of them that broke after it. */
  readonly explains: readonly string[]
  readonly done: boolean
  /** What was done, or why it could not be. */
  readonly how: string
  /** Ids of the kills that did it. */
  readonly kills: readonly string[]
}
