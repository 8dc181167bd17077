// Segments: the named audiences of the document's `$evaluators`. A change of one is a change of every flag that uses it.

import { maxDocumentBytes } from '../../domain/flag/limits.ts'
import { isJsonObject, type Json, type JsonObject, ownProperty, pointer } from '../../domain/json.ts'
import { problem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { PublishedSnapshot } from '../../protocol/published-snapshot.ts'
import { listSegments, type SegmentUse, segmentEtag, segmentUses } from '../flags/segments.ts'
import { checkPrecondition, type Guarded } from '../preconditions.ts'
import type { Refusal } from '../refusal.ts'
import { editDocument } from './edit-document.ts'
import { type Call, type Endpoint, endpoint, json } from './endpoint.ts'
import { etagOf, isUnchanged, preconditionOf } from './etag.ts'
import { listOf, listQuery, renderList, text } from './list-query.ts'
import { parseShape } from './parse-shape.ts'
import { parseJson, readBody } from './read-body.ts'
import { refuseName } from './read-definition.ts'
import * as shapes from './shapes.ts'
import { loadSnapshot } from './snapshot-text.ts'
import { waits, writeQuery } from './write-query.ts'

type Reader = Pick<Call<unknown, unknown>, 'root' | 'caller'>

async function readUses({ root, caller }: Reader): Promise<Result<SegmentUse[], Refusal>> {
  const found = await root.document(caller, null)
  if (!found.ok) return found
  return ok(segmentUses((await loadSnapshot(root, found.value)).document))
}

const list = endpoint({
  method: 'get',
  path: '/api/v1/segments',
  summary: 'The named audiences that flags refer to, and which flags do.',
  needs: ['read'],
  query: listQuery({
    filters: { q: text.openapi({ description: 'Part of the name; upper and lower case are the same.' }) },
    sorts: ['name', 'usedByCount'],
  }),
  answers: { 200: { description: 'A page of segments.', schema: shapes.list(shapes.segment) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => {
    const uses = await readUses({ root, caller })
    return uses.ok ? ok(json(renderList(listSegments(uses.value, listOf(query))))) : uses
  },
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/segments/{name}',
  summary: 'One segment. Its ETag is what a write to it has to match.',
  needs: ['read'],
  answers: {
    200: { description: 'The segment.', schema: shapes.segment },
    304: { description: 'Unchanged.' },
  },
  refuses: ['not-found'],
  run: async ({ root, caller, request, params: { name = '' } }) => {
    const uses = await readUses({ root, caller })
    if (!uses.ok) return uses
    const found = uses.value.find((one) => one.name === name)
    if (found === undefined) return fail(unknown(name))
    const record = listSegments([found], { limit: 1, sort: 'name', descending: false, filters: {} }).items[0]!
    const headers = { etag: etagOf(record.etag), 'cache-control': 'private, no-cache' }
    if (isUnchanged(request.headers.get('if-none-match'), record.etag)) {
      return ok(new Response(null, { status: 304, headers }))
    }
    return ok(json(record, 200, headers))
  },
})

const unknown = (name: string): Refusal => ({
  kind: 'not-found',
  detail: `there is no segment "${name}"; GET /api/v1/segments lists them`,
})

function ruleIn(base: PublishedSnapshot, name: string): Json | undefined {
  const { $evaluators } = base.document
  return isJsonObject($evaluators) ? ownProperty($evaluators, name) : undefined
}

function guardedBy(base: PublishedSnapshot, name: string): Guarded {
  const rule = ruleIn(base, name)
  return {
    what: `the segment "${name}"`,
    address: `/api/v1/segments/${encodeURIComponent(name)}`,
    etag: rule === undefined ? undefined : segmentEtag(rule),
  }
}

const partOf = (name: string): string => pointer('/$evaluators', name)

const put = endpoint({
  method: 'put',
  path: '/api/v1/segments/{name}',
  summary: 'Creates or replaces a segment. The body is its rule; replacing needs If-Match.',
  needs: ['write'],
  query: writeQuery,
  reads: { shape: shapes.rule },
  preconditions: true,
  answers: {
    200: { description: 'Replaced; `changed` names every flag that it changes.', schema: shapes.commitAnswer },
    201: { description: 'Created.', schema: shapes.commitAnswer },
    ...waits,
  },
  refuses: [
    'precondition-required',
    'stale-precondition',
    'already-exists',
    'malformed-json',
    'invalid-body',
    'invalid-document',
    'too-large',
    'feed-full',
  ],
  run: async (call) => {
    const { root, caller, query, request, params } = call
    const named = parseShape(shapes.name, params.name)
    if (!named.ok) return refuseName(call, 'segment', named.error)
    const name = named.value
    let body: Promise<Result<Json, Refusal>> | undefined
    const plan = async (base: PublishedSnapshot) => {
      const target = guardedBy(base, name)
      const refusal = checkPrecondition(preconditionOf(request), target)
      if (refusal !== undefined) return fail(refusal)
      body ??= readRule(request)
      const rule = await body
      if (!rule.ok) return rule
      const edit = { $evaluators: { [name]: rule.value } }
      return ok({ edit, part: partOf(name), creates: target.etag === undefined })
    }
    const tag = ({ $evaluators }: JsonObject) => segmentEtag(ownProperty($evaluators as JsonObject, name) ?? null)
    return editDocument({ root, caller, query, plan, tag })
  },
})

async function readRule(request: Request): Promise<Result<Json, Refusal>> {
  const read = await readBody(request, maxDocumentBytes)
  if (!read.ok) return read
  const parsed = parseJson(read.value)
  if (!parsed.ok) return parsed
  // Null would take the segment out of the document.
  if (parsed.value !== null) return ok(parsed.value as Json)
  return fail({ kind: 'invalid-body', problems: [problem('', null, 'a rule; DELETE removes a segment')] })
}

/** Names that a refusal gives. */
const maxNamed = 20

const remove = endpoint({
  method: 'delete',
  path: '/api/v1/segments/{name}',
  summary: 'Removes a segment that no flag and no other segment uses. Needs If-Match.',
  needs: ['write'],
  query: writeQuery,
  preconditions: true,
  answers: { 200: { description: 'Removed.', schema: shapes.commitAnswer }, ...waits },
  refuses: ['not-found', 'precondition-required', 'stale-precondition', 'segment-in-use'],
  run: async ({ root, caller, query, request, params: { name = '' } }) => {
    const plan = (base: PublishedSnapshot) => {
      if (ruleIn(base, name) === undefined) return fail(unknown(name))
      const refusal = checkPrecondition(preconditionOf(request), guardedBy(base, name))
      if (refusal !== undefined) return fail(refusal)
      const use = segmentUses(base.document).find((one) => one.name === name)
      const [flags, segments] = [use?.flags ?? [], use?.segments ?? []]
      if (flags.length + segments.length > 0) {
        const named = { flags: flags.slice(0, maxNamed), segments: segments.slice(0, maxNamed) }
        return fail({ kind: 'segment-in-use' as const, name, ...named })
      }
      return ok({ edit: { $evaluators: { [name]: null } }, part: partOf(name) })
    }
    return editDocument({ root, caller, query, plan })
  },
})

export const segmentEndpoints: readonly Endpoint[] = [list, show, put, remove]
