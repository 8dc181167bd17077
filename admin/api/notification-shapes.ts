// The shapes of notifications, as the API's description shows them.

import { z } from '@hono/zod-openapi'
import { audiences } from '../../domain/incident/incident.ts'
import { publicStatuses } from '../../domain/notification/message.ts'
import { notificationStatuses } from '../../protocol/admin-incident.ts'
import * as shapes from './shapes.ts'

export const status = z.enum(notificationStatuses, `one of ${notificationStatuses.join(', ')}`)
export const purpose = z.enum(['page', 'update', 'hook', 'test'], 'page, update, hook or test')
export const audience = z.enum(audiences, audiences.join(', '))

export const notification = z
  .object({
    key: z.string().openapi({ description: 'What the provider recognises a repetition by.' }),
    incident: z.string().optional(),
    audience,
    channel: z.string(),
    seq: z.number().int(),
    purpose,
    status,
    title: z.string(),
    text: z.string(),
    publicStatus: z.enum(publicStatuses).optional(),
    attempts: z.number().int().openapi({ description: 'Sendings and look-ups so far.' }),
    createdAt: shapes.time,
    dueAt: shapes.time.optional().openapi({ description: 'When it is looked at again; absent once it has ended.' }),
    endedAt: shapes.time.optional(),
    lastError: z.string().optional(),
    fellTo: z.string().optional().openapi({ description: 'Key of the page that took its place on another channel.' }),
  })
  .openapi('Notification')

export const decisionInput = z
  .strictObject({ reason: shapes.reason.optional() }, 'an object: {} or {"reason": "…"}')
  .openapi('NotificationDecision')
