// Telling must never stop what it tells of: a text that cannot be written, or a channel that cannot be read, must not bring
// back flags that were killed in the same transaction. What breaks here is undone alone, and the incident says loudly that
// nobody was told.

import type { Db } from '../database.ts'
import type { Incident } from '../stores/incident-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'

/** Part of a transaction. All that `tell` writes stands, or none of it. `what`: what nobody was told of. */
export function tellOrSay(db: Db, { id }: Pick<Incident, 'id'>, what: string, nowMs: number, tell: () => void): void {
  try {
    db.transaction(tell)
  } catch (broken) {
    const name = broken instanceof Error ? broken.name : typeof broken
    console.error(`nobody was told: ${what} of ${id}: ${name}\n${placesOf(broken)}`)
    const text = `nobody was told: ${what} broke (${name}). Tell people by other means now; the log of the worker says where`
    appendTimeline(db, id, { at: nowMs, actor: 'outbox', kind: 'delivery', text, detail: { broken: what } })
  }
}

/** Without its message, which may repeat what is stored, and secrets are. */
const placesOf = (broken: unknown): string =>
  (broken instanceof Error ? (broken.stack ?? '') : '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
