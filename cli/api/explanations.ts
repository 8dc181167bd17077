// Why a flag answers what it answers: asked of the admin worker, which evaluates it step by step.

import { z } from 'zod'
import type { AdminApi, Answer } from './admin-api.ts'
import { killRecordShape } from './shapes.ts'

const answer = z.looseObject({
  reason: z.string(),
  value: z.unknown().optional(),
  variant: z.string().nullish(),
  errorCode: z.string().optional(),
  errorDetails: z.string().optional(),
})

const share = z.looseObject({ variant: z.unknown(), from: z.number(), to: z.number() })

const bucket = z.looseObject({
  bucketBy: z.string(),
  hash: z.number(),
  bucket: z.number(),
  totalWeight: z.number(),
  shares: z.array(share),
})

const step = z.looseObject({
  path: z.string(),
  operator: z.string(),
  inputs: z.unknown(),
  result: z.unknown(),
  depth: z.number(),
  bucket: bucket.optional(),
  error: z.string().optional(),
})

export const explanationShape = z.looseObject({
  key: z.string(),
  revision: z.string(),
  number: z.number(),
  answer,
  withoutKill: answer.optional(),
  decidedBy: z.string(),
  kills: z.array(killRecordShape),
  steps: z.array(step),
  truncated: z.boolean().optional(),
  note: z.string().optional(),
})

export type ExplainedAnswer = Readonly<z.infer<typeof answer>>
export type ExplainedBucket = Readonly<z.infer<typeof bucket>>
export type ExplainedStep = Readonly<z.infer<typeof step>>
export type Explanation = Readonly<z.infer<typeof explanationShape>>

export function explainFlag(
  api: AdminApi,
  key: string,
  context: unknown,
  revision: string | undefined,
): Answer<Explanation> {
  const body = { context, ...(revision !== undefined && { revision }) }
  return api.post(`api/v1/flags/${encodeURIComponent(key)}/explain`, body, {}, explanationShape)
}
