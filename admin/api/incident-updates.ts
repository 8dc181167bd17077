// Updates that people write about an incident.

import { z } from '@hono/zod-openapi'
import { audiences } from '../../domain/incident/incident.ts'
import { publicStatuses } from '../../domain/notification/message.ts'
import { notificationStatuses } from '../../protocol/admin-incident.ts'
import { type Endpoint, endpoint, written } from './endpoint.ts'
import * as shapes from './shapes.ts'

const maxTextChars = 2_000
const textText = `text of 1 to ${maxTextChars} characters; empty lines divide paragraphs`
const audienceText = `a list of ${audiences.join(', ')}, each once`
/** Closing alone says "resolved": anything else would be promised too early. */
const openStatuses = publicStatuses.filter((status) => status !== 'resolved')
const statusText = `${openStatuses.join(', ')}; "resolved" is told by closing`

const updateInput = z
  .strictObject(
    {
      text: z
        .string(textText)
        .max(maxTextChars, textText)
        .refine((text) => text.trim() !== '', textText),
      audiences: z
        .array(z.enum(audiences, audienceText), audienceText)
        .min(1, audienceText)
        .refine((list) => new Set(list).size === list.length, audienceText)
        .exactOptional()
        .openapi({ description: 'Everybody who hears of the incident where it is absent.' }),
      status: z
        .enum(openStatuses as [string, ...string[]], statusText)
        .exactOptional()
        .openapi({ description: "What customers are told the state is; that of the incident's phase where absent." }),
    },
    'an object of text and, where they differ, audiences and status',
  )
  .openapi('IncidentUpdateInput')

const notification = z
  .object({
    key: z.string(),
    incident: z.string().optional(),
    audience: z.enum(audiences),
    channel: z.string(),
    seq: z.number().int(),
    purpose: z.enum(['page', 'update', 'hook', 'test']),
    status: z.enum(notificationStatuses),
    title: z.string(),
    text: z.string(),
    publicStatus: z.enum(publicStatuses).optional(),
    attempts: z.number().int(),
    createdAt: shapes.time,
    dueAt: shapes.time.optional(),
    endedAt: shapes.time.optional(),
    lastError: z.string().optional(),
    fellTo: z.string().optional(),
  })
  .openapi('UpdateNotification')

const updateAnswer = z
  .object({
    incident: z.string(),
    text: z.string(),
    nextUpdateAt: shapes.time.optional(),
    notifications: z.array(notification),
  })
  .openapi('IncidentUpdate')

const update = endpoint({
  method: 'post',
  path: '/api/v1/incidents/{id}/update',
  summary: 'Tells what is known now. What is for customers must not name internals, and waits for one approval.',
  needs: ['incident'],
  body: updateInput,
  answers: { 201: { description: 'Written; each notification says whether it waits.', schema: updateAnswer } },
  refuses: ['malformed-json', 'invalid-body', 'not-found', 'transition-refused', 'idempotency-key-reused'],
  run: async ({ root, caller, params, body }) => {
    return written(await root.act(caller, 'incident.update', { id: params.id ?? '', ...(body as UpdateBody) }))
  },
})

/** Zod's enum of a filtered list has forgotten which words are left. */
interface UpdateBody {
  readonly text: string
  readonly audiences?: (typeof audiences)[number][]
  readonly status?: (typeof publicStatuses)[number]
}

export const incidentUpdateEndpoints: readonly Endpoint[] = [update]
