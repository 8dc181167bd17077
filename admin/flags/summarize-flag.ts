// A flag as lists tell it, from what the tables know about it. Pure: the time is handed in.

import type { FlagKind } from '../../domain/flag/flag-document.ts'
import type { FlagSummary, FlagType, StaleReason } from '../../protocol/admin-flag.ts'

/** Times are Unix milliseconds. */
export interface FlagFacts {
  readonly key: string
  readonly state: 'ENABLED' | 'DISABLED'
  readonly type: FlagType
  readonly kind: FlagKind | null
  readonly owner: string | null
  readonly system: string | null
  readonly clientSide: boolean
  /** By itself or by its system. */
  readonly approval: boolean
  readonly createdAt: number
  readonly changedAt: number
  readonly changedIn: number
  /** Declared, or by its kind; null for never. */
  readonly expiresAt: number | null
  readonly killedBy: readonly string[]
  readonly lastEvaluatedAt: number | null
  readonly served: Readonly<Record<string, number>>
  readonly drill: { readonly at: number; readonly passed: boolean } | null
  readonly archived: { readonly at: number; readonly by: string } | null
}

/** Days after which a flag of a kind expires by itself; those of other kinds never do. */
export const lifeDays = { release: 30, experiment: 60, ops: 90 } as const satisfies Partial<Record<FlagKind, number>>

const iso = (ms: number): string => new Date(ms).toISOString()

export function summarizeFlag(facts: FlagFacts, nowMs: number): FlagSummary {
  const { kind, owner, system, expiresAt, lastEvaluatedAt, drill, archived } = facts
  return {
    key: facts.key,
    state: facts.state,
    type: facts.type,
    ...(kind !== null && { kind }),
    ...(owner !== null && { owner }),
    ...(system !== null && { system }),
    clientSide: facts.clientSide,
    approval: facts.approval,
    createdAt: iso(facts.createdAt),
    changedAt: iso(facts.changedAt),
    changedIn: facts.changedIn,
    ...(expiresAt !== null && { expiresAt: iso(expiresAt) }),
    killedBy: facts.killedBy,
    ...(lastEvaluatedAt !== null && { lastEvaluatedAt: iso(lastEvaluatedAt) }),
    served: facts.served,
    ...(drill !== null && { drilledAt: iso(drill.at), drillPassed: drill.passed }),
    stale: staleReasonsOf(facts, nowMs),
    ...(archived !== null && { archivedAt: iso(archived.at), archivedBy: archived.by }),
  }
}

/** An archived flag has nowhere to go any more. */
function staleReasonsOf({ expiresAt, archived }: FlagFacts, nowMs: number): StaleReason[] {
  return archived === null && expiresAt !== null && expiresAt <= nowMs ? ['expired'] : []
}
