// What all writes that change flags share: their query, their preconditions, and the two answers they have. Committed, or
// waiting for a second person.

import { z } from 'zod'
import type { ChangeRecord, WriteAnswer } from '../../protocol/admin-change.ts'
import type { PlannedFlag } from '../../protocol/admin-plan.ts'
import { query } from './admin-api.ts'
import { commitShape, flagChangeShape } from './shapes.ts'

export interface WriteOptions {
  readonly reason?: string
  /** Applies at once what would wait for a second person, and is taken back unless somebody reviews it. */
  readonly breakGlass?: boolean
  readonly breakGlassHours?: number
}

/** @example writeQuery({ reason: 'wider roll-out' })   // '?reason=wider+roll-out' */
export function writeQuery({ reason, breakGlass, breakGlassHours }: WriteOptions): string {
  return query({
    ...(reason !== undefined && { reason }),
    ...(breakGlass && { breakGlass: 'true' }),
    ...(breakGlassHours !== undefined && { breakGlassHours: String(breakGlassHours) }),
  })
}

/** Null creates, and only where nothing is yet; anything else replaces what has this ETag. */
export const precondition = (etag: string | null): Record<string, string> =>
  etag === null ? { 'if-none-match': '*' } : { 'if-match': etag === '*' ? '*' : `"${etag}"` }

export const plannedFlagShape: z.ZodType<PlannedFlag> = flagChangeShape.extend({
  exposure: z.looseObject({
    direction: z.enum(['lowers', 'keeps', 'raises', 'unknown']),
    lowers: z.boolean(),
    raises: z.boolean(),
    shareBefore: z.number(),
    shareAfter: z.number(),
    decidedBy: z.enum(['rules', 'samples']),
    why: z.string(),
  }),
  lines: z.array(z.string()),
  approval: z.boolean(),
  notes: z.array(z.string()),
})

export const changeStatuses = [
  'pending',
  'approved',
  'rejected',
  'withdrawn',
  'expired',
  'applied',
  'reviewed',
  'undone',
] as const

export const changeKinds = ['approval', 'break-glass'] as const

export const changeRecordShape: z.ZodType<ChangeRecord> = z.looseObject({
  id: z.string(),
  kind: z.enum(changeKinds),
  status: z.enum(changeStatuses),
  by: z.string(),
  at: z.string(),
  reason: z.string(),
  expiresAt: z.string(),
  base: z.number(),
  flags: z.array(plannedFlagShape),
  decidedAt: z.string().exactOptional(),
  decidedBy: z.string().exactOptional(),
  decision: z.string().exactOptional(),
  number: z.number().exactOptional(),
})

export const writeAnswerShape: z.ZodType<WriteAnswer> = z.union([
  z.looseObject({ pending: changeRecordShape }),
  commitShape,
])
