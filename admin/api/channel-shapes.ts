// The shapes of channels, as the API's description shows them. What a type needs among its settings and secrets is judged by
// the type itself, in the root.

import { z } from '@hono/zod-openapi'
import { audiences } from '../../domain/incident/incident.ts'
import { isDeeper, isJsonObject, type JsonObject } from '../../domain/json.ts'
import { hookEvents } from '../../protocol/admin-channel.ts'
import { channelTypes } from '../channels/channel.ts'
import * as shapes from './shapes.ts'

const audienceText = `one of ${audiences.join(', ')}`
const rankText = 'a whole number from 1 to 100: 1 is tried first'
const eventsText = `a list of one or more of ${hookEvents.join(', ')}`
const settingsText = 'an object of settings'
const secretsText = 'an object of texts; null removes one'
/** Deeper than any setting is. */
const maxSettingLevels = 3

/** Handed on as it is: nothing of it may get lost on the way to the check that knows its type. */
const settings = z
  .custom<JsonObject>(
    (value) => isJsonObject(value as JsonObject) && !isDeeper(value as JsonObject, maxSettingLevels),
    settingsText,
  )
  .openapi({ type: 'object', description: 'What the type needs: docs/channels.md has a table of each.' })

type Secrets = Readonly<Record<string, string | null>>
const isSecrets = (value: unknown): boolean =>
  isJsonObject(value) && Object.values(value).every((secret) => secret === null || typeof secret === 'string')

const secrets = z
  .custom<Secrets>(isSecrets, secretsText)
  .openapi({ type: 'object', description: 'Written and never shown. One that is left out stays; null removes it.' })

const hook = z.strictObject(
  {
    events: z.array(z.enum(hookEvents, `one of ${hookEvents.join(', ')}`), eventsText).min(1, eventsText),
    systems: z
      .array(shapes.name, 'a list of ids of systems')
      .min(1, 'one or more systems, or nothing for all')
      .optional(),
  },
  'an object of events and, if not for all, systems',
)

export const channelInput = z
  .strictObject(
    {
      type: z.enum(channelTypes, `one of ${channelTypes.join(', ')}`),
      audiences: z.array(z.enum(audiences, audienceText), 'a list of audiences').max(audiences.length).default([]),
      pagingRank: z.number(rankText).int(rankText).min(1, rankText).max(100, rankText).optional(),
      hook: hook.optional(),
      settings: settings.default({}),
      secrets: secrets.default({}),
    },
    'an object of type, settings, secrets and what it is used for: audiences, pagingRank, hook',
  )
  .openapi('ChannelInput')

export const channel = z
  .object({
    id: z.string().openapi({ example: 'pager' }),
    type: z.string(),
    audiences: z.array(z.enum(audiences)),
    pagingRank: z.number().int().optional(),
    hook: z.object({ events: z.array(z.string()), systems: z.array(z.string()).optional() }).optional(),
    settings: z.record(z.string(), z.unknown()),
    secrets: z.array(z.string()).openapi({ description: 'Names of the secrets that it has.' }),
    disabled: z.string().optional(),
    changedAt: shapes.time,
  })
  .openapi('Channel')

export const channelTestInput = z
  .strictObject({ to: shapes.name.optional() }, 'an object: {} or {"to": "<a responder>"}')
  .openapi('ChannelTestInput')

export const channelTest = z.object({ key: z.string() }).openapi('ChannelTest')
