// Systems, tokens and the audit log.

import { z } from '@hono/zod-openapi'
import { fail } from '../../domain/result.ts'
import { namePage, numberPage, placeIn, renderPage } from './cursor.ts'
import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import { parseShape } from './parse-shape.ts'
import * as shapes from './shapes.ts'

const listSystems = endpoint({
  method: 'get',
  path: '/api/v1/systems',
  summary: 'The system map, by id.',
  needs: ['read'],
  query: namePage,
  answers: { 200: { description: 'A page of systems.', schema: shapes.list(shapes.system) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.systems(caller, placeIn(query)), renderPage),
})

const putSystem = endpoint({
  method: 'put',
  path: '/api/v1/systems/{id}',
  summary: 'Writes a system. Dependencies name systems that exist, and never run in a circle.',
  needs: ['write'],
  body: shapes.systemInput,
  answers: {
    200: { description: 'Replaced.', schema: shapes.system },
    201: { description: 'Created.', schema: shapes.system },
  },
  refuses: ['malformed-json', 'invalid-body', 'dependency-circle'],
  repeatable: true,
  run: async ({ root, caller, params, body }) => {
    const id = parseShape(shapes.name, params.id)
    if (id.ok) return written(await root.putSystem(caller, { id: id.value, ...body }))
    const admitted = await root.admit(caller)
    return admitted.ok
      ? fail({ kind: 'not-found', detail: `no system can be called that: ${id.error[0]?.allowed}` })
      : admitted
  },
})

const deleteSystem = endpoint({
  method: 'delete',
  path: '/api/v1/systems/{id}',
  summary: 'Removes a system that no other depends on.',
  needs: ['write'],
  answers: { 204: { description: 'Removed.' } },
  refuses: ['not-found', 'system-in-use'],
  run: async ({ root, caller, params }) => written(await root.deleteSystem(caller, params.id ?? '')),
})

const listTokens = endpoint({
  method: 'get',
  path: '/api/v1/tokens',
  summary: 'All tokens in the order of their making, without their secrets.',
  needs: ['admin'],
  query: numberPage,
  answers: { 200: { description: 'A page of tokens.', schema: shapes.list(shapes.token) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.tokens(caller, placeIn(query)), renderPage),
})

const createToken = endpoint({
  method: 'post',
  path: '/api/v1/tokens',
  summary: 'Makes a token. It is shown once: a repeated request with the same idempotency key is answered without it.',
  needs: ['admin'],
  body: shapes.tokenInput,
  answers: { 201: { description: 'The token.', schema: shapes.newToken } },
  refuses: ['malformed-json', 'invalid-body', 'invalid-idempotency-key', 'idempotency-key-reused'],
  run: async ({ root, caller, body: { name, scopes, expiresAt } }) => {
    return written(await root.createToken(caller, { name, scopes, ...(expiresAt !== undefined && { expiresAt }) }))
  },
})

const revokeToken = endpoint({
  method: 'delete',
  path: '/api/v1/tokens/{id}',
  summary: 'Revokes a token, at once and for good.',
  needs: ['admin'],
  answers: { 204: { description: 'Revoked.' } },
  refuses: ['not-found'],
  repeatable: true,
  run: async ({ root, caller, params }) => written(await root.revokeToken(caller, params.id ?? '')),
})

const listAudit = endpoint({
  method: 'get',
  path: '/api/v1/audit',
  summary: 'The audit log, newest first.',
  needs: ['read'],
  query: numberPage.extend({ actor: z.string().optional(), action: z.string().optional() }),
  answers: { 200: { description: 'A page of the log.', schema: shapes.list(shapes.auditRow) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => {
    const { actor, action } = query
    const filter = { ...(actor !== undefined && { actor }), ...(action !== undefined && { action }) }
    return shown(await root.audit(caller, { ...placeIn(query), ...filter }), renderPage)
  },
})

const verifyAudit = endpoint({
  method: 'get',
  path: '/api/v1/audit/verify',
  summary: 'Walks the chain of hashes from the first row to the last.',
  needs: ['read'],
  answers: { 200: { description: 'The verdict.', schema: shapes.auditVerdict } },
  run: async ({ root, caller }) => shown(await root.verifyAudit(caller)),
})

export const recordEndpoints: readonly Endpoint[] = [
  listSystems,
  putSystem,
  deleteSystem,
  listTokens,
  createToken,
  revokeToken,
  listAudit,
  verifyAudit,
]
