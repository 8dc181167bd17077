// Where a deployment stands, as the admin API tells it.

import type { FeedKill } from './feed.ts'

export interface HeadAnswer {
  readonly epoch: number
  readonly seq: number
  /** What evaluators are told to serve. */
  readonly revision: string
  /** What was written last; differs from `revision` while it is being published. */
  readonly committedRevision: string
  readonly kills: readonly FeedKill[]
  readonly lowered: Readonly<Record<string, number>>
  readonly publishing: {
    readonly pending: number
    readonly lastError?: string
    /** When the oldest pending row was committed. */
    readonly since?: string
  }
  /** Changes that broke the glass and that nobody has reviewed yet, oldest first. */
  readonly breakGlass: readonly OpenBreakGlass[]
}

export interface OpenBreakGlass {
  readonly id: string
  readonly by: string
  readonly reason: string
  /** When it is taken back, unless somebody else has reviewed it. */
  readonly expiresAt: string
}

export interface HealthAnswer {
  readonly status: 'ok'
  readonly epoch: number
  readonly seq: number
  readonly revision: string
  readonly pendingPublishes: number
  /** Whether KV took what it was last given. */
  readonly kvOk: boolean
}
