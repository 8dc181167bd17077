// Hotfixes: numbered increments of an incident of severity 1 or 2. Each step names what is missing; none can be skipped.

import type { z } from '@hono/zod-openapi'
import type { ProblemKind } from '../../protocol/admin-problem.ts'
import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import * as hotfixShapes from './hotfix-shapes.ts'
import { listOf, listQuery, renderList, text } from './list-query.ts'
import * as shapes from './shapes.ts'

const moves: readonly ProblemKind[] = [
  'malformed-json',
  'invalid-body',
  'not-found',
  'transition-refused',
  'idempotency-key-reused',
]

const open = endpoint({
  method: 'post',
  path: '/api/v1/incidents/{id}/hotfixes',
  summary: 'Opens the next hotfix of an incident of severity 1 or 2.',
  needs: ['incident'],
  body: hotfixShapes.openInput,
  answers: { 201: { description: 'Opened.', schema: hotfixShapes.hotfix } },
  refuses: moves,
  run: async ({ root, caller, params, body }) => {
    return written(await root.act(caller, 'hotfix.open', { incident: params.id ?? '', ...body }))
  },
})

const list = endpoint({
  method: 'get',
  path: '/api/v1/hotfixes',
  summary: 'Hotfixes, newest first.',
  needs: ['read'],
  query: listQuery({
    filters: { incident: text, status: hotfixShapes.status.optional(), author: text },
    sorts: ['-openedAt'],
  }),
  answers: { 200: { description: 'A page of hotfixes.', schema: shapes.list(hotfixShapes.hotfix) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'hotfixes', listOf(query)), renderList),
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/hotfixes/{id}',
  summary: 'One hotfix: its increment, its status, and what is missing before the next step.',
  needs: ['read'],
  answers: { 200: { description: 'The hotfix.', schema: hotfixShapes.hotfix } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => shown(await root.look(caller, 'hotfix', params.id ?? '')),
})

interface Step<B> {
  readonly step: string
  readonly summary: string
  readonly body: z.ZodType<B>
  readonly refuses?: readonly ProblemKind[]
}

const steps = {
  needs: ['incident'],
  answers: { 200: { description: 'The hotfix as it is now.', schema: hotfixShapes.hotfix } },
} as const

const at = <B>({ step, summary, body, refuses = [] }: Step<B>) => ({
  ...steps,
  method: 'post' as const,
  path: `/api/v1/hotfixes/{id}/${step}`,
  summary,
  body,
  refuses: [...moves, ...refuses],
})

const implement = endpoint({
  ...at({
    step: 'implement',
    summary:
      'What is changed: the fix, the files, one regression test, and the flag that brings it. Again after a change.',
    body: hotfixShapes.implementInput,
  }),
  run: async ({ root, caller, params, body }) => {
    return written(await root.act(caller, 'hotfix.implement', { id: params.id ?? '', ...body }))
  },
})

const suite = endpoint({
  ...at({
    step: 'suite',
    summary: 'Hands in how the suite ended. A change outside the declared components does not pass.',
    body: hotfixShapes.suiteInput,
  }),
  run: async ({ root, caller, params, body }) => {
    return written(await root.act(caller, 'hotfix.suite', { id: params.id ?? '', result: body.result }))
  },
})

const approve = endpoint({
  ...at({
    step: 'approve',
    summary: 'The one approval, by another token than the author.',
    body: hotfixShapes.nothing,
  }),
  run: async ({ root, caller, params }) => written(await root.act(caller, 'hotfix.approve', params.id ?? '')),
})

const roll = endpoint({
  ...at({
    step: 'roll',
    summary: 'Starts the guarded rollout of its flag under the hotfix policy. Needs the scope rollout, too.',
    body: hotfixShapes.rollInput,
    refuses: [
      'rollout-running',
      'rollout-refused',
      'segment-missing',
      'change-outdated',
      'invalid-document',
      'too-large',
    ],
  }),
  run: async ({ root, caller, params, body }) => {
    return written(await root.act(caller, 'hotfix.roll', { id: params.id ?? '', variant: body.variant }))
  },
})

const abandon = endpoint({
  ...at({ step: 'abandon', summary: 'Gives it up, before it rolls.', body: hotfixShapes.abandonInput }),
  run: async ({ root, caller, params, body }) => {
    return written(await root.act(caller, 'hotfix.abandon', { id: params.id ?? '', reason: body.reason }))
  },
})

const task = endpoint({
  ...at({
    step: 'tasks/{n}',
    summary: 'Ticks a task, or takes the tick away. They count from 1.',
    body: hotfixShapes.taskInput,
  }),
  run: async ({ root, caller, params, body }) => {
    const input = { id: params.id ?? '', number: params.n ?? '', done: body.done }
    return written(await root.act(caller, 'hotfix.task', input))
  },
})

export const hotfixEndpoints: readonly Endpoint[] = [open, list, show, implement, suite, approve, roll, abandon, task]
