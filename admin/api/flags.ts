// Flags one by one. The document stays the truth: each of these writes is an edit of it, and a new revision.

import type { z } from '@hono/zod-openapi'
import { isJsonObject, type Json, type JsonObject, ownProperty, pointer } from '../../domain/json.ts'
import { mergePatch } from '../../domain/merge-patch.ts'
import { type Problem, problem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { PublishedSnapshot } from '../../protocol/published-snapshot.ts'
import { flagEtag } from '../flags/flag-etag.ts'
import { checkPrecondition, type Guarded } from '../preconditions.ts'
import type { Refusal } from '../refusal.ts'
import { editDocument } from './edit-document.ts'
import { type Call, type Endpoint, endpoint } from './endpoint.ts'
import { preconditionOf } from './etag.ts'
import { parseShape } from './parse-shape.ts'
import { readDefinition, refuseName } from './read-definition.ts'
import * as shapes from './shapes.ts'
import { waits, writeQuery } from './write-query.ts'

type Write = Call<z.infer<typeof writeQuery>, unknown>

const flagWrites = ['invalid-query', 'feed-full', 'too-large'] as const
const guarded = ['precondition-required', 'stale-precondition'] as const

const addressOf = (key: string): string => `/api/v1/flags/${encodeURIComponent(key)}`
const partOf = (key: string): string => pointer('/flags', key)

const guardedBy = (base: PublishedSnapshot, key: string): Guarded => ({
  what: `the flag "${key}"`,
  address: addressOf(key),
  etag: flagEtag(base.document, key),
})

const put = endpoint({
  method: 'put',
  path: '/api/v1/flags/{key}',
  summary: 'Creates or replaces a flag. The body is a definition or its short form; replacing needs If-Match.',
  needs: ['write'],
  query: writeQuery,
  reads: { shape: shapes.flagInput },
  preconditions: true,
  answers: {
    200: { description: 'Replaced.', schema: shapes.commitAnswer },
    201: { description: 'Created.', schema: shapes.commitAnswer },
    ...waits,
  },
  refuses: [...guarded, 'already-exists', 'malformed-json', 'invalid-body', 'flag-archived', ...flagWrites],
  run: async (call) => {
    const {
      request,
      params: { key = '' },
    } = call
    const name = parseShape(shapes.name, key)
    if (!name.ok) return refuseName(call, 'flag', name.error)
    const body = readDefinition(request)
    return writeFlag(call, key, async (base) => {
      const target = guardedBy(base, key)
      const refusal = checkPrecondition(preconditionOf(request), target)
      if (refusal !== undefined) return fail(refusal)
      const definition = await body()
      return definition.ok ? ok({ definition: definition.value, creates: target.etag === undefined }) : definition
    })
  },
})

const patch = endpoint({
  method: 'patch',
  path: '/api/v1/flags/{key}',
  summary: 'Changes members of a flag by a JSON Merge Patch (RFC 7396): null removes one. Needs If-Match.',
  needs: ['write'],
  query: writeQuery,
  reads: { shape: shapes.flagPatch, contentType: 'application/merge-patch+json' },
  preconditions: true,
  answers: { 200: { description: 'Changed.', schema: shapes.commitAnswer }, ...waits },
  refuses: ['not-found', ...guarded, 'malformed-json', 'invalid-body', ...flagWrites],
  run: async (call) => {
    const {
      root,
      caller,
      request,
      params: { key = '' },
    } = call
    const body = readDefinition(request)
    return writeFlag(call, key, async (base) => {
      const before = flagIn(base, key)
      if (before === undefined) return missing(await root.flag(caller, key))
      const refusal = checkPrecondition(preconditionOf(request), guardedBy(base, key))
      if (refusal !== undefined) return fail(refusal)
      const read = await body()
      if (!read.ok) return read
      const problems = checkPatch(read.value)
      if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
      return ok({ definition: mergePatch(before, read.value) })
    })
  },
})

const remove = endpoint({
  method: 'delete',
  path: '/api/v1/flags/{key}',
  summary: 'Archives a flag that nobody has evaluated for seven days. Needs If-Match.',
  needs: ['write'],
  query: writeQuery,
  preconditions: true,
  answers: { 200: { description: 'Archived.', schema: shapes.commitAnswer }, ...waits },
  refuses: ['not-found', ...guarded, 'flag-in-use', ...flagWrites],
  run: async (call) => {
    const {
      root,
      caller,
      request,
      query,
      params: { key = '' },
    } = call
    const plan = async (base: PublishedSnapshot) => {
      if (flagIn(base, key) === undefined) return missing(await root.flag(caller, key))
      const refusal = checkPrecondition(preconditionOf(request), guardedBy(base, key))
      return refusal === undefined ? ok({ edit: { flags: { [key]: null } }, part: partOf(key) }) : fail(refusal)
    }
    return editDocument({ root, caller, query, plan })
  },
})

interface FlagPlan {
  readonly definition: Json
  readonly creates?: boolean
}

/** Everything that puts a definition into the document ends here. */
function writeFlag(
  { root, caller, query }: Pick<Write, 'root' | 'caller' | 'query'>,
  key: string,
  plan: (base: PublishedSnapshot) => Promise<Result<FlagPlan, Refusal>>,
): Promise<Result<Response, Refusal>> {
  return editDocument({
    root,
    caller,
    query,
    tag: (document) => flagEtag(document, key) ?? '',
    plan: async (base) => {
      const planned = await plan(base)
      if (!planned.ok) return planned
      const { definition, creates = false } = planned.value
      return ok({ edit: { flags: { [key]: definition } }, part: partOf(key), creates })
    },
  })
}

function flagIn(base: PublishedSnapshot, key: string): Json | undefined {
  const { flags } = base.document
  return isJsonObject(flags) ? ownProperty(flags, key) : undefined
}

/** Not in the base: what the root knows of it. One that was created in this very moment is told to be tried again. */
function missing(found: Result<unknown, Refusal>): Result<never, Refusal> {
  return found.ok ? fail({ kind: 'unavailable' }) : found
}

const members: readonly string[] = Object.keys(shapes.flagPatch.shape)

/** A patch works on the full form: members of the short form would be kept without meaning anything. */
function checkPatch(body: JsonObject): Problem[] {
  return Object.entries(body)
    .filter(([name, value]) => value !== null && !members.includes(name))
    .map(([name, value]) => {
      return problem(pointer('', name), value, `a member of the full form: ${members.join(', ')}`)
    })
}

export const flagEndpoints: readonly Endpoint[] = [put, patch, remove]
