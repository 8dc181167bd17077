// What is told of an incident, to whom and through which channels: written into the outbox in the transaction of the change
// itself. Nothing is sent from here.

import type { Audience, Phase, Severity } from '../../../../domain/incident/incident.ts'
import type { PublicStatus } from '../../../../domain/notification/message.ts'
import type { Db } from '../database.ts'
import type { Incident } from '../stores/incident-rows.ts'

/** What happened that somebody may have to know. */
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
  /** What a person wrote. Without audiences it is for all. */
  | {
      readonly kind: 'written'
      readonly text: string
      readonly audiences?: readonly Audience[]
      readonly status?: PublicStatus
    }
  /** The clock ran out and nobody wrote anything. */
  | { readonly kind: 'no-change' }
  | { readonly kind: 'closed' }

export interface NewsCircumstances {
  readonly nowMs: number
  readonly by: string
}

/** Part of a transaction. `incident` is as it is after the change. */
export function tellIncident(_db: Db, _incident: Incident, _news: IncidentNews, _how: NewsCircumstances): void {}
