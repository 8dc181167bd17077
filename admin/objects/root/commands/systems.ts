// Writing the system map. Dependencies name systems that exist and never run in a circle.

import { fail, ok, type Result } from '../../../../domain/result.ts'
import { findCircle } from '../../../../domain/system/find-circle.ts'
import type { SystemRecord } from '../../../../protocol/admin-records.ts'
import { allows } from '../../../../protocol/scopes.ts'
import type { Actor } from '../../../auth/caller.ts'
import { hashText } from '../../../hash-text.ts'
import { checkPrecondition, type Precondition } from '../../../preconditions.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { flagsOfSystem } from '../stores/flag-rows.ts'
import { allSystems, findSystem, putSystem, removeSystem } from '../stores/system-rows.ts'

/** Hash of the record. */
export const systemEtag = ({ id, name, owner, paths, dependsOn, critical, approval }: SystemRecord): string =>
  hashText(JSON.stringify([id, name, owner, paths, dependsOn, critical, approval]))

const guardedBy = (id: string, before: SystemRecord | undefined) => ({
  what: `the system "${id}"`,
  address: `/api/v1/systems/${encodeURIComponent(id)}`,
  etag: before && systemEtag(before),
})

export function readSystem(db: Db, id: string): Result<SystemRecord & { etag: string }, Refusal> {
  const system = findSystem(db, id)
  if (system === undefined) return fail(unknownSystem(id))
  return ok({ ...system, etag: systemEtag(system) })
}

const unknownSystem = (id: string): Refusal => ({
  kind: 'not-found',
  detail: `there is no system "${id}"; GET /api/v1/systems lists them`,
})

/** Taking the need for a second person away from a system's flags is not for whoever may write them. */
function checkLoosening(before: SystemRecord | undefined, approval: boolean, actor: Actor): Refusal | undefined {
  const loosens = before?.approval === true && !approval
  if (!loosens || allows(actor.scopes, 'admin')) return undefined
  return { kind: 'missing-scope', needs: ['admin'], held: actor.scopes }
}

/** Writing what stands there already changes nothing, and needs no precondition: nobody is overwritten. */
export function writeSystem(
  db: Db,
  system: SystemRecord,
  precondition: Precondition,
  { actor }: Moment,
): Result<Done<SystemRecord>, Refusal> {
  const before = findSystem(db, system.id)
  const isSame = before !== undefined && systemEtag(before) === systemEtag(system)
  if (isSame && !precondition.createOnly) return ok({ status: 200, body: system })
  const refusal =
    checkPrecondition(precondition, guardedBy(system.id, before)) ?? checkLoosening(before, system.approval, actor)
  if (refusal !== undefined) return fail(refusal)
  const others = allSystems(db).filter(({ id }) => id !== system.id)
  const known = new Set([system.id, ...others.map(({ id }) => id)])
  const problems = system.dependsOn.flatMap((id, i) => {
    if (known.has(id)) return []
    return [{ path: `/dependsOn/${i}`, found: JSON.stringify(id), allowed: `a system: ${[...known].join(', ')}` }]
  })
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const circle = findCircle([...others, system], system.id)
  if (circle !== undefined) return fail({ kind: 'dependency-circle', circle })
  const audit = { action: 'system.put', subject: system.id, detail: { ...system } }
  putSystem(db, system)
  return ok({ status: before === undefined ? 201 : 200, body: system, audit })
}

/** Flags that a refusal names. */
const maxNamed = 20

export function deleteSystem(
  db: Db,
  id: string,
  precondition: Precondition,
  { actor }: Moment,
): Result<Done<null>, Refusal> {
  const system = findSystem(db, id)
  if (system === undefined) return fail(unknownSystem(id))
  const loosened = checkLoosening(system, false, actor)
  if (loosened !== undefined) return fail(loosened)
  const by = allSystems(db).flatMap(({ id: other, dependsOn }) => (dependsOn.includes(id) ? [other] : []))
  const flags = flagsOfSystem(db, id, maxNamed)
  if (by.length > 0 || flags.length > 0) return fail({ kind: 'system-in-use', id, by, flags })
  const refusal =
    precondition.ifMatch === undefined ? undefined : checkPrecondition(precondition, guardedBy(id, system))
  if (refusal !== undefined) return fail(refusal)
  removeSystem(db, id)
  return ok({ status: 204, body: null, audit: { action: 'system.delete', subject: id, detail: { name: system.name } } })
}
