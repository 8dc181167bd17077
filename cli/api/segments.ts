// Segments: the named audiences of the flags.

import { z } from 'zod'
import type { WriteAnswer } from '../../protocol/admin-change.ts'
import type { SegmentRecord } from '../../protocol/admin-flag.ts'
import type { Page } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer } from './admin-api.ts'
import { precondition, type WriteOptions, writeAnswerShape, writeQuery } from './writes.ts'

export const segmentShape: z.ZodType<SegmentRecord> = z.looseObject({
  name: z.string(),
  etag: z.string(),
  rule: z.unknown(),
  usedBy: z.array(z.string()),
  usedByCount: z.number(),
})

const pathOf = (name: string): string => `api/v1/segments/${encodeURIComponent(name)}`

export const listSegments = (api: AdminApi, most: number): Answer<Page<SegmentRecord>> =>
  api.list('api/v1/segments', {}, segmentShape, most)

export const getSegment = (api: AdminApi, name: string): Answer<SegmentRecord> => api.get(pathOf(name), segmentShape)

/** Creates with a null ETag, replaces otherwise. */
export function putSegment(
  api: AdminApi,
  name: string,
  rule: unknown,
  etag: string | null,
  options: WriteOptions,
): Answer<WriteAnswer> {
  return api.edit('PUT', `${pathOf(name)}${writeQuery(options)}`, rule, precondition(etag), writeAnswerShape)
}

export function removeSegment(api: AdminApi, name: string, etag: string, options: WriteOptions): Answer<WriteAnswer> {
  return api.edit('DELETE', `${pathOf(name)}${writeQuery(options)}`, undefined, precondition(etag), writeAnswerShape)
}
