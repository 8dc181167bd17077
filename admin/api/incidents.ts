// Incidents: opening one, and everything that can be read of it. What moves one on is in incident-steps.ts.

import { z } from '@hono/zod-openapi'
import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import { openInput } from './incident-inputs.ts'
import * as incidentShapes from './incident-shapes.ts'
import { listOf, listQuery, renderList, text, yesOrNo } from './list-query.ts'
import * as shapes from './shapes.ts'

const open = endpoint({
  method: 'post',
  path: '/api/v1/incidents',
  summary: 'Opens an incident. A SEV1 or SEV2 switches the flags of its systems off in the same transaction.',
  needs: ['incident'],
  body: openInput,
  answers: { 201: { description: 'Open; what was killed, and what was not.', schema: incidentShapes.openedIncident } },
  refuses: ['malformed-json', 'invalid-body', 'feed-full', 'invalid-idempotency-key', 'idempotency-key-reused'],
  run: async ({ root, caller, body }) => written(await root.act(caller, 'incident.open', given(body))),
})

/** Without the members that were not given. */
export const given = <T extends object>(body: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as never

const list = endpoint({
  method: 'get',
  path: '/api/v1/incidents',
  summary: 'Incidents, newest first.',
  needs: ['read'],
  query: listQuery({
    filters: {
      open: yesOrNo,
      phase: incidentShapes.phase.optional(),
      severity: z.enum(['1', '2', '3', '4'], '1, 2, 3 or 4').optional(),
      system: text,
      commander: text,
      source: incidentShapes.source.optional(),
    },
    sorts: ['-openedAt', 'severity'],
  }),
  answers: { 200: { description: 'A page of incidents.', schema: shapes.list(incidentShapes.incidentSummary) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'incidents', listOf(query)), renderList),
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/incidents/{id}',
  summary: 'One incident: where it stands, what it lacks for its next phase, and the newest of its timeline.',
  needs: ['read'],
  answers: { 200: { description: 'The incident.', schema: incidentShapes.incident } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => shown(await root.look(caller, 'incident', params.id ?? '')),
})

const afterText = 'the id of an entry'
const timeline = endpoint({
  method: 'get',
  path: '/api/v1/incidents/{id}/timeline',
  summary: 'What happened, from the beginning, or after an entry.',
  needs: ['read'],
  query: listQuery({
    filters: {
      after: z
        .string()
        .regex(/^\d{1,15}$/, afterText)
        .optional(),
      kind: text,
      actor: text,
    },
    sorts: ['id'],
  }),
  answers: { 200: { description: 'A page of the timeline.', schema: shapes.list(incidentShapes.timelineEntry) } },
  refuses: ['not-found', 'invalid-query'],
  run: async ({ root, caller, params, query }) => {
    return shown(
      await root.look(caller, 'incident.timeline', { id: params.id ?? '', query: listOf(query) }),
      renderList,
    )
  },
})

const verify = endpoint({
  method: 'get',
  path: '/api/v1/incidents/{id}/timeline/verify',
  summary: "Walks the chain of a timeline's hashes from the first entry to the last.",
  needs: ['read'],
  answers: { 200: { description: 'The verdict.', schema: incidentShapes.timelineVerdict } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => shown(await root.look(caller, 'incident.verify', params.id ?? '')),
})

export const incidentEndpoints: readonly Endpoint[] = [open, list, show, timeline, verify]
