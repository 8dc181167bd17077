// A planned change in the form in which it waits for a second person, or waits to be taken back: as an edit of the parts it
// touches, with what it does to each flag. Pure. Bounded, since it is kept as one row.

import { editBetween, undoEdit } from '../../domain/flag/document-edit.ts'
import type { JsonObject } from '../../domain/json.ts'
import { describeChanges } from './describe-changes.ts'
import type { PlannedChange } from './plan-change.ts'
import { byteLength } from './snapshot-parts.ts'

/** Three JSON texts. */
export interface Proposal {
  /** The `DocumentEdit` from the base to the planned document. */
  readonly edit: string
  /** The edit that takes it back. */
  readonly undo: string
  /** A list of `PlannedFlag`: every flag that changes. */
  readonly effects: string
}

/** Of the three together. A row holds 2 MB. */
export const maxProposalBytes = 1024 * 1024
/** The root adds what it knows of each flag: a few hundred characters. */
const limits = { lineChars: 128 * 1024, chars: 384 * 1024 }

/** Null where it is larger than what is kept. */
export function proposeChange(
  before: JsonObject,
  after: JsonObject,
  changes: readonly PlannedChange[],
): Proposal | null {
  const { flags, unlisted } = describeChanges(before, after, changes, limits)
  if (unlisted > 0) return null
  const made = editBetween(before, after)
  const proposal = {
    edit: JSON.stringify(made),
    undo: JSON.stringify(undoEdit(before, made)),
    effects: JSON.stringify(flags),
  }
  const bytes = Object.values(proposal).reduce((sum, text) => sum + byteLength(text), 0)
  return bytes <= maxProposalBytes ? proposal : null
}

/**
 * Whether a plan can need a second person at all: what to propose is worked out for such plans only. Whether one is needed
 * indeed is the root's to say, which knows the systems.
 */
export const mayWait = (changes: readonly PlannedChange[]): boolean =>
  // A flag that is added may have been archived, and may have asked for it then.
  changes.some(({ change, approval, system, systemBefore }) => {
    return approval || system !== null || systemBefore !== null || change === 'added'
  })
