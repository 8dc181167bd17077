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
   * hook: a system's own address is called. test: shows that the channel works. room: says something to the provider alone.
   */
  readonly kind: 'page' | 'acknowledged' | 'resolved' | 'update' | 'hook' | 'test' | 'room'
  readonly audience: Audience
  /** Absent for tests. */
  readonly incident?: MessageIncident
  /** One line. */
  readonly title: string
  /** Paragraphs, divided by empty lines. */
  readonly text: string
  /** For updates. */
  readonly status?: PublicStatus
  /** Words of a person: only other such words take their place. */
  readonly written?: true
  readonly to?: Recipient
  /** Where more can be read, as an absolute address; never for customers. */
  readonly link?: string
  /** For hooks: what happened, and what the receiver needs to act on it. */
  readonly hook?: { readonly event: string; readonly data: JsonObject }
  /**
   * Of kind `room`, for channels that give each incident a room of its own; before all updates of it. open: makes the room,
   * with `title` as its name; the receipt names it, and all later updates of the incident go there. invite: brings `to` in.
   */
  readonly room?: 'open' | 'invite'
}
