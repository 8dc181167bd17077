// Notifications: what was sent, what waits, what is dead, and what people decide about each. Nothing is written here; the
// outbox only holds what was told with a change.

import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import { listOf, listQuery, type ParsedList, renderList, text } from './list-query.ts'
import * as notificationShapes from './notification-shapes.ts'
import * as shapes from './shapes.ts'

const filters = {
  channel: text,
  status: notificationShapes.status.optional(),
  purpose: notificationShapes.purpose.optional(),
  audience: notificationShapes.audience.optional(),
}
const page = { description: 'A page of notifications.', schema: shapes.list(notificationShapes.notification) }

const list = endpoint({
  method: 'get',
  path: '/api/v1/notifications',
  summary: 'Notifications of all incidents, newest first.',
  needs: ['read'],
  query: listQuery({ filters: { incident: text, ...filters }, sorts: ['-createdAt'] }),
  answers: { 200: page },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'notifications', listOf(query)), renderList),
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/notifications/{key}',
  summary: 'One notification: what it says, and what became of it.',
  needs: ['read'],
  answers: { 200: { description: 'The notification.', schema: notificationShapes.notification } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => shown(await root.look(caller, 'notification', params.key ?? '')),
})

const ofIncident = endpoint({
  method: 'get',
  path: '/api/v1/incidents/{id}/notifications',
  summary: 'Notifications of one incident, newest first.',
  needs: ['read'],
  query: listQuery({ filters, sorts: ['-createdAt'] }),
  answers: { 200: page },
  refuses: ['not-found', 'invalid-query'],
  run: async ({ root, caller, params, query }) => {
    const asked: ParsedList = { ...query, incident: params.id ?? '' }
    return shown(await root.look(caller, 'incident.notifications', listOf(asked)), renderList)
  },
})

const decisions = {
  approve: 'Lets a customer post go that awaits approval.',
  withdraw: 'Takes a notification back that was not sent yet.',
  retry: 'Sends a dead notification again, with its old key and a budget of its own.',
} as const

const decide = (['approve', 'withdraw', 'retry'] as const).map((decision) =>
  endpoint({
    method: 'post',
    path: `/api/v1/notifications/{key}/${decision}`,
    summary: decisions[decision],
    needs: ['incident'],
    body: notificationShapes.decisionInput,
    answers: { 200: { description: 'The notification as it is now.', schema: notificationShapes.notification } },
    refuses: [
      'malformed-json',
      'invalid-body',
      'not-found',
      'transition-refused',
      ...(decision === 'retry' ? (['channel-refused'] as const) : []),
      'idempotency-key-reused',
    ],
    run: async ({ root, caller, params, body: { reason } }) => {
      return written(await root.act(caller, `notification.${decision}`, { key: params.key ?? '', reason }))
    },
  }),
)

export const notificationEndpoints: readonly Endpoint[] = [list, show, ofIncident, ...decide]
