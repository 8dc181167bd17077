// For an hour after every change that gave somebody something, all systems are watched: each ten seconds their telemetry is
// asked for and weighed against their hour before. The same telemetry is never weighed twice. What follows from alarms is
// decided in the same tick, in a transaction of its own.

import { baselineOf } from '../../../../domain/cascade/baseline.ts'
import { newWatch, step, watchedMs } from '../../../../domain/cascade/system-watch.ts'
import { toleratedRatio } from '../../../../domain/cascade/tolerance.ts'
import type { SystemAnswer } from '../../../../protocol/telemetry.ts'
import type { Db } from '../database.ts'
import { knownSystems } from '../stores/known-systems.ts'
import { hoursOf } from '../stores/system-hour-rows.ts'
import { allWatches, endWatches, findWatch, isWatching, saveWatch, type Watch } from '../stores/watch-rows.ts'
import type { Ticker, TickerSurroundings } from '../tickers.ts'
import { answerAlarms } from './answer-alarms.ts'
import { countsOf, hearSystem } from './hear-system.ts'
import { hasYoungChange, youngChanges } from './young-changes.ts'

const tickMs = 10_000

const nextTickAt = (db: Db, nowMs: number): number | undefined =>
  isWatching(db) || hasYoungChange(db, nowMs) ? (Math.floor(nowMs / tickMs) + 1) * tickMs : undefined

async function watchSystems(db: Db, around: TickerSurroundings): Promise<void> {
  const nowMs = around.now()
  const changes = youngChanges(db, nowMs)
  db.transaction(() => {
    if (changes.length === 0) endWatches(db, nowMs - watchedMs)
    else begin(db, Math.min(...changes.map(({ atMs }) => atMs)), nowMs)
  })
  const due = allWatches(db).filter((watch) => isDue(watch, nowMs))
  const heard = await Promise.all(due.map(async (watch) => ({ watch, answers: await hear(watch, around) })))
  db.transaction(() => {
    for (const { watch, answers } of heard) if (answers !== null) advance(db, watch, answers, around.now())
  })
  answerAlarms(db, around)
}

/** A watch lasts for an hour; after it the next one begins, for the oldest change that is still young. */
function begin(db: Db, sinceMs: number, nowMs: number): void {
  const known = new Map(allWatches(db).map((watch) => [watch.system, watch]))
  for (const system of knownSystems(db)) {
    const watch = known.get(system)
    if (watch !== undefined && (watch.since > nowMs - watchedMs || isPending(watch, nowMs))) continue
    saveWatch(db, { system, since: sinceMs, cursor: 0, state: null, incident: null, alarmedAt: null })
  }
}

/** An alarm counts for an hour, whatever becomes of its watch. */
const isPending = ({ alarmedAt, incident }: Watch, nowMs: number): boolean =>
  alarmedAt !== null && incident === null && alarmedAt > nowMs - watchedMs

const slotOf = (atMs: number): number => Math.floor(atMs / tickMs)

/** Once in ten seconds, however often the alarm rings. A clock that was set back is no reason to wait. */
const isDue = ({ state }: Watch, nowMs: number): boolean =>
  state === null || state.asOfMs === state.sinceMs || slotOf(state.asOfMs) !== slotOf(nowMs)

/** What came since; for a new watch, the hour before as well. */
function hear({ system, since, cursor, state }: Watch, around: TickerSurroundings) {
  const after = { system, cursor, sinceMs: since }
  if (state !== null) return hearSystem([after], around)
  return hearSystem([after, { system, cursor: 0, sinceMs: since - watchedMs, untilMs: since }], around)
}

function advance(db: Db, read: Watch, [after, before]: readonly SystemAnswer[], nowMs: number): void {
  const { system } = read
  const watch = findWatch(db, system)
  // Overtaken: somebody else has weighed this.
  if (watch === undefined || watch.since !== read.since || watch.cursor !== read.cursor || after === undefined) return
  const state = watch.state ?? (before && newWatch(baselineOf(countsOf(before), tolerated(db, system)), watch.since))
  if (state === undefined) return
  const stepped = step(state, countsOf(after), nowMs)
  saveWatch(db, { ...watch, cursor: after.cursor, state: stepped, alarmedAt: stepped.alarm?.atMs ?? null })
}

const tolerated = (db: Db, system: string): number => toleratedRatio(hoursOf(db, system))

export const cascadeTicker: Ticker = { name: 'cascades', nextAt: nextTickAt, run: watchSystems }
