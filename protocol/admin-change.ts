// Changes that wait for a second person, and changes that broke the glass. A pending change applies when somebody else
// approves it; break-glass applied at once and is taken back at the end of its time unless somebody else has reviewed it.

import type { PlannedFlag } from './admin-plan.ts'
import type { CommitAnswer } from './admin-revision.ts'

/**
 * approval: pending → approved | rejected | withdrawn | expired.
 * break-glass: applied → reviewed | undone.
 */
export type ChangeStatus =
  | 'pending'
  | 'approved'
  | 'rejected'
  | 'withdrawn'
  | 'expired'
  | 'applied'
  | 'reviewed'
  | 'undone'

/** A pending change expires so long after it was made. */
export const pendingKeptMs = 72 * 3600 * 1000

/** Hours that break-glass stays in force without a review. */
export const usualBreakGlassHours = 4
export const maxBreakGlassHours = 24

export interface ChangeRecord {
  readonly id: string
  readonly kind: 'approval' | 'break-glass'
  readonly status: ChangeStatus
  /** Who wants it, when and why. */
  readonly by: string
  readonly at: string
  readonly reason: string
  /** A pending change expires then; unreviewed break-glass is taken back then. */
  readonly expiresAt: string
  /** The number of the revision it was planned against. */
  readonly base: number
  /** Which flags, and what it does to each, as it was when it was made. */
  readonly flags: readonly PlannedFlag[]
  readonly decidedAt?: string
  readonly decidedBy?: string
  readonly decision?: string
  /** The number of the revision that it became. */
  readonly number?: number
}

/** The answer to a write: committed (200, 201), or waiting (202). */
export type WriteAnswer = CommitAnswer | PendingAnswer

/** 202: nothing has changed yet. */
export interface PendingAnswer {
  readonly pending: ChangeRecord
}
