// Once a day: what was only kept for a while, and texts that were staged for a commit that never came.

import type { Db } from './database.ts'
import { forgetAnswers } from './stores/answers.ts'
import { readPosition, setPosition } from './stores/positions.ts'
import { forgetReceipts } from './stores/receipt-rows.ts'
import { forgetUnnamedSnapshots } from './stores/revision-rows.ts'
import { forgetUnnamed } from './stores/staged-rows.ts'
import { forgetHours } from './stores/system-hour-rows.ts'
import { forgetUsage } from './stores/usage-rows.ts'

const tidyEveryMs = 24 * 3600 * 1000
/** A commit follows its staging within seconds. */
const stagedKeptMs = 3600 * 1000

export const nextTidyAt = (db: Db): number => readPosition(db).tidiedAt + tidyEveryMs

export function tidy(db: Db, nowMs: number): void {
  if (nowMs < nextTidyAt(db)) return
  db.transaction(() => {
    forgetAnswers(db, nowMs)
    forgetReceipts(db, nowMs)
    forgetUsage(db, nowMs)
    forgetHours(db, nowMs)
    forgetUnnamedSnapshots(db, nowMs - stagedKeptMs)
    forgetUnnamed(db, nowMs - stagedKeptMs)
    setPosition(db, { tidiedAt: nowMs })
  })
}
