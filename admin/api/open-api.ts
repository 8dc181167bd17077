// The OpenAPI 3.1 description, made from the same declarations that the endpoints run by.

import { type RouteConfig, z } from '@hono/zod-openapi'
import { type ProblemKind, problemContentType, problemKinds, problemType } from '../../protocol/admin-problem.ts'
import type { Scope } from '../../protocol/scopes.ts'

const problemShape = z
  .object({
    type: z.enum(problemKinds.map(problemType)),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string().optional(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .openapi('Problem')

interface Described {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  readonly path: string
  readonly summary: string
  readonly needs: readonly Scope[]
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly reads?: { readonly shape: z.ZodType; readonly contentType?: string }
  readonly preconditions?: boolean
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>
  readonly refuses?: readonly ProblemKind[]
}

const common: readonly ProblemKind[] = [
  'unauthenticated',
  'missing-scope',
  'too-many-attempts',
  'unavailable',
  'internal',
]

const idempotencyHeader = z.object({
  'idempotency-key': z.string().max(255).optional().openapi({
    description: 'Printable ASCII. The same key with the same request gets the same answer again for 24 h.',
  }),
})

export function describeRoute(declared: Described): RouteConfig {
  const { method, path, summary, needs, query, body, answers, refuses = [] } = declared
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
  const params = z.object(Object.fromEntries(names.map((name) => [name, z.string()])))
  const request = {
    ...(names.length > 0 && { params }),
    ...(query !== undefined && { query: query as z.ZodObject }),
    ...(body !== undefined && { body: { content: { 'application/json': { schema: body } }, required: true } }),
    ...(method === 'post' && { headers: idempotencyHeader }),
  }
  const described = Object.entries(answers).map(([status, { description, schema }]) => [
    status,
    { description, ...(schema !== undefined && { content: { 'application/json': { schema } } }) },
  ])
  return {
    method,
    path,
    summary,
    description: `Scope: ${needs.join(' or ')}. Refusals: ${[...refuses, ...common].join(', ')}.`,
    security: [{ bearer: [] }, { apiKey: [] }],
    request,
    responses: {
      ...Object.fromEntries(described),
      default: { description: 'A refusal.', content: { [problemContentType]: { schema: problemShape } } },
    },
  }
}

export const openApiHead = {
  openapi: '3.1.0',
  info: {
    title: 'Fuseboard admin API',
    version: '1',
    description: 'Kills, flag documents, revisions, tokens, systems and the audit log of one deployment.',
  },
}

export const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'Authorization: Bearer fb_<id>_<secret>' },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
} as const
