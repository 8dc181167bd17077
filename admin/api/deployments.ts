// Deployments, the ledger of everything that changed, and how far a system's failure reaches.

import * as deploymentShapes from './deployment-shapes.ts'
import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import { instant, listOf, listQuery, renderList, text } from './list-query.ts'
import * as shapes from './shapes.ts'

const { deployment } = deploymentShapes
const bodyRefusals = ['malformed-json', 'invalid-body', 'idempotency-key-reused'] as const

const announce = endpoint({
  method: 'post',
  path: '/api/v1/deployments',
  summary: 'Says that a version goes live, or that it is about to. Saying it again changes nothing.',
  needs: ['incident'],
  body: deploymentShapes.deploymentInput,
  answers: {
    200: { description: 'It was announced or live already.', schema: deployment },
    201: { description: 'The deployment.', schema: deployment },
  },
  refuses: [...bodyRefusals, 'transition-refused'],
  run: async ({ root, caller, body }) => written(await root.act(caller, 'deployment.announce', body)),
})

const list = endpoint({
  method: 'get',
  path: '/api/v1/deployments',
  summary: 'Deployments, newest first.',
  needs: ['read'],
  query: listQuery({
    filters: { system: text, version: text, status: deploymentShapes.statuses.optional(), by: text, hotfix: text },
    sorts: ['-announcedAt'],
  }),
  answers: { 200: { description: 'A page of deployments.', schema: shapes.list(deployment) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'deployments', listOf(query)), renderList),
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/deployments/{id}',
  summary: 'One deployment.',
  needs: ['read'],
  answers: { 200: { description: 'The deployment.', schema: deployment } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => shown(await root.look(caller, 'deployment', params.id ?? '')),
})

const live = endpoint({
  method: 'post',
  path: '/api/v1/deployments/{id}/live',
  summary: 'What was announced goes live, unless a SEV1 or SEV2 of its system is before Verify. Takes no body.',
  needs: ['incident'],
  answers: { 200: { description: 'The deployment, live.', schema: deployment } },
  refuses: ['not-found', 'transition-refused', 'idempotency-key-reused'],
  run: async ({ root, caller, params }) => written(await root.act(caller, 'deployment.live', { id: params.id ?? '' })),
})

const rollback = endpoint({
  method: 'post',
  path: '/api/v1/deployments/{id}/rollback',
  summary: 'Calls the hook that takes a deployment back; where there is none, pages somebody who does.',
  needs: ['incident'],
  body: deploymentShapes.rollbackInput,
  answers: { 200: { description: 'The deployment, and who was called.', schema: deploymentShapes.rolledBack } },
  refuses: [...bodyRefusals, 'not-found', 'transition-refused'],
  run: async ({ root, caller, params, body }) => {
    return written(await root.act(caller, 'deployment.rollback', { id: params.id ?? '', ...body }))
  },
})

const abandon = endpoint({
  method: 'post',
  path: '/api/v1/deployments/{id}/abandon',
  summary: 'What was announced will not go live.',
  needs: ['incident'],
  body: deploymentShapes.abandonInput,
  answers: { 200: { description: 'The deployment, abandoned.', schema: deployment } },
  refuses: [...bodyRefusals, 'not-found', 'transition-refused'],
  run: async ({ root, caller, params, body }) => {
    return written(await root.act(caller, 'deployment.abandon', { id: params.id ?? '', ...body }))
  },
})

const ledger = endpoint({
  method: 'get',
  path: '/api/v1/ledger',
  summary: 'Everything that changed in production, newest first: flags, rollouts, deployments, kills, configuration.',
  needs: ['read'],
  query: listQuery({
    filters: { from: instant, to: instant, kind: deploymentShapes.kinds.optional(), system: text, by: text },
    sorts: ['-at'],
  }),
  answers: { 200: { description: 'A page of the ledger.', schema: shapes.list(deploymentShapes.ledgerEntry) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'ledger', listOf(query)), renderList),
})

const radius = endpoint({
  method: 'get',
  path: '/api/v1/systems/{id}/blast-radius',
  summary: 'How far a failure of a system reaches: it and all that depend on it, through any number of steps.',
  needs: ['read'],
  answers: { 200: { description: 'The blast radius.', schema: deploymentShapes.blastRadius } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => shown(await root.look(caller, 'blastRadius', params.id ?? '')),
})

export const deploymentEndpoints: readonly Endpoint[] = [announce, list, show, live, rollback, abandon, ledger, radius]
