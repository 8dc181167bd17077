// Channels as the admin API tells them. Secrets go in and never come out.

import type { Audience } from '../domain/incident/incident.ts'
import type { JsonObject } from '../domain/json.ts'

/** What a system's own address can be called for. */
export const hookEvents = ['contain', 'logs', 'scale', 'rollback'] as const
export type HookEvent = (typeof hookEvents)[number]

/** A system's own address that is called when something happens to it. */
export interface HookRecord {
  /** What it is called for: one or more of `hookEvents`. */
  readonly events: readonly string[]
  /** Absent: all systems. */
  readonly systems?: readonly string[] | undefined
}

export interface ChannelRecord {
  readonly id: string
  readonly type: string
  /** Whose updates go through it. */
  readonly audiences: readonly Audience[]
  /** Its place among the channels that page: 1 is tried first. */
  readonly pagingRank?: number
  readonly hook?: HookRecord
  readonly settings: JsonObject
  /** Names of the secrets that it has. */
  readonly secrets: readonly string[]
  /** Why nothing is sent through it any more. */
  readonly disabled?: string
  readonly changedAt: string
}

/** What becomes of a test: GET /api/v1/notifications shows it under its key. */
export interface ChannelTestAnswer {
  readonly key: string
}
