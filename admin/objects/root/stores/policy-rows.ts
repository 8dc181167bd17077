// Policies: those that come with every deployment, and those that somebody declared. One never changes; a name means the newest
// that was declared under it.

import { desc, eq, or } from 'drizzle-orm'
import { builtInPolicies, type Policy } from '../../../../domain/rollout/policy.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { PolicyRecord } from '../../../../protocol/admin-rollout.ts'
import { policyHash, renderPolicy } from '../../../rollouts/policy-hash.ts'
import type { Db } from '../database.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import { policies } from '../schema.ts'

export const builtIn: readonly PolicyRecord[] = builtInPolicies.map((policy) => {
  return { hash: policyHash(policy), name: policy.name, builtIn: true, policy }
})

export const isBuiltInName = (name: string): boolean => builtIn.some((policy) => policy.name === name)

type PolicyRow = typeof policies.$inferSelect

export const renderPolicyRow = ({ hash, name, policy, at, by }: PolicyRow): PolicyRecord => ({
  hash,
  name,
  builtIn: isBuiltInName(name),
  policy: JSON.parse(policy) as Policy,
  at: new Date(at).toISOString(),
  by,
})

export function findPolicy(db: Db, nameOrHash: string): PolicyRecord | undefined {
  const known = builtIn.find(({ name, hash }) => name === nameOrHash || hash === nameOrHash)
  if (known !== undefined) return known
  const is = or(eq(policies.name, nameOrHash), eq(policies.hash, nameOrHash))
  const row = db.select().from(policies).where(is).orderBy(desc(policies.position)).get()
  return row === undefined ? undefined : renderPolicyRow(row)
}

/** What a rollout was started with, under its hash. */
export function keptPolicy(db: Db, hash: string): Policy {
  const row = db.select({ policy: policies.policy }).from(policies).where(eq(policies.hash, hash)).get()
  if (row === undefined) throw new Error(`there is no policy ${hash}`)
  return JSON.parse(row.policy) as Policy
}

/** Declared twice it is there once. Answers its hash. */
export function keepPolicy(db: Db, policy: Policy, { at, by }: { at: number; by: string }): string {
  const hash = policyHash(policy)
  const row = { hash, name: policy.name, policy: renderPolicy(policy), at, by }
  db.insert(policies).values(row).onConflictDoNothing().run()
  return hash
}

export const listPolicies = (db: Db, query: ListQuery): Page<PolicyRecord> =>
  listPage(db, query, {
    table: policies,
    order: { by: { at: policies.at }, tie: policies.position },
    columns: { name: policies.name },
    render: renderPolicyRow,
  })
