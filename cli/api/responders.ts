// People who answer for incidents.

import { z } from 'zod'
import type { ResponderRecord } from '../../protocol/admin-incident.ts'
import type { Page } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer, Tagged } from './admin-api.ts'
import { precondition } from './writes.ts'

export const responderShape: z.ZodType<ResponderRecord> = z.looseObject({
  id: z.string(),
  name: z.string(),
  email: z.string().exactOptional(),
  phone: z.string().exactOptional(),
  slack: z.string().exactOptional(),
  rank: z.number().exactOptional(),
})

const pathOf = (id: string): string => `api/v1/responders/${encodeURIComponent(id)}`

export const listResponders = (api: AdminApi): Answer<Page<ResponderRecord>> =>
  api.list('api/v1/responders', {}, responderShape, Number.POSITIVE_INFINITY)

export const getResponder = (api: AdminApi, id: string): Answer<Tagged<ResponderRecord>> =>
  api.getTagged(pathOf(id), responderShape)

/** Creates with a null ETag, replaces otherwise. */
export function putResponder(
  api: AdminApi,
  { id, ...body }: ResponderRecord,
  etag: string | null,
): Answer<ResponderRecord> {
  return api.edit('PUT', pathOf(id), body, precondition(etag), responderShape)
}

export const removeResponder = (api: AdminApi, id: string, etag: string): Answer<null> =>
  api.remove(pathOf(id), precondition(etag))
