// The system map: what flags, repositories and incidents refer to.

import { ok } from '../../domain/result.ts'
import { type Endpoint, endpoint, json, shown, written } from './endpoint.ts'
import { etagOf, preconditionOf } from './etag.ts'
import { listOf, listQuery, renderList, text, yesOrNo } from './list-query.ts'
import { parseShape } from './parse-shape.ts'
import { refuseName } from './read-definition.ts'
import * as shapes from './shapes.ts'

const list = endpoint({
  method: 'get',
  path: '/api/v1/systems',
  summary: 'The system map.',
  needs: ['read'],
  query: listQuery({
    filters: { owner: text, critical: yesOrNo, approval: yesOrNo },
    sorts: ['id', 'name', 'owner'],
  }),
  answers: { 200: { description: 'A page of systems.', schema: shapes.list(shapes.system) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'systems', listOf(query)), renderList),
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/systems/{id}',
  summary: 'One system. Its ETag is what replacing it has to match.',
  needs: ['read'],
  answers: { 200: { description: 'The system.', schema: shapes.system } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => {
    const found = await root.system(caller, params.id ?? '')
    if (!found.ok) return found
    const { etag, ...system } = found.value
    return ok(json(system, 200, { etag: etagOf(etag) }))
  },
})

const put = endpoint({
  method: 'put',
  path: '/api/v1/systems/{id}',
  summary:
    'Writes a system; replacing one needs If-Match. Dependencies name systems that exist, and never run in a circle.',
  needs: ['write'],
  body: shapes.systemInput,
  preconditions: true,
  answers: {
    200: { description: 'Replaced.', schema: shapes.system },
    201: { description: 'Created.', schema: shapes.system },
  },
  refuses: [
    'malformed-json',
    'invalid-body',
    'precondition-required',
    'stale-precondition',
    'already-exists',
    'dependency-circle',
  ],
  run: async (call) => {
    const { root, caller, request, params, body } = call
    const id = parseShape(shapes.name, params.id)
    if (!id.ok) return refuseName(call, 'system', id.error)
    return written(await root.putSystem(caller, { id: id.value, ...body }, preconditionOf(request)))
  },
})

const remove = endpoint({
  method: 'delete',
  path: '/api/v1/systems/{id}',
  summary: 'Removes a system that no other depends on and no flag names. Heeds If-Match.',
  needs: ['write'],
  preconditions: true,
  answers: { 204: { description: 'Removed.' } },
  refuses: ['not-found', 'system-in-use', 'stale-precondition'],
  run: async ({ root, caller, request, params }) => {
    return written(await root.deleteSystem(caller, params.id ?? '', preconditionOf(request)))
  },
})

export const systemEndpoints: readonly Endpoint[] = [list, show, put, remove]
