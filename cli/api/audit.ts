// The audit log, and the check of its chain of hashes.

import { z } from 'zod'
import type { AuditRecord, AuditVerdict, Page } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer } from './admin-api.ts'

const recordShape: z.ZodType<AuditRecord> = z.looseObject({
  id: z.number(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.unknown(),
  hash: z.string(),
})

const verdictShape: z.ZodType<AuditVerdict> = z.looseObject({
  ok: z.boolean(),
  checked: z.number(),
  brokenAt: z.number().exactOptional(),
})

/** Newest first. The filter's members are those of the list: actor, action, subject, from, to. */
export const listAudit = (api: AdminApi, filter: Record<string, string>, most: number): Answer<Page<AuditRecord>> =>
  api.list('api/v1/audit', filter, recordShape, most)

export const verifyAudit = (api: AdminApi): Answer<AuditVerdict> => api.get('api/v1/audit/verify', verdictShape)
