// What the public status page shows, and `GET /status.json` answers: for anybody, so nothing of it is internal. Texts are those
// that customers were told. Times are ISO 8601 in UTC.

import type { PublicStatus } from '../domain/notification/message.ts'

export interface PublicUpdate {
  readonly at: string
  readonly status: PublicStatus
  /** Plain text: paragraphs divided by empty lines. */
  readonly text: string
}

export interface PublicIncident {
  /** Stays the same for the life of the incident, and says nothing about it. */
  readonly id: string
  readonly title: string
  readonly status: PublicStatus
  readonly startedAt: string
  readonly resolvedAt?: string
  /** Newest first, fifty at most. Of those that say that nothing is new, only the newest, and only while it is true. */
  readonly updates: readonly PublicUpdate[]
}

export interface StatusPage {
  readonly state: 'no-known-problem' | 'problem'
  /** One sentence. */
  readonly summary: string
  /** Newest first. */
  readonly open: readonly PublicIncident[]
  /** Those of the last 14 days, newest first. */
  readonly resolved: readonly PublicIncident[]
}
