// The system map: which system owns which paths, and which depends on which.

import { z } from 'zod'
import type { Page, SystemRecord } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer, Tagged } from './admin-api.ts'
import { precondition } from './writes.ts'

export const systemShape: z.ZodType<SystemRecord> = z.looseObject({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  paths: z.array(z.string()),
  dependsOn: z.array(z.string()),
  critical: z.boolean(),
  approval: z.boolean(),
})

const pathOf = (id: string): string => `api/v1/systems/${encodeURIComponent(id)}`

export const listSystems = (api: AdminApi): Answer<Page<SystemRecord>> =>
  api.list('api/v1/systems', {}, systemShape, Number.POSITIVE_INFINITY)

export const getSystem = (api: AdminApi, id: string): Answer<Tagged<SystemRecord>> =>
  api.getTagged(pathOf(id), systemShape)

/** Creates with a null ETag, replaces otherwise. */
export function putSystem(
  api: AdminApi,
  { id, name, owner, paths, dependsOn, critical, approval }: SystemRecord,
  etag: string | null,
): Answer<SystemRecord> {
  const body = { name, owner, paths, dependsOn, critical, approval }
  return api.edit('PUT', pathOf(id), body, precondition(etag), systemShape)
}

export const removeSystem = (api: AdminApi, id: string, etag: string): Answer<null> =>
  api.remove(pathOf(id), precondition(etag))
