// Evaluation keys: who may ask the evaluators.

import { z } from 'zod'
import type { KeyRecord, NewKeyAnswer } from '../../protocol/admin-key.ts'
import type { Page } from '../../protocol/admin-records.ts'
import { type EvaluationKeyKind, evaluationKeyKinds } from '../../protocol/published-snapshot.ts'
import type { AdminApi, Answer } from './admin-api.ts'

const record = z.looseObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(evaluationKeyKinds),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string().exactOptional(),
  revokedAt: z.string().exactOptional(),
})

const keyShape: z.ZodType<KeyRecord> = record

const newKeyShape: z.ZodType<NewKeyAnswer> = record.extend({ key: z.string().exactOptional(), published: z.boolean() })

export interface NewKey {
  readonly name: string
  readonly kind: EvaluationKeyKind
  readonly expiresAt?: string
}

export const listKeys = (api: AdminApi): Answer<Page<KeyRecord>> =>
  api.list('api/v1/keys', {}, keyShape, Number.POSITIVE_INFINITY)

export const createKey = (api: AdminApi, key: NewKey): Answer<NewKeyAnswer> =>
  api.post('api/v1/keys', key, {}, newKeyShape)

/** The answer has no body, or tells of the revoked key: neither is needed. */
export const revokeKey = (api: AdminApi, id: string): Answer<unknown> =>
  api.edit('DELETE', `api/v1/keys/${encodeURIComponent(id)}`, undefined, {}, z.unknown())
