// Who may lift a kill. Un-killing raises exposure: within ten minutes it only takes back what was just done; later it is a
// change like any other, and needs the scope and the reason of one.

import { fail, ok, type Result } from '../../domain/result.ts'
import { undoMs } from '../../protocol/admin-kill.ts'
import { allows, type Scope } from '../../protocol/scopes.ts'
import type { Refusal } from '../refusal.ts'

export interface KillState {
  readonly id: string
  readonly at: number
  readonly liftedAt: number | null
  readonly liftedBy: string | null
}

export function checkLift(
  kill: KillState,
  held: readonly Scope[],
  reason: string | undefined,
  nowMs: number,
): Result<undefined, Refusal> {
  if (kill.liftedAt !== null) {
    const liftedAt = new Date(kill.liftedAt).toISOString()
    return fail({ kind: 'already-lifted', id: kill.id, liftedAt, liftedBy: kill.liftedBy ?? '' })
  }
  if (nowMs - kill.at <= undoMs) return ok(undefined)
  if (!allows(held, 'write')) return fail({ kind: 'lift-needs-write', at: new Date(kill.at).toISOString(), held })
  if (reason !== undefined) return ok(undefined)
  return fail({ kind: 'reason-required', detail: 'lifting a kill after ten minutes needs a reason: add ?reason=' })
}
