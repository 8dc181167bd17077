// What would become of a staged plan: the write's own judgement, asked without writing. The staged rows have served their
// purpose then, and go.

import { fail, ok, type Result } from '../../../domain/result.ts'
import type { PlannedFlag } from '../../../protocol/admin-plan.ts'
import type { Refusal } from '../../refusal.ts'
import { judgePlan, type PlanToJudge } from './commands/judge-plan.ts'
import type { Db } from './database.ts'
import { notePlanned } from './stores/planned-notes.ts'
import { committedRevision } from './stores/revision-rows.ts'
import { countStaged, forgetPlan } from './stores/staged-rows.ts'

export interface PlanInput extends Omit<PlanToJudge, 'local'> {
  /** The revision that it was planned against. */
  readonly base: string
  /** Staged changes. */
  readonly changed: number
  /** Flags to say more about. */
  readonly flags: readonly PlannedFlag[]
}

export interface PlanVerdict {
  /** Of the base. */
  readonly number: number
  readonly flags: readonly PlannedFlag[]
  readonly reason: boolean
  /** Keys, as many as an answer can hold. */
  readonly approval: readonly string[]
  readonly obstacles: readonly Refusal[]
}

/** Characters of keys in an answer. */
const maxKeyChars = 512 * 1024

export function tellPlan(
  db: Db,
  input: PlanInput,
  { nowMs, local }: { nowMs: number; local: boolean },
): Result<PlanVerdict, Refusal> {
  const { plan, base, changed, flags } = input
  const { revision, number } = committedRevision(db)
  const isComplete = countStaged(db, plan) === changed
  const verdict = () => {
    if (!isComplete) throw new Error(`plan ${plan} was not staged as a whole`)
    const { approval, reason, obstacles } = judgePlan(db, { ...input, local }, nowMs)
    const noted = notePlanned(db, plan, flags, approval, nowMs)
    return ok({ number, flags: noted, reason, approval: boundedKeys(approval), obstacles })
  }
  const told = revision === base ? verdict() : fail<Refusal>({ kind: 'stale-precondition', revision })
  forgetPlan(db, plan)
  return told
}

function boundedKeys(approval: ReadonlyMap<string, string>): string[] {
  const keys = [...approval.keys()].sort()
  let chars = 0
  const end = keys.findIndex((key) => {
    chars += key.length
    return chars > maxKeyChars
  })
  return end < 0 ? keys : keys.slice(0, end)
}
