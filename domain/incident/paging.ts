// Whom the clock calls while nobody commands a SEV1 or SEV2: at once, again after five minutes, and then every five minutes
// somebody further down the list, until somebody takes command. It never gives up by itself.

import { isMajor, type Phase, type Severity } from './incident.ts'

export const pageEveryMs = 300_000

export interface PagingState {
  /** How often was paged so far. */
  readonly pages: number
  /** When the next page is due; Unix milliseconds. */
  readonly dueAt: number
}

/** Whether an incident has to have a commander and has none. */
export const lacksCommander = (incident: {
  readonly severity: Severity
  readonly phase: Phase
  readonly commander: string | null
}): boolean => isMajor(incident.severity) && incident.phase !== 'closed' && incident.commander === null

/** As it is once the next page, or the first one, has gone out. */
export const pagedAgain = (before: PagingState | null, nowMs: number): PagingState => ({
  pages: (before?.pages ?? 0) + 1,
  dueAt: nowMs + pageEveryMs,
})
