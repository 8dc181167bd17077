// Which flags containing would cut, before anything is written: each flag by itself, so that each can come back through its own
// rollout; a system as a whole where the feed has no room for its flags.

import { nearestNames } from '../../../../domain/nearest-names.ts'
import type { Problem } from '../../../../domain/problem.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { FeedKill, KillTarget } from '../../../../protocol/feed.ts'
import { killsFit } from '../../../publish/feed-budget.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { enabledFlagsOf, flagKeys, hasFlag, systemOfFlag } from '../stores/flag-rows.ts'
import { type KillRow, killRowsInForce, killsInForce } from '../stores/kill-rows.ts'

export interface KillWish {
  /** All enabled flags of these. */
  readonly systems: readonly string[]
  readonly flags: readonly string[]
  readonly except: readonly string[]
}

export interface KillPlan {
  /** To be killed now, in this order. */
  readonly targets: readonly KillTarget[]
  /** Flags that this cuts. */
  readonly killed: readonly string[]
  /** Flags that were cut already, and the kills that cut them. */
  readonly before: readonly string[]
  readonly beforeKills: readonly string[]
  readonly excepted: readonly string[]
  /** Systems that are killed as a whole. */
  readonly whole: readonly string[]
}

/** Flags that nobody knows, by their places in the body. */
export function unknownFlags(db: Db, at: string, flags: readonly string[]): readonly Problem[] {
  return flags.flatMap((key, i) => {
    if (hasFlag(db, key)) return []
    const near = nearestNames(key, flagKeys(db))
    const hint = near.length === 0 ? '' : `; near it: ${near.join(', ')}`
    return [{ path: `${at}/${i}`, found: JSON.stringify(key), allowed: `a flag of the document${hint}` }]
  })
}

export function planKills(db: Db, { systems, flags, except }: KillWish): Result<KillPlan, Refusal> {
  const cutBy = cuttersOf(killRowsInForce(db))
  const plan = { targets: [] as KillTarget[], killed: [] as string[], whole: [] as string[] }
  const before = new Map<string, string>()
  const inForce: FeedKill[] = killsInForce(db)
  const add = (targets: readonly KillTarget[], killed: readonly string[]): boolean => {
    if (!killsFit(inForce, targets)) return false
    inForce.push(...targets.map((target) => ({ seq: Number.MAX_SAFE_INTEGER, target })))
    plan.targets.push(...targets)
    plan.killed.push(...killed)
    return true
  }
  /** Those that are not cut yet. */
  const fresh = (keys: readonly string[], system: (key: string) => string | null) =>
    keys.filter((key) => {
      const by = cutBy(key, system(key))
      if (by !== undefined) before.set(key, by)
      return by === undefined && !plan.killed.includes(key)
    })
  const named = fresh([...new Set(flags)], (key) => systemOfFlag(db, key))
  if (!add(eachOf(named), named)) return fail(fullFor('these flags', 'kill their systems'))
  const excepted: string[] = []
  for (const system of new Set(systems)) {
    const enabled = enabledFlagsOf(db, system)
    const spared = enabled.filter((key) => except.includes(key))
    excepted.push(...spared)
    const wanted = fresh(
      enabled.filter((key) => !except.includes(key)),
      () => system,
    )
    if (wanted.length === 0 || add(eachOf(wanted), wanted)) continue
    const subject = `the flags of "${system}"`
    if (spared.length > 0) return fail(fullFor(subject, 'leave out "exceptFlags", and the system is killed as a whole'))
    if (!add([{ system }], wanted))
      return fail(fullFor(subject, 'POST /api/v1/kills {"target": {"all": true}} has room'))
    plan.whole.push(system)
  }
  return ok({ ...plan, before: [...before.keys()], beforeKills: [...new Set(before.values())], excepted })
}

const eachOf = (flags: readonly string[]): readonly KillTarget[] => flags.map((flag) => ({ flag }))

const fullFor = (what: string, remedy: string): Refusal => ({
  kind: 'feed-full',
  detail: `the feed has no room for kills of ${what} beside those in force: ${remedy}, or lift some first`,
})

/** The kill that cuts a flag now, if one does. */
function cuttersOf(rows: readonly KillRow[]): (key: string, system: string | null) => string | undefined {
  const of = (kind: KillRow['kind']) =>
    new Map(rows.filter((row) => row.kind === kind).map(({ name, id }) => [name, id] as const))
  const [byFlag, bySystem, everything] = [of('flag'), of('system'), of('all').get('')]
  return (key, system) => byFlag.get(key) ?? (system === null ? undefined : bySystem.get(system)) ?? everything
}
