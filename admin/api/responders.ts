// The people who answer for incidents.

import { ok } from '../../domain/result.ts'
import { type Endpoint, endpoint, json, shown, written } from './endpoint.ts'
import { etagOf, preconditionOf } from './etag.ts'
import { responderInput } from './incident-inputs.ts'
import * as incidentShapes from './incident-shapes.ts'
import { given } from './incidents.ts'
import { listOf, listQuery, renderList } from './list-query.ts'
import { parseShape } from './parse-shape.ts'
import { refuseName } from './read-definition.ts'
import * as shapes from './shapes.ts'

const list = endpoint({
  method: 'get',
  path: '/api/v1/responders',
  summary: 'People who answer for incidents.',
  needs: ['read'],
  query: listQuery({ sorts: ['id', 'name'] }),
  answers: { 200: { description: 'A page of responders.', schema: shapes.list(incidentShapes.responder) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'responders', listOf(query)), renderList),
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/responders/{id}',
  summary: 'One responder. The ETag is what replacing it has to match.',
  needs: ['read'],
  answers: { 200: { description: 'The responder.', schema: incidentShapes.responder } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => {
    const found = await root.look(caller, 'responder', params.id ?? '')
    if (!found.ok) return found
    const { etag, ...responder } = found.value
    return ok(json(responder, 200, { etag: etagOf(etag) }))
  },
})

const put = endpoint({
  method: 'put',
  path: '/api/v1/responders/{id}',
  summary: 'Writes a responder; replacing one needs If-Match.',
  needs: ['incident'],
  body: responderInput,
  preconditions: true,
  answers: {
    200: { description: 'Replaced.', schema: incidentShapes.responder },
    201: { description: 'Created.', schema: incidentShapes.responder },
  },
  refuses: ['malformed-json', 'invalid-body', 'precondition-required', 'stale-precondition', 'already-exists'],
  run: async (call) => {
    const { root, caller, request, params, body } = call
    const id = parseShape(shapes.name, params.id)
    if (!id.ok) return refuseName(call, 'responder', id.error)
    const responder = { id: id.value, ...given(body) }
    return written(await root.act(caller, 'responder.put', { responder, precondition: preconditionOf(request) }))
  },
})

const remove = endpoint({
  method: 'delete',
  path: '/api/v1/responders/{id}',
  summary: 'Removes a responder who commands no open incident. Heeds If-Match.',
  needs: ['incident'],
  preconditions: true,
  answers: { 204: { description: 'Removed.' } },
  refuses: ['not-found', 'transition-refused', 'stale-precondition'],
  run: async ({ root, caller, request, params }) => {
    const input = { id: params.id ?? '', precondition: preconditionOf(request) }
    return written(await root.act(caller, 'responder.delete', input))
  },
})

export const responderEndpoints: readonly Endpoint[] = [list, show, put, remove]
