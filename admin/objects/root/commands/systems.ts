// Writing the system map. Dependencies name systems that exist and never run in a circle.

import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { SystemRecord } from '../../../../protocol/admin-records.ts'
import { allows } from '../../../../protocol/scopes.ts'
import type { Actor } from '../../../auth/caller.ts'
import type { Refusal } from '../../../refusal.ts'
import { findCircle } from '../../../systems/find-circle.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { allSystems, findSystem, putSystem, removeSystem } from '../stores/system-rows.ts'

/** Taking the need for a second person away from a system's flags is not for whoever may write them. */
function checkLoosening(before: SystemRecord | undefined, approval: boolean, actor: Actor): Refusal | undefined {
  const loosens = before?.approval === true && !approval
  if (!loosens || allows(actor.scopes, 'admin')) return undefined
  return { kind: 'missing-scope', needs: ['admin'], held: actor.scopes }
}

export function writeSystem(db: Db, system: SystemRecord, { actor }: Moment): Result<Done<SystemRecord>, Refusal> {
  const others = allSystems(db).filter(({ id }) => id !== system.id)
  const known = new Set([system.id, ...others.map(({ id }) => id)])
  const problems = system.dependsOn.flatMap((id, i) => {
    if (known.has(id)) return []
    return [{ path: `/dependsOn/${i}`, found: JSON.stringify(id), allowed: `a system: ${[...known].join(', ')}` }]
  })
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const circle = findCircle([...others, system], system.id)
  if (circle !== undefined) return fail({ kind: 'dependency-circle', circle })
  const before = findSystem(db, system.id)
  const loosened = checkLoosening(before, system.approval, actor)
  if (loosened !== undefined) return fail(loosened)
  const audit = { action: 'system.put', subject: system.id, detail: { ...system } }
  if (before !== undefined && JSON.stringify(before) === JSON.stringify(system))
    return ok({ status: 200, body: system })
  putSystem(db, system)
  return ok({ status: before === undefined ? 201 : 200, body: system, audit })
}

export function deleteSystem(db: Db, id: string, { actor }: Moment): Result<Done<null>, Refusal> {
  const system = findSystem(db, id)
  if (system === undefined) {
    return fail({ kind: 'not-found', detail: `there is no system "${id}"; GET /api/v1/systems lists them` })
  }
  const loosened = checkLoosening(system, false, actor)
  if (loosened !== undefined) return fail(loosened)
  const by = allSystems(db).flatMap(({ id: other, dependsOn }) => (dependsOn.includes(id) ? [other] : []))
  if (by.length > 0) return fail({ kind: 'system-in-use', id, by })
  removeSystem(db, id)
  return ok({ status: 204, body: null, audit: { action: 'system.delete', subject: id, detail: { name: system.name } } })
}
