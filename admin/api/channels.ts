// Channels: where notifications, pages and hooks go. Secrets go in and never come out.

import { z } from '@hono/zod-openapi'
import { ok } from '../../domain/result.ts'
import { channelTypes } from '../channels/channel.ts'
import { channel, channelInput, channelTest, channelTestInput } from './channel-shapes.ts'
import { type Endpoint, endpoint, json, shown, written } from './endpoint.ts'
import { etagOf, preconditionOf } from './etag.ts'
import { listOf, listQuery, renderList } from './list-query.ts'
import { parseShape } from './parse-shape.ts'
import { refuseName } from './read-definition.ts'
import * as shapes from './shapes.ts'

const list = endpoint({
  method: 'get',
  path: '/api/v1/channels',
  summary: 'Where notifications go, without secrets.',
  needs: ['read'],
  query: listQuery({
    filters: { type: z.enum(channelTypes, `one of ${channelTypes.join(', ')}`).optional() },
    sorts: ['id', 'type'],
  }),
  answers: { 200: { description: 'A page of channels.', schema: shapes.list(channel) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'channels', listOf(query)), renderList),
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/channels/{id}',
  summary: 'One channel, without secrets. Its ETag is what replacing it has to match.',
  needs: ['read'],
  answers: { 200: { description: 'The channel.', schema: channel } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => {
    const found = await root.look(caller, 'channel', params.id ?? '')
    if (!found.ok) return found
    const { etag, ...record } = found.value
    return ok(json(record, 200, { etag: etagOf(etag) }))
  },
})

const put = endpoint({
  method: 'put',
  path: '/api/v1/channels/{id}',
  summary:
    'Writes a channel; replacing one needs If-Match. Secrets that are left out stay, null removes one. Writing enables it again.',
  needs: ['admin'],
  body: channelInput,
  preconditions: true,
  answers: {
    200: { description: 'Replaced.', schema: channel },
    201: { description: 'Created.', schema: channel },
  },
  refuses: ['malformed-json', 'invalid-body', 'precondition-required', 'stale-precondition', 'already-exists'],
  run: async (call) => {
    const { root, caller, request, params, body } = call
    const id = parseShape(shapes.name, params.id)
    if (!id.ok) return refuseName(call, 'channel', id.error)
    const input = { id: id.value, ...body, precondition: preconditionOf(request) }
    return written(await root.act(caller, 'channel.put', input))
  },
})

const remove = endpoint({
  method: 'delete',
  path: '/api/v1/channels/{id}',
  summary: 'Removes a channel that nothing is on its way through and no deployment needs. Heeds If-Match.',
  needs: ['admin'],
  preconditions: true,
  answers: { 204: { description: 'Removed.' } },
  refuses: ['not-found', 'channel-refused', 'stale-precondition'],
  run: async ({ root, caller, request, params }) => {
    const input = { id: params.id ?? '', precondition: preconditionOf(request) }
    return written(await root.act(caller, 'channel.delete', input))
  },
})

const test = endpoint({
  method: 'post',
  path: '/api/v1/channels/{id}/test',
  summary: 'Sends a test through a channel, the way of all notifications. What became of it is told under its key.',
  needs: ['admin'],
  body: channelTestInput,
  answers: { 202: { description: 'It is on its way.', schema: channelTest } },
  refuses: [
    'malformed-json',
    'invalid-body',
    'not-found',
    'channel-refused',
    'invalid-idempotency-key',
    'idempotency-key-reused',
  ],
  run: async ({ root, caller, params, body }) => {
    return written(await root.act(caller, 'channel.test', { id: params.id ?? '', to: body.to }))
  },
})

export const channelEndpoints: readonly Endpoint[] = [list, show, put, remove, test]
