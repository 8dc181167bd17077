// Why a user gets what the edge answers now, as the admin API tells it.

import type { ExplainStep } from '../domain/flag/explain/steps.ts'
import type { ErrorCode, Reason } from '../domain/flag/outcome.ts'
import type { KillRecord } from './admin-kill.ts'

/** The body. All of it may be absent: nobody in particular asks, of what is published. */
export interface ExplainInput {
  /** An evaluation context, as an evaluator takes it. */
  readonly context?: unknown
  /** Facts of the user's own request that rules read as `$edge`. */
  readonly edge?: Readonly<Record<string, string | number>>
  /** A number, a hash, or at least 8 characters of one. Without it, what is published. */
  readonly revision?: string
}

export interface ExplainedAnswer {
  readonly reason: Reason
  /** Absent: the caller's own default applies. */
  readonly value?: unknown
  readonly variant?: string
  readonly errorCode?: ErrorCode
  readonly errorDetails?: string
  readonly metadata?: Readonly<Record<string, string | number | boolean>>
}

/**
 * What decided: a kill in force; a newer revision that lowers the flag, for evaluators that still hold this one; the flag's
 * own state; its rules; or that it is quarantined.
 */
export type DecidedBy = 'kill' | 'lowered' | 'disabled' | 'rules' | 'quarantine'

export interface ExplainAnswer {
  readonly key: string
  readonly revision: string
  readonly number: number
  /** What an evaluator that holds this revision answers now, while its lease is good. */
  readonly answer: ExplainedAnswer
  readonly decidedBy: DecidedBy
  /** The answer of the flag's own rules; present where a kill or a lowering stands before them. */
  readonly withoutKill?: ExplainedAnswer
  /** Kills in force that reach the flag: its own, its system's, and those of everything. Newest first. */
  readonly kills: readonly KillRecord[]
  /** The evaluation of the flag's own rules, also where a kill decides. */
  readonly steps: readonly ExplainStep[]
  /** Set where there were more steps than are kept. */
  readonly truncated?: true
  /** What is answered now and why, in a sentence or two. */
  readonly note: string
}
