// Whether this deployment is ready for its next incident.

import { z } from '@hono/zod-openapi'
import { endpoint, shown } from './endpoint.ts'

const readinessAnswer = z
  .object({ ready: z.boolean(), items: z.array(z.object({ text: z.string(), done: z.boolean() })) })
  .openapi('Readiness')

export const readiness = endpoint({
  method: 'get',
  path: '/api/v1/readiness',
  summary: 'What has to be there before an incident, and what of it is.',
  needs: ['read'],
  answers: { 200: { description: 'The checklist.', schema: readinessAnswer } },
  run: async ({ root, caller }) => shown(await root.look(caller, 'readiness', null)),
})
