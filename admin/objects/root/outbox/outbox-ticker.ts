// When the outbox is looked at again, and looking at it. Its alarm rings for what can be sent then, not for what is held up:
// ten thousand rows behind a slow channel ring as often as that channel takes one.

import type { Db } from '../database.ts'
import { earliestDue, firstDue } from '../stores/outbox-rows.ts'
import { openTurns } from './claim.ts'
import { Dispatcher, type SendingSurroundings } from './dispatcher.ts'

/** One for each life of the object. */
const dispatchers = new WeakMap<Db, Dispatcher>()

export function tickOutbox(db: Db, around: SendingSurroundings): void {
  const dispatcher = dispatchers.get(db) ?? new Dispatcher(db)
  dispatchers.set(db, dispatcher)
  dispatcher.tick(around)
}

const statuses = ['pending', 'unknown'] as const

/** Undefined where nothing waits. */
export function nextOutboxAt(db: Db, nowMs: number): number | undefined {
  const leftAt = earliestDue(db, 'sending') ?? Number.POSITIVE_INFINITY
  const dueAt = Math.min(...statuses.map((status) => earliestDue(db, status) ?? Number.POSITIVE_INFINITY))
  // Whatever frees a place schedules anew, so that nothing rings for what waits for one.
  const nextAt = Math.min(leftAt, dueAt > nowMs ? dueAt : freeAt(db))
  return nextAt === Number.POSITIVE_INFINITY ? undefined : nextAt
}

function freeAt(db: Db): number {
  const times = openTurns(db).flatMap(({ channel, purpose, at }) =>
    statuses.flatMap((status) => {
      const first = firstDue(db, status, channel, purpose)
      return first === undefined ? [] : [Math.max(first.dueAt, at)]
    }),
  )
  return Math.min(Number.POSITIVE_INFINITY, ...times)
}
