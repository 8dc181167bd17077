// A kill that was lifted within the hour is put in force again.

import type { Db } from '../database.ts'
import { findKill, targetOf } from '../stores/kill-rows.ts'
import { killForCascade } from './kill-for-cascade.ts'
import type { Outcome, TakeBack } from './take-back-suspects.ts'

export function revertLift(db: Db, subject: string, back: TakeBack): Outcome {
  const lifted = findKill(db, subject)
  if (lifted === undefined) return { done: false, how: 'there is no such kill any more', kills: [] }
  const id = killForCascade(db, [targetOf(lifted)], `${subject} was lifted within the hour`, back)
  if (id === undefined) return { done: false, how: 'the feed has no room for its kill', kills: [] }
  return { done: true, how: `killed again (${id})`, kills: [id] }
}
