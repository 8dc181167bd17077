// The whole flag document: reading it, planning another in its place, and writing that. A document may have 25 MiB, so the
// time-outs are those of a slow line.

import { z } from 'zod'
import { isJsonObject, type JsonObject } from '../../domain/json.ts'
import type { PendingAnswer, WriteAnswer } from '../../protocol/admin-change.ts'
import type { PlanAnswer } from '../../protocol/admin-plan.ts'
import type { CommitAnswer } from '../../protocol/admin-revision.ts'
import { type AdminApi, type Answer, query, type Tagged } from './admin-api.ts'
import { commitShape } from './shapes.ts'

const documentPath = 'api/v1/document'
const transferTimeoutMs = 120_000
const attempts = 3

const documentShape = z.custom<JsonObject>(isJsonObject, 'an object')

const effect = z.looseObject({
  direction: z.enum(['lowers', 'keeps', 'raises', 'unknown']),
  shareBefore: z.number(),
  shareAfter: z.number(),
  why: z.string(),
})
const kind = z.enum(['added', 'removed', 'changed'])
const plannedFlag = z.looseObject({
  key: z.string(),
  change: kind,
  exposure: effect,
  lines: z.array(z.string()),
  approval: z.boolean(),
  notes: z.array(z.string()),
})
const problem = z.looseObject({ path: z.string(), found: z.string(), allowed: z.string() })

/** The answer to a plan; also the door for one that was saved in a file. */
export const planShape = z.looseObject({
  base: z.string(),
  number: z.number(),
  revision: z.string(),
  flags: z.number(),
  changes: z.array(plannedFlag),
  segments: z.array(z.looseObject({ name: z.string(), change: kind, lines: z.array(z.string()) })),
  unlisted: z.number(),
  needs: z.looseObject({ reason: z.boolean(), approval: z.array(z.string()) }),
  obstacles: z.array(
    z.looseObject({ kind: z.string(), detail: z.string(), problems: z.array(problem).exactOptional() }),
  ),
}) as unknown as z.ZodType<PlanAnswer>

const pendingShape = z.looseObject({
  pending: z.looseObject({ id: z.string(), status: z.string(), expiresAt: z.string() }),
}) as unknown as z.ZodType<PendingAnswer>

/** Tagged with the revision that is committed. */
export const readDocument = (api: AdminApi): Answer<Tagged<JsonObject>> =>
  api.askTagged({ method: 'GET', path: documentPath, timeoutMs: transferTimeoutMs, attempts }, documentShape)

export const planDocument = (api: AdminApi, document: unknown): Answer<PlanAnswer> =>
  api.ask(
    {
      method: 'POST',
      path: `${documentPath}/plan`,
      body: document,
      headers: { 'idempotency-key': crypto.randomUUID() },
      timeoutMs: transferTimeoutMs,
      attempts,
    },
    planShape,
  )

export interface DocumentWrite {
  readonly document: unknown
  /** The revision that has to be the committed one still. */
  readonly base: string
  readonly reason: string | undefined
  readonly breakGlassHours: number | undefined
  readonly breakGlass: boolean
  /** A write that will wait for a second person is sent once: twice would be two changes waiting. */
  readonly sentOnce: boolean
}

export function writeDocument(api: AdminApi, write: DocumentWrite): Answer<WriteAnswer> {
  const { document, base, reason, breakGlass, breakGlassHours, sentOnce } = write
  const parameters = {
    ...(reason !== undefined && { reason }),
    ...(breakGlass && { breakGlass: 'true' }),
    ...(breakGlassHours !== undefined && { breakGlassHours: String(breakGlassHours) }),
  }
  return api.ask(
    {
      method: 'PUT',
      path: documentPath + query(parameters),
      body: document,
      headers: { 'if-match': `"${base}"` },
      timeoutMs: transferTimeoutMs,
      attempts: sentOnce ? 1 : attempts,
    },
    z.union([pendingShape, commitShape as z.ZodType<CommitAnswer>]),
  )
}
