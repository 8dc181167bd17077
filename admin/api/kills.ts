// Kills: making, listing and lifting them, and who has confirmed one. Needs neither KV nor any other service.

import { z } from '@hono/zod-openapi'
import { fail } from '../../domain/result.ts'
import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import { listOf, listQuery, renderList, text, yesOrNo } from './list-query.ts'
import * as shapes from './shapes.ts'

const incidentText = 'text of 1 to 200 characters'

const create = endpoint({
  method: 'post',
  path: '/api/v1/kills',
  summary: 'Switches a flag, a system or everything off, everywhere, within 2.5 s.',
  needs: ['kill'],
  body: z
    .strictObject(
      {
        target: shapes.target,
        reason: shapes.reason,
        incident: z.string(incidentText).trim().min(1, incidentText).max(200, incidentText).optional(),
      },
      'an object: {"target": {"flag": "…"}, "reason": "…"}',
    )
    .openapi('KillInput'),
  answers: {
    201: { description: 'Committed, and on its way.', schema: shapes.killAnswer },
    200: { description: 'The target was killed already.', schema: shapes.killAnswer },
  },
  refuses: ['malformed-json', 'invalid-body', 'feed-full', 'invalid-idempotency-key', 'idempotency-key-reused'],
  repeatable: true,
  run: async ({ root, caller, body: { target, reason, incident } }) => {
    return written(await root.kill(caller, { target, reason, ...(incident !== undefined && { incident }) }))
  },
})

const list = endpoint({
  method: 'get',
  path: '/api/v1/kills',
  summary: 'Kills in force, newest first; with ?all=true also those that were lifted.',
  needs: ['read'],
  query: listQuery({
    filters: {
      all: yesOrNo.openapi({ description: 'true: also those that were lifted.' }),
      kind: z.enum(['flag', 'system', 'all'], 'flag, system or all').optional(),
      name: text,
      by: text,
      incident: text,
    },
    sorts: ['-seq'],
  }),
  answers: { 200: { description: 'A page of kills.', schema: shapes.list(shapes.kill) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => {
    return shown(await root.look(caller, 'kills', listOf(query)), renderList)
  },
})

const lift = endpoint({
  method: 'delete',
  path: '/api/v1/kills/{id}',
  summary: 'Lifts a kill: within ten minutes with the scope kill, later with write and a reason.',
  needs: ['kill', 'write'],
  query: z.object({ reason: shapes.reasonQuery }),
  answers: { 200: { description: 'Lifted.', schema: shapes.liftAnswer } },
  refuses: ['not-found', 'already-lifted', 'lift-needs-write', 'reason-required', 'own-change', 'invalid-query'],
  run: async ({ root, caller, params, query: { reason } }) => {
    return written(await root.lift(caller, { id: params.id ?? '', ...(reason !== undefined && { reason }) }))
  },
})

const receipts = endpoint({
  method: 'get',
  path: '/api/v1/kills/{seq}/receipts',
  summary: 'Which locations have confirmed a seq, how soon, and which have not.',
  needs: ['read'],
  answers: { 200: { description: 'The receipts so far.', schema: shapes.receipts } },
  refuses: ['not-found'],
  run: async ({ root, caller, params: { seq = '' } }) => {
    if (/^\d{1,15}$/.test(seq)) return shown(await root.receipts(caller, Number(seq)))
    const admitted = await root.admit(caller)
    return admitted.ok
      ? fail({ kind: 'not-found', detail: `"${seq}" is no seq: the answer to a kill names it` })
      : admitted
  },
})

export const killEndpoints: readonly Endpoint[] = [create, list, lift, receipts]
