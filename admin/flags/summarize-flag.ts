// A flag as lists tell it, from what the tables know about it. Pure: the time is handed in.

import type { FlagKind } from '../../domain/flag/flag-document.ts'
import { type Reporting, type StaleReason, staleReasons } from '../../domain/lifecycle/stale-reasons.ts'
import type { FlagSummary, FlagType } from '../../protocol/admin-flag.ts'
import type { FlagRollout } from '../../protocol/admin-rollout.ts'

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
  readonly rollout: FlagRollout | null
  readonly archived: { readonly at: number; readonly by: string } | null
}

const iso = (ms: number): string => new Date(ms).toISOString()

export function summarizeFlag(facts: FlagFacts, reporting: Reporting | null, nowMs: number): FlagSummary {
  const { kind, owner, system, expiresAt, lastEvaluatedAt, drill, archived, rollout } = facts
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
    stale: staleReasonsOf(facts, reporting, nowMs),
    ...(rollout !== null && { rollout }),
    ...(archived !== null && { archivedAt: iso(archived.at), archivedBy: archived.by }),
  }
}

/** An archived flag has nowhere to go any more. */
function staleReasonsOf(facts: FlagFacts, reporting: Reporting | null, nowMs: number): StaleReason[] {
  if (facts.archived !== null) return []
  const { kind, state, createdAt, changedAt, expiresAt, lastEvaluatedAt, killedBy, served } = facts
  const known = {
    kind,
    state,
    createdAtMs: createdAt,
    changedAtMs: changedAt,
    expiresAtMs: expiresAt,
    killed: killedBy.length > 0,
    lastEvaluatedAtMs: lastEvaluatedAt,
    served,
  }
  return staleReasons(known, reporting, nowMs)
}
