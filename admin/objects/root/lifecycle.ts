// Which owners have more stale flags than they may: facts from the tables, judged by the lifecycle's rules.

import { sql } from 'drizzle-orm'
import { staleBudget } from '../../../domain/lifecycle/stale-budget.ts'
import { type FlagFacts, staleReasons } from '../../../domain/lifecycle/stale-reasons.ts'
import type { LifecycleAnswer } from '../../../protocol/admin-lifecycle.ts'
import type { Db } from './database.ts'
import { flags, revisions } from './schema.ts'
import { killsInForce } from './stores/kill-rows.ts'
import { lastEvaluations, readReporting, servedLately } from './stores/usage-rows.ts'

interface FlagRow {
  readonly key: string
  readonly owner: string | null
  readonly system: string | null
  readonly kind: string | null
  readonly state: FlagFacts['state']
  readonly createdAtMs: number
  readonly changedAtMs: number
  readonly expiresAtMs: number | null
}

export function readLifecycle(db: Db, nowMs: number, budget: number): LifecycleAnswer {
  const reporting = readReporting(db)
  const evaluated = lastEvaluations(db)
  const served = servedLately(db, nowMs)
  const isKilled = killedIn(db)
  const rows = db.all<FlagRow>(sql`
    SELECT f.key, f.owner, f.system, f.kind, f.state, f.created_at AS createdAtMs, f.expires_at AS expiresAtMs,
      coalesce(r.at, f.created_at) AS changedAtMs
    FROM ${flags} f LEFT JOIN ${revisions} r ON r.number = f.changed_number`)
  const owned = rows.map((row) => {
    const facts = {
      ...row,
      killed: isKilled(row),
      lastEvaluatedAtMs: evaluated.get(row.key) ?? null,
      served: served.get(row.key) ?? {},
    }
    return { owner: row.owner, isStale: staleReasons(facts, reporting, nowMs).length > 0 }
  })
  return { budget, owners: staleBudget(owned, budget) }
}

function killedIn(db: Db): (flag: Pick<FlagRow, 'key' | 'system'>) => boolean {
  const keys = new Set<string>()
  const systems = new Set<string>()
  for (const { target } of killsInForce(db)) {
    if ('all' in target) return () => true
    if ('flag' in target) keys.add(target.flag)
    else systems.add(target.system)
  }
  return ({ key, system }) => keys.has(key) || (system !== null && systems.has(system))
}
