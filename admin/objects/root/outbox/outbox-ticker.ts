// When the outbox is looked at again, and looking at it. Its alarm rings for what can be sent then, not for what is held up:
// ten thousand rows behind a slow channel ring as often as that channel takes one.

import type { Db } from '../database.ts'
import { glance } from '../stores/outbox-turns.ts'
import { nextClaimAt } from './claim.ts'
import { Dispatcher, type SendingSurroundings } from './dispatcher.ts'

/** One for each life of the object. */
const dispatchers = new WeakMap<Db, Dispatcher>()

export function tickOutbox(db: Db, around: SendingSurroundings): void {
  const dispatcher = dispatchers.get(db) ?? new Dispatcher(db)
  dispatchers.set(db, dispatcher)
  dispatcher.tick(around)
}

/** Undefined where nothing waits. Whatever frees a place schedules anew, so that nothing rings for what waits for one. */
export function nextOutboxAt(db: Db): number | undefined {
  const seen = glance(db)
  const nextAt = seen.sending.reduce((earliest, { dueAt }) => Math.min(earliest, dueAt), nextClaimAt(seen))
  return nextAt === Number.POSITIVE_INFINITY ? undefined : nextAt
}
