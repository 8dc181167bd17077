// What stands between a staged plan and its commit: refusals, a reason, a second person. Asked by the write itself and by
// whoever only wants to know, so that the two never disagree. Reads; never writes.

import { maxProposalBytes } from '../../../flags/propose-change.ts'
import { loweredFits, maxLoweredBytes } from '../../../publish/feed-budget.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { loweredBetween } from '../stores/flag-rows.ts'
import { loweredKeptMs, readLowered } from '../stores/lowered-rows.ts'
import { readPosition } from '../stores/positions.ts'
import { type StagedGuard, stagedGuards, stagedLowered, stagedRaised } from '../stores/staged-rows.ts'
import { approvingSystems } from '../stores/system-rows.ts'
import { checkRemovals } from './check-removals.ts'
import { checkRollouts } from './rollout-gate.ts'

export interface PlanToJudge {
  /** Name of the staged changes. */
  readonly plan: string
  /** Whether the change is small enough to be kept until somebody approves it. */
  readonly mayWait: boolean
  /** Whether it brings an archived flag back on purpose. */
  readonly restores?: boolean
  /** The number that is rolled back to. */
  readonly rolledBackTo?: number
  /** A run on one machine, where releases need no rollout. */
  readonly local: boolean
}

export interface Judgement {
  /** Keys of the flags that it raises. */
  readonly raises: readonly string[]
  /** Flags that need a second person, and why: a sentence for people. */
  readonly approval: ReadonlyMap<string, string>
  /** It has to say why it is made. */
  readonly reason: boolean
  /** Refusals that it would get whoever agreed. */
  readonly obstacles: readonly Refusal[]
}

export function judgePlan(db: Db, judged: PlanToJudge, nowMs: number): Judgement {
  const { plan, mayWait } = judged
  const raises = stagedRaised(db, plan)
  const approval = waiting(stagedGuards(db, plan), approvingSystems(db))
  const full = checkLowered(db, stagedLowered(db, plan))
  const guarded = checkRollouts(db, plan, judged.local)
  const obstacles = [
    guarded,
    checkRemovals(db, judged, nowMs),
    full,
    approval.size > 0 && !mayWait ? tooLargeToWait : undefined,
  ]
  const reason = raises.length > 0 || approval.size > 0
  return { raises, approval, reason, obstacles: obstacles.filter((obstacle) => obstacle !== undefined) }
}

const tooLargeToWait: Refusal = {
  kind: 'too-large',
  what: 'this change, as it has to be kept for a second person (write it in parts),',
  maxBytes: maxProposalBytes,
}

/** Characters of a system's name in a sentence. */
const maxNameChars = 60

/**
 * A flag is under approval when it or its system says so, before or after. Raising it waits then, and so does ending that:
 * otherwise one would first take the rule away and then raise. One that comes back from the archive is what it was there.
 */
function waiting(guards: readonly StagedGuard[], systems: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>()
  for (const guard of guards) {
    const { key, raises, approval, approvalAfter, archivedApproval } = guard
    const places = [guard.system, guard.systemBefore, guard.archivedSystem]
    const system = places.find((place) => place !== null && systems.has(place))
    const byFlag = approval === 1 || archivedApproval === 1
    if (!byFlag && system === undefined) continue
    const staysUnder = approvalAfter === 1 || (guard.system !== null && systems.has(guard.system))
    if (raises === 0 && staysUnder) continue
    const what = raises === 1 ? 'waits for a second person' : 'ends its approval, so it waits for a second person'
    const who = byFlag ? 'the flag asks for one' : `its system "${system?.slice(0, maxNameChars)}" asks for one`
    found.set(key, `${what}: ${who}`)
  }
  return found
}

/**
 * Every flag that a revision lowers has to be named in the feed until no isolate can serve an older one. Where there is no
 * room for them the revision is refused: published without its names, it would leave exposure on beyond the lease.
 */
export function checkLowered(db: Db, fresh: readonly string[]): Refusal | undefined {
  if (fresh.length === 0) return undefined
  const { committedNumber, publishedNumber } = readPosition(db)
  const pending = loweredBetween(db, publishedNumber, committedNumber, new Set())
  if (loweredFits([...Object.keys(readLowered(db)), ...pending, ...fresh])) return undefined
  const detail =
    `this change takes ${fresh.length} flags from people, more than the feed can name at once (${maxLoweredBytes} bytes, ` +
    `counting those of the last ${loweredKeptMs / 60_000} minutes); write it in parts. What has to go off now: kill it, or its ` +
    'system, or {"all": true}'
  return { kind: 'feed-full', detail }
}
