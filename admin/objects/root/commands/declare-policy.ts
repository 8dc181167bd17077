// Declaring a policy. It never changes: the same name with another content is another policy, and a rollout keeps its own.

import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { Policy } from '../../../../domain/rollout/policy.ts'
import type { PolicyRecord } from '../../../../protocol/admin-rollout.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { findPolicy, isBuiltInName, keepPolicy } from '../stores/policy-rows.ts'

export function declarePolicy(db: Db, policy: Policy, { nowMs, actor }: Moment): Result<Done<PolicyRecord>, Refusal> {
  const { name } = policy
  if (isBuiltInName(name)) {
    const allowed = 'a name of its own: this policy comes with every deployment and stays what it is'
    return fail({ kind: 'invalid-body', problems: [{ path: '/name', found: JSON.stringify(name), allowed }] })
  }
  const hash = keepPolicy(db, policy, { at: nowMs, by: actor.id })
  const body = findPolicy(db, hash) as PolicyRecord
  return ok({ status: 201, body, audit: { action: 'policy.declare', subject: hash, detail: { name } } })
}
