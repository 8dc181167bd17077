// Why a flag should go. A claim needs evidence: where evaluators have not reported for long enough, or no longer report,
// nothing is said of what was evaluated.

import { effectiveExpiry, isKeptForGood } from './expiry.ts'

export type StaleReason = 'expired' | 'unused' | 'settled' | 'review-due'

const dayMs = 24 * 3600 * 1000
export const unusedAfterMs = 14 * dayMs
export const settledAfterMs = 7 * dayMs
export const archivableAfterMs = 7 * dayMs
export const reviewedEveryMs = 365 * dayMs
/** Evaluators that report at all do so every few seconds, as long as anybody asks them anything. */
const reportingGapMs = dayMs

/** What is known of a flag. Times are Unix milliseconds, null for none. */
export interface FlagFacts {
  readonly kind: string | null
  readonly state: 'ENABLED' | 'DISABLED'
  readonly createdAtMs: number
  /** When its definition changed last: whoever changes a flag has looked at it. */
  readonly changedAtMs: number
  /** As declared. */
  readonly expiresAtMs: number | null
  /** Whether a kill in force cuts it. */
  readonly killed: boolean
  readonly lastEvaluatedAtMs: number | null
  /** Evaluations by variant over the last seven days and what is begun of today; "" for answers without one. */
  readonly served: Readonly<Record<string, number>>
}

/** Since when and until when evaluators have reported any evaluation at all; null where none ever did. */
export interface Reporting {
  readonly sinceMs: number
  readonly untilMs: number
}

/** In the order of the type. Empty for a flag that may stay. */
export function staleReasons(facts: FlagFacts, reporting: Reporting | null, nowMs: number): StaleReason[] {
  const reasons: StaleReason[] = []
  const expiry = effectiveExpiry(facts.kind, facts.createdAtMs, facts.expiresAtMs)
  if (expiry !== null && expiry <= nowMs) reasons.push('expired')
  if (isUnused(facts, reporting, nowMs)) reasons.push('unused')
  if (isSettled(facts, reporting, nowMs)) reasons.push('settled')
  const seenAtMs = Math.max(facts.createdAtMs, facts.changedAtMs)
  if (isKeptForGood(facts.kind) && nowMs - seenAtMs >= reviewedEveryMs) reasons.push('review-due')
  return reasons
}

/** Whether a flag may be archived: nobody has asked for it for seven days, as far as is known. */
export function mayArchive(lastEvaluatedAtMs: number | null, nowMs: number): boolean {
  return lastEvaluatedAtMs === null || nowMs - lastEvaluatedAtMs >= archivableAfterMs
}

/** The one variant that everybody got, "" for none; null where there were several, or nobody asked. */
export function onlyServed(served: Readonly<Record<string, number>>): string | null {
  const variants = Object.keys(served).filter((variant) => served[variant]! > 0)
  return variants.length === 1 ? variants[0]! : null
}

const covers = (reporting: Reporting | null, forMs: number, nowMs: number): boolean =>
  reporting !== null && nowMs - reporting.sinceMs >= forMs && nowMs - reporting.untilMs < reportingGapMs

function isUnused({ createdAtMs, lastEvaluatedAtMs }: FlagFacts, reporting: Reporting | null, nowMs: number): boolean {
  if (nowMs - createdAtMs < unusedAfterMs || !covers(reporting, unusedAfterMs, nowMs)) return false
  return lastEvaluatedAtMs === null || nowMs - lastEvaluatedAtMs >= unusedAfterMs
}

/**
 * A flag whose purpose is to go once everybody has the same. One that is meant to stay serves one variant most of its life,
 * and a kill is no decision about a rollout. Answers without a variant settle nothing unless the flag is disabled.
 */
function isSettled(facts: FlagFacts, reporting: Reporting | null, nowMs: number): boolean {
  const { kind, state, killed, createdAtMs, served } = facts
  if (killed || kind === 'ops' || isKeptForGood(kind)) return false
  if (nowMs - createdAtMs < settledAfterMs || !covers(reporting, settledAfterMs, nowMs)) return false
  const only = onlyServed(served)
  return only !== null && (only !== '' || state === 'DISABLED')
}
