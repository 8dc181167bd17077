// While nobody commands a SEV1 or SEV2, the clock pages: every five minutes, somebody further down the list each time. Whom a
// page reaches, and through what, is decided where news become messages.

import { pageEveryMs } from '../../../../domain/incident/paging.ts'
import { stepIncident } from '../../../../domain/incident/step-incident.ts'
import type { Db } from '../database.ts'
import { findIncident, type Incident, nextPageAt, pagingIncidents, saveIncident } from '../stores/incident-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import type { TickerSurroundings } from '../tickers.ts'
import { stateOf } from './incident-state.ts'
import { tellIncident } from './tell-incident.ts'

const clock = 'clock'

/** A due time that a clock set back has left far ahead is no reason to wait. */
export function nextPagingAt(db: Db, nowMs: number): number | undefined {
  const dueAt = nextPageAt(db)
  return dueAt === undefined ? undefined : Math.min(dueAt, nowMs + pageEveryMs)
}

/** One transaction per incident: paged once for each due time, however often the alarm rings. */
export function pageCommanders(db: Db, { now }: Pick<TickerSurroundings, 'now'>): void {
  for (const { id } of pagingIncidents(db)) db.transaction(() => pageFor(db, findIncident(db, id) as Incident, now()))
}

function pageFor(db: Db, before: Incident, nowMs: number): void {
  const stepped = stepIncident(stateOf(db, before), { kind: 'tick' }, nowMs)
  if (!stepped.ok || stepped.value.paging === before.paging) return
  const pages = before.paging?.pages ?? 0
  const incident = saveIncident(db, before.id, { paging: stepped.value.paging })
  const times = pages === 1 ? 'one page' : `${pages} pages`
  const text = `Nobody has taken command after ${times}: paged again`
  appendTimeline(db, before.id, { at: nowMs, actor: clock, kind: 'unanswered', text, detail: { pages } })
  tellIncident(db, incident, { kind: 'unanswered', pages }, { nowMs, by: clock })
}
