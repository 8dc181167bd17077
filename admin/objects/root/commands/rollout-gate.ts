// What nobody may do to a flag that a rollout raises or has to raise, whichever door it comes through: only passed criteria raise
// its exposure. Part of the transaction of a commit; no reason, scope or broken glass takes it away.

import { sql } from 'drizzle-orm'
import { type FlagKind, needsRollout } from '../../../../domain/flag/flag-document.ts'
import { isJsonObject } from '../../../../domain/json.ts'
import { undoMs } from '../../../../protocol/admin-kill.ts'
import { allows, type Scope } from '../../../../protocol/scopes.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { flags, rollouts } from '../schema.ts'
import type { KillRow } from '../stores/kill-rows.ts'
import { runningAmong, unsettledRollout } from '../stores/rollout-rows.ts'
import { definitionText, stagedRaises, stagedRows } from '../stores/staged-rows.ts'

/** Flags that a refusal names. */
const maxNamed = 20

/** `local`: a run on one machine, where releases need no rollout. */
export function checkRollouts(db: Db, plan: string, local: boolean): Refusal | undefined {
  const running = db.all<{ id: string; key: string }>(sql`
    SELECT id, key FROM ${rollouts} WHERE (status = 'running' AND key IN (SELECT value->>'key' FROM ${stagedRows(plan)}))
      OR (status = 'killed' AND settled = 0
        AND key IN (SELECT value->>'key' FROM ${stagedRows(plan)} AND ${stagedRaises}))
    ORDER BY key LIMIT ${maxNamed}`)
  if (running.length > 0) return { kind: 'rollout-running', rollouts: running }
  if (local) return undefined
  const raised = db.all<{ key: string }>(sql`
    SELECT value->>'key' AS key FROM ${stagedRows(plan)} AND ${stagedRaises}
      AND (value->>'rolloutBefore' = 1 OR value->>'rolloutAfter' = 1)
    ORDER BY key LIMIT ${maxNamed}`)
  return raised.length > 0 ? { kind: 'rollout-required', flags: raised.map(({ key }) => key) } : undefined
}

/** Taking the need for a rollout away from a flag is not for whoever may write it. */
export function checkLoosened(db: Db, plan: string, held: readonly Scope[]): Refusal | undefined {
  if (allows(held, 'admin')) return undefined
  const { loosened } = db.get<{ loosened: number }>(sql`
    SELECT count(*) AS loosened FROM ${stagedRows(plan)} AND value->>'definition' IS NOT NULL
      AND value->>'rolloutBefore' = 1 AND value->>'rolloutAfter' = 0`)
  return loosened > 0 ? { kind: 'missing-scope', needs: ['admin'], held } : undefined
}

/** The root's own edits: none touches a flag with a running rollout but that rollout's. */
export function checkEdited(db: Db, keys: readonly string[], own: string | undefined): Refusal | undefined {
  const others = runningAmong(db, keys).filter(({ id }) => id !== own)
  return others.length > 0 ? { kind: 'rollout-running', rollouts: others } : undefined
}

/** Lifting a flag's kill serves again what its definition says. */
export function checkLifted(
  db: Db,
  { kind, name: key, at }: KillRow,
  { nowMs, local }: { nowMs: number; local: boolean },
): Refusal | undefined {
  if (kind !== 'flag') return undefined
  const open = [...runningAmong(db, [key]), unsettledRollout(db, key)].filter((rollout) => rollout !== undefined)
  if (open.length > 0) return { kind: 'rollout-running', rollouts: open }
  if (local || nowMs - at <= undoMs || !isReleased(db, key)) return undefined
  return { kind: 'rollout-required', flags: [key] }
}

function isReleased(db: Db, key: string): boolean {
  const row = db.get<{ definition: string; kind: FlagKind | null } | undefined>(
    sql`SELECT definition, kind FROM ${flags} WHERE key = ${key}`,
  )
  if (row === undefined) return false
  const parsed = JSON.parse(definitionText(db, row.definition) ?? '{}')
  const { rollout } = isJsonObject(parsed.fuseboard) ? parsed.fuseboard : {}
  return needsRollout({ ...(row.kind !== null && { kind: row.kind }), ...(rollout && { rollout }) })
}
