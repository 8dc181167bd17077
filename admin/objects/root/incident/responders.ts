// Writing the people who answer for incidents.

import type { Problem } from '../../../../domain/problem.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { ResponderRecord } from '../../../../protocol/admin-incident.ts'
import { hashText } from '../../../hash-text.ts'
import { checkPrecondition, type Precondition } from '../../../preconditions.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Act } from '../acts.ts'
import type { Db } from '../database.ts'
import { openIncidents } from '../stores/incident-rows.ts'
import { allResponders, findResponder, putResponder, removeResponder } from '../stores/responder-rows.ts'

/** Hash of the record. */
const etagOf = ({ id, name, email, phone, slack, rank }: ResponderRecord): string =>
  hashText(JSON.stringify([id, name, email, phone, slack, rank]))

const guardedBy = (id: string, before: ResponderRecord | undefined) => ({
  what: `the responder "${id}"`,
  address: `/api/v1/responders/${encodeURIComponent(id)}`,
  etag: before && etagOf(before),
})

const unknown = (id: string): Refusal => ({
  kind: 'not-found',
  detail: `there is no responder "${id}"; GET /api/v1/responders lists them`,
})

/** Names in a refusal. */
const maxNamed = 50

/** What is wrong with naming somebody nobody knows: who could be named instead. */
export function unknownResponder(db: Db, path: string, id: string): readonly Problem[] {
  if (findResponder(db, id) !== undefined) return []
  const ids = allResponders(db).map((responder) => responder.id)
  const rest = ids.length - maxNamed
  const named = `${ids.slice(0, maxNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
  const allowed =
    ids.length === 0 ? 'a responder; there is none yet: PUT /api/v1/responders/{id} adds one' : `a responder: ${named}`
  return [{ path, found: JSON.stringify(id), allowed }]
}

export function readResponder(db: Db, id: string): Result<ResponderRecord & { etag: string }, Refusal> {
  const found = findResponder(db, id)
  return found === undefined ? fail(unknown(id)) : ok({ ...found, etag: etagOf(found) })
}

export interface ResponderInput {
  readonly responder: ResponderRecord
  readonly precondition: Precondition
}

/** Writing what stands there already changes nothing, and needs no precondition: nobody is overwritten. */
export const writeResponder: Act<ResponderInput, ResponderRecord> = (db, { responder, precondition }) => {
  const { id, name, rank } = responder
  const before = findResponder(db, id)
  const isSame = before !== undefined && etagOf(before) === etagOf(responder)
  if (isSame && !precondition.createOnly) return ok({ status: 200, body: responder })
  const refusal = checkPrecondition(precondition, guardedBy(id, before))
  if (refusal !== undefined) return fail(refusal)
  putResponder(db, responder)
  // How somebody is reached is nobody's business but the outbox's.
  const audit = { action: 'responder.put', subject: id, detail: { name, ...(rank !== undefined && { rank }) } }
  return ok({ status: before === undefined ? 201 : 200, body: responder, audit })
}

export interface ResponderRemoval {
  readonly id: string
  readonly precondition: Precondition
}

/** Whoever commands an open incident stays: what is told about it has to reach somebody. */
export const deleteResponder: Act<ResponderRemoval, null> = (db, { id, precondition }) => {
  const found = findResponder(db, id)
  if (found === undefined) return fail(unknown(id))
  const commanded = openIncidents(db).find(({ commander }) => commander === id)
  if (commanded !== undefined) {
    const missing = [`somebody else who commands it: POST /api/v1/incidents/${commanded.id}/command {"commander"}`]
    const [from, to] = [`the command of ${id}`, 'no command']
    return fail({ kind: 'transition-refused', what: 'incident', id: commanded.id, from, to, missing })
  }
  const refusal = precondition.ifMatch === undefined ? undefined : checkPrecondition(precondition, guardedBy(id, found))
  if (refusal !== undefined) return fail(refusal)
  removeResponder(db, id)
  return ok({
    status: 204,
    body: null,
    audit: { action: 'responder.delete', subject: id, detail: { name: found.name } },
  })
}
