// Where notifications, pages and hooks go. Secrets travel one way: no answer holds one.

import { z } from 'zod'
import type { JsonObject } from '../../domain/json.ts'
import type { Page } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer, Tagged } from './admin-api.ts'
import { precondition } from './writes.ts'

const channelShape = z.looseObject({
  id: z.string(),
  type: z.string(),
  audiences: z.array(z.string()),
  pagingRank: z.number().exactOptional(),
  hook: z.looseObject({ events: z.array(z.string()), systems: z.array(z.string()).exactOptional() }).exactOptional(),
  settings: z.record(z.string(), z.json()),
  secrets: z.array(z.string()),
  disabled: z.string().exactOptional(),
  changedAt: z.string(),
})

export type Channel = z.infer<typeof channelShape>

export interface ChannelBody {
  readonly type: string
  readonly audiences: readonly string[]
  readonly pagingRank?: number
  readonly hook?: { readonly events: readonly string[]; readonly systems?: readonly string[] }
  readonly settings: JsonObject
  /** Those that change: null removes one, the server keeps the others. */
  readonly secrets?: Readonly<Record<string, string | null>>
}

const pathOf = (id: string): string => `api/v1/channels/${encodeURIComponent(id)}`

export const listChannels = (api: AdminApi): Answer<Page<Channel>> =>
  api.list('api/v1/channels', {}, channelShape, Number.POSITIVE_INFINITY)

export const getChannel = (api: AdminApi, id: string): Answer<Tagged<Channel>> =>
  api.getTagged(pathOf(id), channelShape)

/** Creates with a null ETag, replaces otherwise. */
export const putChannel = (api: AdminApi, id: string, body: ChannelBody, etag: string | null): Answer<Channel> =>
  api.edit('PUT', pathOf(id), body, precondition(etag), channelShape)

export const removeChannel = (api: AdminApi, id: string, etag: string): Answer<null> =>
  api.remove(pathOf(id), precondition(etag))

/** Queues a message that shows whether it works; its notification has the key. `to` is a responder. */
export const testChannel = (api: AdminApi, id: string, to: string | undefined): Answer<{ readonly key: string }> =>
  api.post(`${pathOf(id)}/test`, to === undefined ? {} : { to }, {}, z.looseObject({ key: z.string() }))
