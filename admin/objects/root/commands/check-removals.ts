// What no write of a document may do, whichever door it came through: take a flag away that is still being asked for, or bring
// an archived one back as if it were new. Part of the transaction of a commit.

import { sql } from 'drizzle-orm'
import { archivableAfterMs } from '../../../../domain/lifecycle/stale-reasons.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { archivedFlags, flagUsage } from '../schema.ts'
import { stagedRows } from '../stores/staged-rows.ts'

/** Flags that a refusal names. */
const maxNamed = 20

/** Going back to an earlier revision is exempt from both: it has to work at any time. */
export function checkRemovals(
  db: Db,
  { plan, restores = false, rolledBackTo }: { plan: string; restores?: boolean; rolledBackTo?: number },
  nowMs: number,
): Refusal | undefined {
  if (rolledBackTo !== undefined) return undefined
  const inUse = db.all<{ key: string; lastAt: number }>(sql`
    SELECT key, max(last_at) AS lastAt FROM ${flagUsage}
    WHERE last_at > ${nowMs - archivableAfterMs}
      AND key IN (SELECT value->>'key' FROM ${stagedRows(plan)} AND value->>'definition' IS NULL)
    GROUP BY key ORDER BY lastAt DESC, key LIMIT ${maxNamed}`)
  if (inUse.length > 0) return { kind: 'flag-in-use', flags: inUse }
  if (restores) return undefined
  const archived = db.all<{ key: string; at: number; by: string }>(sql`
    SELECT key, at, by FROM ${archivedFlags}
    WHERE key IN (SELECT value->>'key' FROM ${stagedRows(plan)} AND value->>'change' = 'added')
    ORDER BY key LIMIT ${maxNamed}`)
  return archived.length > 0 ? { kind: 'flag-archived', flags: archived } : undefined
}
