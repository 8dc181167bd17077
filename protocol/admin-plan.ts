// What a change of the document would do, flag by flag, before anybody commits it; and how the answer to a write says that it
// waits for a second person. Made by the same rules that judge the write itself.

import type { ExposureChange } from '../domain/flag/exposure.ts'
import type { Problem } from '../domain/problem.ts'
import type { FlagChangeKind } from './admin-revision.ts'

/** What a change of a flag does to those who see it; `unknown` counts as `raises`. */
export type ExposureEffect = ExposureChange

export interface PlannedFlag {
  readonly key: string
  readonly change: FlagChangeKind
  readonly exposure: ExposureEffect
  /** Readable lines, "- …" and "+ …"; cut where they are many. */
  readonly lines: readonly string[]
  /** Whether a second person has to approve it before it takes effect. */
  readonly approval: boolean
  /** What else is worth knowing: killed now, never drilled, stale, … One sentence each. */
  readonly notes: readonly string[]
}

export interface PlannedSegment {
  readonly name: string
  readonly change: FlagChangeKind
  readonly lines: readonly string[]
}

/** Why a plan cannot be applied as it is: the refusal that the write would get. */
export interface PlanObstacle {
  /** The kind of the problem, as in `/problems/<kind>`. */
  readonly kind: string
  readonly detail: string
  readonly problems?: readonly Problem[]
}

/**
 * The answer to `POST /api/v1/document/plan`.
 * @example
 * { "base": "9f2c…", "number": 41, "revision": "77ab…", "flags": 12, "changes": [{ "key": "banner", … }], … }
 */
export interface PlanAnswer {
  /** The revision planned against: `If-Match` of the write. */
  readonly base: string
  readonly number: number
  /** What the write would make. The same as `base` where nothing changes. */
  readonly revision: string
  /** Flags of the planned document. */
  readonly flags: number
  /** Raising first, then by key. */
  readonly changes: readonly PlannedFlag[]
  readonly segments: readonly PlannedSegment[]
  /** Changed flags that are not among `changes`, since an answer has its limits. */
  readonly unlisted: number
  readonly needs: {
    /** The write has to give a reason, since it raises exposure. */
    readonly reason: boolean
    /** Keys of flags that wait for a second person. */
    readonly approval: readonly string[]
  }
  readonly obstacles: readonly PlanObstacle[]
}
