// Tokens and the audit log.

import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import { instant, listOf, listQuery, renderList, text, yesOrNo } from './list-query.ts'
import * as shapes from './shapes.ts'

const listTokens = endpoint({
  method: 'get',
  path: '/api/v1/tokens',
  summary: 'All tokens in the order of their making, without their secrets.',
  needs: ['admin'],
  query: listQuery({ filters: { name: text, revoked: yesOrNo }, sorts: ['createdAt', 'name'] }),
  answers: { 200: { description: 'A page of tokens.', schema: shapes.list(shapes.token) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'tokens', listOf(query)), renderList),
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
  query: listQuery({
    filters: { actor: text, action: text, subject: text, from: instant, to: instant },
    sorts: ['-id'],
  }),
  answers: { 200: { description: 'A page of the log.', schema: shapes.list(shapes.auditRow) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'audit', listOf(query)), renderList),
})

const verifyAudit = endpoint({
  method: 'get',
  path: '/api/v1/audit/verify',
  summary: 'Walks the chain of hashes from the first row to the last.',
  needs: ['read'],
  answers: { 200: { description: 'The verdict.', schema: shapes.auditVerdict } },
  run: async ({ root, caller }) => shown(await root.verifyAudit(caller)),
})

export const recordEndpoints: readonly Endpoint[] = [listTokens, createToken, revokeToken, listAudit, verifyAudit]
