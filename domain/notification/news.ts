// What happened to an incident that somebody may have to know, and what the texts about it are made of. Data only.

import type { Audience, Phase, Severity } from '../incident/incident.ts'
import type { PublicStatus } from './message.ts'

export type IncidentNews =
  | { readonly kind: 'opened' }
  | { readonly kind: 'contained'; readonly how: string }
  | { readonly kind: 'moved'; readonly from: Phase; readonly to: Phase; readonly why?: string }
  | { readonly kind: 'severity'; readonly from: Severity; readonly why: string }
  /** Somebody took command: nobody else has to be paged. */
  | { readonly kind: 'commanded' }
  /** Nobody took command in time. `pages`: how often it was paged before. */
  | { readonly kind: 'unanswered'; readonly pages: number }
  | { readonly kind: 'relapsed'; readonly why: string }
  /** What a person wrote. Without audiences it is for all; of SEV3 and SEV4 for responders and whoever was told before. */
  | {
      readonly kind: 'written'
      readonly text: string
      readonly audiences?: readonly Audience[]
      readonly status?: PublicStatus
    }
  /** The clock ran out and nobody wrote anything. */
  | { readonly kind: 'no-change' }
  | { readonly kind: 'closed' }

/** An incident as it is after the news. Times are Unix milliseconds. */
export interface NewsFacts {
  readonly id: string
  /** As it was typed. */
  readonly title: string
  readonly severity: Severity
  readonly phase: Phase
  readonly systems: readonly string[]
  /** The systems themselves, and all that depend on them. */
  readonly blastRadius: readonly string[]
  /** A name where it is known, else an id; null while nobody commands. */
  readonly commander: string | null
  /** When it began for users as far as that is known, else when it was opened. */
  readonly since: number
  /** Null where no next update is promised. */
  readonly nextUpdateAt: number | null
  /** When customers were last told something; null before that. */
  readonly toldAt: number | null
  readonly closedAt: number | null
}

/** What one audience is told: a line, and paragraphs divided by empty lines. */
export interface RenderedNews {
  readonly title: string
  readonly text: string
}
