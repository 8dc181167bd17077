// What is sent, before any provider has shaped it: plain text, which each channel escapes in its own way. Titles and texts
// may hold anything a person can type; nothing in them is markup.

import type { Audience, Phase, Severity } from '../incident/incident.ts'
import type { JsonObject } from '../json.ts'

/** The words that status pages use. */
export const publicStatuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const
export type PublicStatus = (typeof publicStatuses)[number]

export interface MessageIncident {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly phase: Phase
  /** Systems affected, for components of a status page. */
  readonly systems: readonly string[]
}

/** Somebody who is told in person. */
export interface Recipient {
  readonly id: string
  readonly name: string
  readonly email?: string
  readonly phone?: string
  /** A Slack user id. */
  readonly slack?: string
}

export interface Message {
  /**
   * page: somebody has to come. acknowledged, resolved: ends the page at providers that keep one open. update: what is known.
   * hook: a system's own address is called. test: shows that the channel works.
   */
  readonly kind: 'page' | 'acknowledged' | 'resolved' | 'update' | 'hook' | 'test'
  readonly audience: Audience
  /** Absent for tests. */
  readonly incident?: MessageIncident
  /** One line. */
  readonly title: string
  /** Paragraphs, divided by empty lines. */
  readonly text: string
  /** For updates. */
  readonly status?: PublicStatus
  readonly to?: Recipient
  /** Where more can be read; never for customers. */
  readonly link?: string
  /** For hooks: what happened, and what the receiver needs to act on it. */
  readonly hook?: { readonly event: string; readonly data: JsonObject }
}
