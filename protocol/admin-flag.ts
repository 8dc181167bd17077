// Flags and segments as the admin API tells them one by one. The document stays the truth: what is written here is written
// into it, as a new revision.

import type { FlagKind } from '../domain/flag/flag-document.ts'
import type { StaleReason } from '../domain/lifecycle/stale-reasons.ts'
import type { FlagRollout } from './admin-rollout.ts'

export type FlagType = 'boolean' | 'string' | 'number' | 'object'

/** Why a flag should go: by the lifecycle's rules. */
export type { StaleReason } from '../domain/lifecycle/stale-reasons.ts'

/** A flag in a list. */
export interface FlagSummary {
  readonly key: string
  readonly state: 'ENABLED' | 'DISABLED'
  readonly type: FlagType
  readonly kind?: FlagKind
  readonly owner?: string
  readonly system?: string
  readonly clientSide: boolean
  /** Whether raising changes of it wait for a second person: by itself or by its system. */
  readonly approval: boolean
  readonly createdAt: string
  /** When it was changed last, and the number of the revision that did it. */
  readonly changedAt: string
  readonly changedIn: number
  /** Declared, or by its kind; absent for kinds that do not expire. */
  readonly expiresAt?: string
  /** Ids of the kills in force that cut it. */
  readonly killedBy: readonly string[]
  /** Absent while no evaluator has reported any evaluation of it. */
  readonly lastEvaluatedAt?: string
  /** Evaluations of the last seven days by variant; "" counts answers without one. */
  readonly served: Readonly<Record<string, number>>
  /** When its killed state was last drilled, and whether that went well. */
  readonly drilledAt?: string
  readonly drillPassed?: boolean
  readonly stale: readonly StaleReason[]
  /** The rollout that runs; absent where none does. */
  readonly rollout?: FlagRollout
  /** Only of archived flags. */
  readonly archivedAt?: string
  readonly archivedBy?: string
}

/** A flag by itself. `etag` is what `If-Match` of a write to it has to name. */
export interface FlagRecord extends FlagSummary {
  readonly etag: string
  /** In the full form, without the segments it refers to. */
  readonly definition: unknown
  /** Names of the segments that its targeting refers to, directly or through others. */
  readonly segments: readonly string[]
}

/** A named audience: an entry of the document's `$evaluators`. */
export interface SegmentRecord {
  readonly name: string
  readonly etag: string
  readonly rule: unknown
  /** Keys of flags whose targeting refers to it, directly or through others; the first hundred. */
  readonly usedBy: readonly string[]
  readonly usedByCount: number
}
