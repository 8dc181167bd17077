// Records of kill drills. Whoever runs the drill hands its outcome in; the evaluator and the endpoints are not called from here.

import { z } from '@hono/zod-openapi'
import { maxNameLength, maxValueDepth } from '../../domain/flag/limits.ts'
import { isDeeper, type Json } from '../../domain/json.ts'
import { maxDrillValueChars } from '../../protocol/admin-drill.ts'
import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import { listOf, listQuery, renderList, text, yesOrNo } from './list-query.ts'
import * as shapes from './shapes.ts'

const textUpTo = (length: number) => {
  const allowed = `text of 1 to ${length} characters`
  return z.string(allowed).min(1, allowed).max(length, allowed)
}

const valueText = `a JSON value of up to ${maxDrillValueChars} characters; leave a longer one out, the variant names it`
// The depth first: text is only made of what is shallow enough for it.
const value = z
  .unknown()
  .refine((found) => !isDeeper(found as Json, maxValueDepth) && fitsAsText(found), valueText)
  .openapi({ type: ['boolean', 'string', 'number', 'object'], example: false })
const fitsAsText = (found: unknown): boolean => (JSON.stringify(found) ?? '').length <= maxDrillValueChars

const statusText = 'a whole number from 100 to 599'
const tookText = 'milliseconds: a number from 0'
const error = textUpTo(500).exactOptional().openapi({ description: 'Why it did not pass.' })

const evaluatorPart = z.strictObject(
  {
    reason: textUpTo(100),
    variant: textUpTo(maxNameLength).exactOptional(),
    value: value.exactOptional(),
    error,
  },
  'an object of reason and, where there are any, variant, value and error',
)

const endpointPart = z.strictObject(
  {
    url: textUpTo(2_000),
    status: z.int(statusText).min(100, statusText).max(599, statusText).exactOptional(),
    tookMs: z.number(tookText).min(0, tookText).exactOptional(),
    error,
  },
  'an object of url and, where there are any, status, tookMs and error',
)

const members = {
  key: shapes.name,
  passed: z.boolean('true or false'),
  evaluator: evaluatorPart,
  endpoint: endpointPart.exactOptional(),
}

const drillInput = z
  .strictObject(members, 'an object of key, passed, evaluator and, where one was called, endpoint')
  .refine(
    ({ passed, evaluator, endpoint }) => passed === (evaluator.error === undefined && endpoint?.error === undefined),
    { path: ['passed'], error: 'true without an error in evaluator and endpoint, false with one' },
  )
  .openapi('DrillInput')

export const drill = z.strictObject({ ...members, at: shapes.time, by: z.string() }).openapi('Drill')

const record = endpoint({
  method: 'post',
  path: '/api/v1/drills',
  summary: 'Records a kill drill of a flag. The last fifty of each flag are kept.',
  needs: ['write'],
  body: drillInput,
  answers: { 201: { description: 'Recorded.', schema: drill } },
  refuses: ['not-found', 'malformed-json', 'invalid-body', 'invalid-idempotency-key', 'idempotency-key-reused'],
  run: async ({ root, caller, body }) => written(await root.recordDrill(caller, body)),
})

const list = endpoint({
  method: 'get',
  path: '/api/v1/drills',
  summary: 'Kill drills, newest first.',
  needs: ['read'],
  query: listQuery({ filters: { key: text, passed: yesOrNo }, sorts: ['-at'] }),
  answers: { 200: { description: 'A page of drills.', schema: shapes.list(drill) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'drills', listOf(query)), renderList),
})

export const drillEndpoints: readonly Endpoint[] = [record, list]
