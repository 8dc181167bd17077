// A planned change becomes the next revision. Part of a transaction; whether its base is still current is the caller's to
// ask. Its text, definitions and changes are staged already.

import type { ChangePlan } from '../../../flags/plan-change.ts'
import { cutParts } from '../../../flags/snapshot-parts.ts'
import type { Db } from '../database.ts'
import { revisions } from '../schema.ts'
import { commitChanges } from '../stores/flag-rows.ts'
import { readPosition, setPosition } from '../stores/positions.ts'
import { enqueue } from '../stores/publish-rows.ts'
import { isStaged, stageParts, stageSnapshot } from '../stores/revision-rows.ts'
import { changesPerBatch, countStaged, forgetPlan, stageChanges, stageDefinitions } from '../stores/staged-rows.ts'

export interface CommitCircumstances {
  readonly nowMs: number
  readonly by: string
  readonly reason: string
  /** The number that is rolled back to. */
  readonly rolledBackTo?: number
}

/** A plan whose parts were handed in. */
export interface StagedPlan {
  /** Names its staged changes. */
  readonly id: string
  readonly revision: string
  /** Flags of the document. */
  readonly flags: number
  /** Staged changes. */
  readonly changed: number
}

/** Commits a plan that comes with everything. */
export function commitPlan(db: Db, plan: ChangePlan, circumstances: CommitCircumstances): number {
  const { revision, text, documentOffset, definitions, changes, flags } = plan
  const parts = cutParts(text)
  const stagedAt = circumstances.nowMs
  stageSnapshot(db, { revision, parts: parts.length, documentOffset, chars: text.length, stagedAt })
  stageParts(db, revision, 0, parts)
  stageDefinitions(db, definitions, stagedAt)
  for (let i = 0; i < changes.length; i += changesPerBatch) {
    stageChanges(db, revision, i, changes.slice(i, i + changesPerBatch), stagedAt)
  }
  return commitStaged(db, { id: revision, revision, flags, changed: changes.length }, circumstances)
}

/** Returns the number of the new revision. */
export function commitStaged(db: Db, plan: StagedPlan, circumstances: CommitCircumstances): number {
  const { id, revision, flags, changed } = plan
  const complete = isStaged(db, revision) && countStaged(db, id) === changed
  if (!complete) throw new Error(`revision ${revision} was not staged as a whole`)
  const { nowMs, by, reason, rolledBackTo = null } = circumstances
  const number = readPosition(db).committedNumber + 1
  db.insert(revisions).values({ number, revision, at: nowMs, by, reason, flags, changed, rolledBackTo }).run()
  commitChanges(db, { number, nowMs, by, reason }, id)
  forgetPlan(db, id)
  setPosition(db, { committedNumber: number })
  enqueue(db, 'snapshot', number, nowMs)
  return number
}
