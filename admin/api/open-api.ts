// The OpenAPI 3.1 description, made from the same declarations that the endpoints run by.

import { type RouteConfig, z } from '@hono/zod-openapi'
import { type ProblemKind, problemContentType, problemKinds, problemType } from '../../protocol/admin-problem.ts'
import type { Scope } from '../../protocol/scopes.ts'
import { type Example, examples } from './examples.ts'

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

export interface DescribedAnswer {
  readonly description: string
  readonly schema?: z.ZodType
  /** JSON unless it says so. */
  readonly contentType?: string
}

interface Described {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  readonly path: string
  readonly summary: string
  readonly needs: readonly Scope[]
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly reads?: { readonly shape: z.ZodType; readonly contentType?: string }
  readonly preconditions?: boolean
  readonly answers: Readonly<Record<number, DescribedAnswer>>
  readonly refuses?: readonly ProblemKind[]
}

const common: readonly ProblemKind[] = [
  'unauthenticated',
  'missing-scope',
  'too-many-attempts',
  'unavailable',
  'internal',
]

const idempotencyKey = z.string().max(255).optional().openapi({
  description: 'Printable ASCII. The same key with the same request gets the same answer again for 24 h.',
  example: 'deploy-2027-01-31',
})
const ifMatch = z.string().optional().openapi({
  description: 'The ETag, in quotes, of what is written to; "*" for whatever stands there.',
  example: '*',
})
const ifNoneMatch = z.string().optional().openapi({
  description: '"*": only where there is none yet. On reads, an ETag that is known already.',
  example: '*',
})

function headersOf({ method, preconditions, answers }: Described): z.ZodObject | undefined {
  const shape = {
    ...(method === 'post' && { 'idempotency-key': idempotencyKey }),
    ...(preconditions === true && { 'if-match': ifMatch }),
    ...(((preconditions === true && method === 'put') || answers[304] !== undefined) && {
      'if-none-match': ifNoneMatch,
    }),
  }
  return Object.keys(shape).length === 0 ? undefined : z.object(shape)
}

/** The same members, each with its example. */
function withExamples(shape: z.ZodObject, values: Readonly<Record<string, string>> = {}): z.ZodObject {
  const members = Object.entries(shape.shape).map(([name, member]) => {
    const known = Object.hasOwn(values, name)
    return [name, known ? (member as z.ZodType).openapi({ example: values[name] }) : member] as const
  })
  return z.object(Object.fromEntries(members))
}

function requestOf(declared: Described, example: Example | undefined): RouteConfig['request'] {
  const { path, query, body, reads } = declared
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
  const params = z.object(Object.fromEntries(names.map((name) => [name, z.string()])))
  const headers = headersOf(declared)
  const schema = body ?? reads?.shape
  const shown = example?.body === undefined ? {} : { example: example.body }
  return {
    ...(names.length > 0 && { params: withExamples(params, example?.params) }),
    ...(query !== undefined && { query: withExamples(query as z.ZodObject, example?.query) }),
    ...(headers !== undefined && { headers }),
    ...(schema !== undefined && {
      body: { content: { [reads?.contentType ?? 'application/json']: { schema, ...shown } }, required: true },
    }),
  }
}

const problemExample = {
  type: problemType('missing-scope'),
  title: 'Missing scope',
  status: 403,
  detail: 'this needs the scope write; the token has read',
}

export function describeRoute(declared: Described): RouteConfig {
  const { method, path, summary, needs, answers, refuses = [] } = declared
  const example = exampleOf(declared)
  const described = Object.entries(answers).map(
    ([status, { description, schema, contentType = 'application/json' }]) => {
      const shown = example?.status === Number(status) && example.answer !== undefined && { example: example.answer }
      return [
        status,
        { description, ...(schema !== undefined && { content: { [contentType]: { schema, ...shown } } }) },
      ]
    },
  )
  const refusal = { schema: problemShape, example: problemExample }
  return {
    method,
    path,
    summary,
    description: `Scope: ${needs.join(' or ')}. Refusals: ${[...refuses, ...common].join(', ')}.`,
    security: [{ bearer: [] }, { apiKey: [] }],
    request: requestOf(declared, example) ?? {},
    responses: {
      ...Object.fromEntries(described),
      default: { description: 'A refusal.', content: { [problemContentType]: refusal } },
    },
  }
}

export function exampleOf({ method, path }: Pick<Described, 'method' | 'path'>): Example | undefined {
  const name = `${method.toUpperCase()} ${path}`
  return Object.hasOwn(examples, name) ? examples[name] : undefined
}

export const openApiHead = {
  openapi: '3.1.0',
  info: {
    title: 'Fuseboard admin API',
    version: '1',
    description:
      'Flags, segments, kills, documents, revisions, rollouts, deployments, incidents, hotfixes, channels, notifications, keys, ' +
      'tokens, systems and the audit log of one deployment.',
  },
}

export const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'Authorization: Bearer fb_<id>_<secret>' },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
} as const
