// A step of a hotfix becomes its row, an entry in the timeline of its incident and an audit row: part of a transaction. Whoever
// moves one has asked the rules first.

import type { HotfixStatus } from '../../../../domain/hotfix/hotfix.ts'
import type { JsonObject } from '../../../../domain/json.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { type Hotfix, type HotfixChange, saveHotfix } from '../stores/hotfix-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'

export interface HotfixMove {
  readonly nowMs: number
  /** A token's id, or what the root calls itself. */
  readonly by: string
  /** For the timeline: what happened. */
  readonly text: string
  readonly detail?: JsonObject
}

const over: readonly HotfixStatus[] = ['done', 'abandoned']

/** Answers the hotfix as it is then. */
export function moveHotfix(db: Db, { id, incident }: Hotfix, change: HotfixChange, move: HotfixMove): Hotfix {
  const { nowMs, by, text, detail = {} } = move
  const ended = change.status !== undefined && over.includes(change.status) ? { endedAt: nowMs } : {}
  const moved = saveHotfix(db, id, { ...change, ...ended, changedAt: nowMs })
  appendTimeline(db, incident, {
    at: nowMs,
    actor: by,
    kind: 'hotfix',
    text: `hotfix ${id}: ${text}`,
    detail: { hotfix: id, status: moved.status, ...detail },
  })
  return moved
}

export const refuseStep = (id: string, from: string, to: string, missing: readonly string[]): Refusal => ({
  kind: 'transition-refused',
  what: 'hotfix',
  id,
  from,
  to,
  missing,
})
