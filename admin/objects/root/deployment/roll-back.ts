// Taking a deployment back: its row, and the hook that does it where there is one. Part of a transaction.

import { eq } from 'drizzle-orm'
import type { Db } from '../database.ts'
import { deployments } from '../incident-schema.ts'

export interface RollBackCircumstances {
  readonly nowMs: number
  readonly by: string
  readonly incident: string | null
  readonly reason: string
}

/** `called` is false where nobody takes it back by itself; `why` says so. */
export function rollBackDeployment(
  db: Db,
  id: string,
  { nowMs, reason }: RollBackCircumstances,
): { called: boolean; why?: string } {
  const row = db.select().from(deployments).where(eq(deployments.id, id)).get()
  if (row === undefined) throw new Error(`there is no deployment ${id}`)
  db.update(deployments).set({ status: 'rolled-back', endedAt: nowMs, why: reason }).where(eq(deployments.id, id)).run()
  return row.rollbackHook === null ? { called: false, why: `${id} has no rollback hook` } : { called: true }
}
