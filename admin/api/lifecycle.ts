// What of the flags should go, by owner.

import { z } from '@hono/zod-openapi'
import { type Endpoint, endpoint, shown } from './endpoint.ts'

const count = z.number().int()

export const lifecycleAnswer = z
  .object({
    budget: count.openapi({ description: 'Stale flags that an owner may have.' }),
    owners: z.array(
      z.object({
        owner: z.string().openapi({ description: 'Empty for flags that name none.' }),
        flags: count,
        stale: count,
        over: z.boolean(),
      }),
    ),
  })
  .openapi('Lifecycle')

const lifecycle = endpoint({
  method: 'get',
  path: '/api/v1/lifecycle',
  summary: 'Stale flags by owner, and who has more of them than the budget allows.',
  needs: ['read'],
  answers: { 200: { description: 'All owners, by name.', schema: lifecycleAnswer } },
  run: async ({ root, caller }) => shown(await root.lifecycle(caller)),
})

export const lifecycleEndpoints: readonly Endpoint[] = [lifecycle]
