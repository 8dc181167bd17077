// Flags, one by one. Writes name the ETag that was read, so that nobody's change in between is lost.

import { z } from 'zod'
import { flagKinds } from '../../domain/flag/flag-document.ts'
import type { WriteAnswer } from '../../protocol/admin-change.ts'
import type { FlagRecord, FlagSummary } from '../../protocol/admin-flag.ts'
import type { Page } from '../../protocol/admin-records.ts'
import type { FlagHistoryEntry } from '../../protocol/admin-revision.ts'
import type { AdminApi, Answer } from './admin-api.ts'
import { revisionHeadShape } from './shapes.ts'
import { precondition, type WriteOptions, writeAnswerShape, writeQuery } from './writes.ts'

export const flagStates = ['ENABLED', 'DISABLED'] as const
export const flagTypes = ['boolean', 'string', 'number', 'object'] as const
export const staleReasons = ['expired', 'unused', 'settled', 'review-due'] as const

const summary = z.looseObject({
  key: z.string(),
  state: z.enum(flagStates),
  type: z.enum(flagTypes),
  kind: z.enum(flagKinds).exactOptional(),
  owner: z.string().exactOptional(),
  system: z.string().exactOptional(),
  clientSide: z.boolean(),
  approval: z.boolean(),
  createdAt: z.string(),
  changedAt: z.string(),
  changedIn: z.number(),
  expiresAt: z.string().exactOptional(),
  killedBy: z.array(z.string()),
  lastEvaluatedAt: z.string().exactOptional(),
  served: z.record(z.string(), z.number()),
  drilledAt: z.string().exactOptional(),
  drillPassed: z.boolean().exactOptional(),
  stale: z.array(z.enum(staleReasons)),
  archivedAt: z.string().exactOptional(),
  archivedBy: z.string().exactOptional(),
})

export const flagSummaryShape: z.ZodType<FlagSummary> = summary

export const flagRecordShape: z.ZodType<FlagRecord> = summary.extend({
  etag: z.string(),
  definition: z.unknown(),
  segments: z.array(z.string()),
})

const historyShape: z.ZodType<FlagHistoryEntry> = revisionHeadShape.extend({
  change: z.enum(['added', 'removed', 'changed']),
  lines: z.array(z.string()),
})

const pathOf = (key: string): string => `api/v1/flags/${encodeURIComponent(key)}`

export const listFlags = (api: AdminApi, filter: Record<string, string>, most: number): Answer<Page<FlagSummary>> =>
  api.list('api/v1/flags', filter, flagSummaryShape, most)

export const getFlag = (api: AdminApi, key: string): Answer<FlagRecord> => api.get(pathOf(key), flagRecordShape)

/** Creates with a null ETag, replaces otherwise. */
export function putFlag(
  api: AdminApi,
  key: string,
  definition: unknown,
  etag: string | null,
  options: WriteOptions,
): Answer<WriteAnswer> {
  return api.edit('PUT', `${pathOf(key)}${writeQuery(options)}`, definition, precondition(etag), writeAnswerShape)
}

/** With a JSON Merge Patch (RFC 7396). */
export function patchFlag(
  api: AdminApi,
  key: string,
  patch: unknown,
  etag: string,
  options: WriteOptions,
): Answer<WriteAnswer> {
  return api.edit('PATCH', `${pathOf(key)}${writeQuery(options)}`, patch, precondition(etag), writeAnswerShape)
}

export function archiveFlag(api: AdminApi, key: string, etag: string, options: WriteOptions): Answer<WriteAnswer> {
  return api.edit('DELETE', `${pathOf(key)}${writeQuery(options)}`, undefined, precondition(etag), writeAnswerShape)
}

export function restoreFlag(
  api: AdminApi,
  key: string,
  { reason, ...options }: WriteOptions & { readonly reason: string },
): Answer<WriteAnswer> {
  return api.post(`${pathOf(key)}/restore${writeQuery({ ...options, reason })}`, { reason }, {}, writeAnswerShape)
}

/** Newest first. */
export const flagHistory = (api: AdminApi, key: string, most: number): Answer<Page<FlagHistoryEntry>> =>
  api.list(`${pathOf(key)}/history`, {}, historyShape, most)
