// Cascade detection: what is watched now, and what was acted on. It is read only: nobody asks for a cascade.

import * as cascadeShapes from './cascade-shapes.ts'
import { type Endpoint, endpoint, shown } from './endpoint.ts'
import { listOf, listQuery, renderList, text } from './list-query.ts'
import * as shapes from './shapes.ts'

const list = endpoint({
  method: 'get',
  path: '/api/v1/cascades',
  summary: 'Cascades that were acted on, newest first, with the evidence and what was taken back.',
  needs: ['read'],
  query: listQuery({ filters: { system: text, incident: text }, sorts: ['-at'] }),
  answers: { 200: { description: 'A page of cascades.', schema: shapes.list(cascadeShapes.cascade) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'cascades', listOf(query)), renderList),
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/cascades/{id}',
  summary: 'One cascade: why it was one, which changes were suspected, and what became of each.',
  needs: ['read'],
  answers: { 200: { description: 'The cascade.', schema: cascadeShapes.cascade } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => shown(await root.look(caller, 'cascade', params.id ?? '')),
})

const watches = endpoint({
  method: 'get',
  path: '/api/v1/watches',
  summary: 'Systems that are watched for a cascade now: their hour before, their five minutes, and the evidence.',
  needs: ['read'],
  query: listQuery({ sorts: ['system'] }),
  answers: { 200: { description: 'A page of watched systems.', schema: shapes.list(cascadeShapes.watch) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'watches', listOf(query)), renderList),
})

export const cascadeEndpoints: readonly Endpoint[] = [list, show, watches]
