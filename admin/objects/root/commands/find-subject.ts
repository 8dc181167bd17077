// What a rollout is started with, and every reason not to start it. Reads; never writes.

import { eq } from 'drizzle-orm'
import type { FlagDefinition } from '../../../../domain/flag/flag-document.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { Probe } from '../../../../domain/rollout/probe.ts'
import { checkSubject } from '../../../../domain/rollout/stage-definition.ts'
import type { PolicyRecord } from '../../../../protocol/admin-rollout.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { readLifecycle } from '../lifecycle.ts'
import { flags } from '../schema.ts'
import { findKillInForce } from '../stores/kill-rows.ts'
import { builtIn, findPolicy } from '../stores/policy-rows.ts'
import { type Rollout, runningRollout, unsettledRollout } from '../stores/rollout-rows.ts'
import { definitionText } from '../stores/staged-rows.ts'
import { approvingSystems } from '../stores/system-rows.ts'

export interface StartInput {
  readonly flag: string
  readonly variant: string
  /** A name, or a hash. */
  readonly policy: string
  readonly reason: string
  /** Ends a rollout of the flag that runs, and begins anew. */
  readonly supersede?: boolean
  /** What has to answer while it runs. */
  readonly probes?: readonly Probe[]
}

export interface FoundSubject {
  readonly policy: PolicyRecord
  /** The flag without its rollout. */
  readonly base: FlagDefinition
  readonly system: string | null
  /** The rollout that it takes the place of. */
  readonly earlier: Rollout | undefined
  readonly needsApproval: boolean
}

const refused = (detail: string): Result<never, Refusal> => fail({ kind: 'rollout-refused', detail })

/** `budget` is how many stale flags an owner may have. */
export function findSubject(
  db: Db,
  { flag: key, variant, policy: name, supersede = false }: StartInput,
  { nowMs, budget }: { nowMs: number; budget: number },
): Result<FoundSubject, Refusal> {
  const row = db.select().from(flags).where(eq(flags.key, key)).get()
  if (row === undefined) {
    return fail({ kind: 'not-found', detail: `there is no flag "${key}"; GET /api/v1/flags lists them` })
  }
  const policy = findPolicy(db, name)
  if (policy === undefined) {
    return fail({ kind: 'not-found', detail: `there is no policy "${name}"; GET /api/v1/policies lists them` })
  }
  const earlier = runningRollout(db, key)
  if (earlier !== undefined && !supersede) return fail({ kind: 'rollout-running', rollouts: [{ id: earlier.id, key }] })
  const text = definitionText(db, row.definition)
  if (text === null)
    return refused(`the definition of "${key}" is too large for a rollout: move its rules into segments`)
  const { $evaluators: _, ...committed } = JSON.parse(text)
  const base: FlagDefinition = earlier?.base ?? committed
  const unfit = checkSubject({ base, variant })
  if (unfit !== null) return refused(unfit)
  const refusal = checkCircumstances(db, key, row.system) ?? checkBudget(db, row.owner, policy, { nowMs, budget })
  if (refusal !== undefined) return fail(refusal)
  const bySystem = row.system !== null && approvingSystems(db).has(row.system)
  return ok({ policy, base, system: row.system, earlier, needsApproval: row.approval || bySystem })
}

/** A flag's own kill is lifted by the start; what cuts more than the flag is not for a rollout to lift. */
export function checkCircumstances(db: Db, key: string, system: string | null): Refusal | undefined {
  const unsettled = unsettledRollout(db, key)
  if (unsettled !== undefined) return { kind: 'rollout-running', rollouts: [unsettled] }
  const wide = findKillInForce(db, { all: true }) ?? (system === null ? undefined : findKillInForce(db, { system }))
  if (wide === undefined) return undefined
  const what = wide.kind === 'all' ? 'everything' : `its system "${wide.name}"`
  return { kind: 'rollout-refused', detail: `${what} is killed by ${wide.id}: lift that first, then start the rollout` }
}

const hotfix = builtIn.find(({ name }) => name === 'hotfix')?.hash

function checkBudget(
  db: Db,
  owner: string | null,
  { hash }: PolicyRecord,
  { nowMs, budget }: { nowMs: number; budget: number },
): Refusal | undefined {
  if (hash === hotfix) return undefined
  const counted = readLifecycle(db, nowMs, budget).owners.find((one) => one.owner === (owner ?? ''))
  if (counted?.over !== true) return undefined
  return { kind: 'stale-budget', owner: counted.owner, stale: counted.stale, budget }
}
