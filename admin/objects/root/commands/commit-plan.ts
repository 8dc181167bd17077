// A planned change becomes the next revision. Part of a transaction; whether its base is still current is the caller's to
// ask, and its text and definitions may be staged already.

import type { ChangePlan } from '../../../flags/plan-change.ts'
import { cutParts } from '../../../flags/snapshot-parts.ts'
import type { Db } from '../database.ts'
import { revisions } from '../schema.ts'
import { commitChanges, stageDefinitions } from '../stores/flag-rows.ts'
import { readPosition, setPosition } from '../stores/positions.ts'
import { enqueue } from '../stores/publish-rows.ts'
import { isStaged, stageParts, stageSnapshot } from '../stores/revision-rows.ts'

export interface CommitCircumstances {
  readonly nowMs: number
  readonly by: string
  readonly reason: string
  /** The number that is rolled back to. */
  readonly rolledBackTo?: number
}

export type StagedPlan = Pick<ChangePlan, 'revision' | 'flags' | 'changes'>

/** Commits a plan that comes with its text. */
export function commitPlan(db: Db, plan: ChangePlan, circumstances: CommitCircumstances): number {
  const { revision, text, documentOffset, definitions } = plan
  const parts = cutParts(text)
  const stagedAt = circumstances.nowMs
  stageSnapshot(db, { revision, parts: parts.length, documentOffset, chars: text.length, stagedAt })
  stageParts(db, revision, 0, parts)
  stageDefinitions(db, definitions, stagedAt)
  return commitStaged(db, plan, circumstances)
}

/** Returns the number of the new revision. */
export function commitStaged(db: Db, plan: StagedPlan, circumstances: CommitCircumstances): number {
  const { revision, flags, changes } = plan
  if (!isStaged(db, revision)) throw new Error(`revision ${revision} was not staged`)
  const { nowMs, by, reason, rolledBackTo = null } = circumstances
  const number = readPosition(db).committedNumber + 1
  const row = { number, revision, at: nowMs, by, reason, flags, changed: changes.length, rolledBackTo }
  db.insert(revisions).values(row).run()
  commitChanges(db, number, changes)
  setPosition(db, { committedNumber: number })
  enqueue(db, 'snapshot', number, nowMs)
  return number
}
