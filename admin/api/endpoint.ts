// An endpoint is declared once: address, scope, shapes and what it does. Everything that all of them share happens here, in
// one order: who is calling, the query, the body, the work; every refusal in the one error form.

import type { RouteConfig, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { ProblemKind } from '../../protocol/admin-problem.ts'
import { retriedOnce } from '../../protocol/retried-once.ts'
import type { Scope } from '../../protocol/scopes.ts'
import type { Caller } from '../auth/caller.ts'
import { type Env, rootOf } from '../env.ts'
import type { Reply } from '../objects/root/perform.ts'
import type { RootRpc } from '../objects/root/root-rpc.ts'
import type { Refusal } from '../refusal.ts'
import { identify, withIdempotency } from './identify.ts'
import { type DescribedAnswer, describeRoute } from './open-api.ts'
import { parseQuery, parseShape } from './parse-shape.ts'
import { refuse } from './problem.ts'
import { parseJson, readBody } from './read-body.ts'

export type Bound = { Bindings: Env }

export interface Call<Q, B> {
  readonly root: RootRpc
  /** A stub of its own, for work that goes on after the object has ended: that breaks the one before. */
  readonly anew: () => RootRpc
  readonly caller: Caller
  /** A run on one machine. */
  readonly isLocal: boolean
  readonly request: Request
  readonly params: Readonly<Record<string, string>>
  readonly query: Q
  readonly body: B
}

export interface Declaration<Q, B> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** As OpenAPI writes it: `/api/v1/kills/{id}`. */
  readonly path: string
  readonly summary: string
  /** Any one of them will do. */
  readonly needs: readonly [Scope, ...Scope[]]
  readonly query?: z.ZodType<Q>
  /** Absent for requests without a body, and for those that read their own. */
  readonly body?: z.ZodType<B>
  /**
   * What a request's body has to be that the endpoint reads by itself, and how it is called; JSON unless it says so. A POST
   * that does so changes nothing: no idempotency key is heeded.
   */
  readonly reads?: { readonly shape: z.ZodType; readonly contentType?: string }
  /** Whether it heeds If-Match and, where it is a PUT, If-None-Match. */
  readonly preconditions?: boolean
  readonly answers: Readonly<Record<number, DescribedAnswer>>
  /** Refusals beyond those that every endpoint has. */
  readonly refuses?: readonly ProblemKind[]
  /** Whether doing it twice is doing it once. Reads are. */
  readonly repeatable?: boolean
  readonly run: (call: Call<Q, B>) => Promise<Result<Response, Refusal>>
}

export interface Endpoint {
  readonly method: Declaration<unknown, unknown>['method']
  readonly path: string
  readonly needs: readonly Scope[]
  readonly answers: Declaration<unknown, unknown>['answers']
  readonly query: z.ZodType | undefined
  /** The shape of the body, whoever reads it. */
  readonly body: z.ZodType | undefined
  readonly description: RouteConfig
  readonly handle: (c: Context<Bound>) => Promise<Response>
}

const maxBodyBytes = 64 * 1024

export function endpoint<Q = undefined, B = undefined>(declared: Declaration<Q, B>): Endpoint {
  const { method, path, needs, answers, query, body = declared.reads?.shape } = declared
  const description = describeRoute(declared)
  return { method, path, needs, answers, query, body, description, handle: (c) => handle(declared, c) }
}

async function handle<Q, B>(declared: Declaration<Q, B>, c: Context<Bound>): Promise<Response> {
  const request = c.req.raw
  const caller = identify(request, declared.needs)
  const prepared = await prepare(declared, request, caller)
  if (!prepared.ok) {
    // Whoever may not come in is told that, and not what is wrong with the request.
    const admitted = await rootOf(c.env).admit(caller)
    return refuse(admitted.ok ? prepared.error : admitted.error)
  }
  const anew = () => rootOf(c.env)
  const isLocal = c.env.LOCAL === 'on'
  const attempt = () => declared.run({ ...prepared.value, root: anew(), anew, request, isLocal, params: c.req.param() })
  const isRepeatable = declared.method === 'get' || declared.repeatable === true
  const result = await (isRepeatable || prepared.value.caller.idempotency ? retriedOnce(attempt) : attempt())
  return result.ok ? result.value : refuse(result.error)
}

type Prepared<Q, B> = Pick<Call<Q, B>, 'caller' | 'query' | 'body'>

async function prepare<Q, B>(
  declared: Declaration<Q, B>,
  request: Request,
  caller: Caller,
): Promise<Result<Prepared<Q, B>, Refusal>> {
  const query = declared.query === undefined ? ok(undefined as Q) : parseQuery(declared.query, request.url)
  if (!query.ok) return query
  if (declared.reads !== undefined || (declared.method !== 'post' && declared.body === undefined)) {
    return ok({ caller, query: query.value, body: undefined as B })
  }
  const text = await readBody(request, maxBodyBytes)
  if (!text.ok) return text
  const identified = declared.method === 'post' ? withIdempotency(caller, request, text.value) : ok(caller)
  if (!identified.ok) return identified
  const body = declared.body === undefined ? ok(undefined as B) : parseBody(declared.body, text.value)
  return body.ok ? ok({ caller: identified.value, query: query.value, body: body.value }) : body
}

function parseBody<B>(shape: z.ZodType<B>, text: string): Result<B, Refusal> {
  const json = parseJson(text)
  if (!json.ok) return json
  const parsed = parseShape(shape, json.value)
  return parsed.ok ? parsed : fail({ kind: 'invalid-body', problems: parsed.error })
}

const plain = { 'content-type': 'application/json', 'cache-control': 'no-store' }

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { ...plain, ...headers } })

/** A read's answer. */
export const shown = <T>(
  result: Result<T, Refusal>,
  render: (value: T) => unknown = (value) => value,
): Result<Response, Refusal> => (result.ok ? ok(json(render(result.value))) : result)

/** A write's answer. */
export function written<T>(
  result: Result<Reply<T>, Refusal>,
  headers: Record<string, string> = {},
): Result<Response, Refusal> {
  if (!result.ok) return result
  const { status, body, replayed } = result.value
  if (status === 204) return ok(new Response(null, { status }))
  return ok(json(body, status, replayed ? { ...headers, 'idempotent-replayed': 'true' } : headers))
}
