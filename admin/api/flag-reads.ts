// Reading flags, and bringing an archived one back.

import { z } from '@hono/zod-openapi'
import { flagKinds } from '../../domain/flag/flag-document.ts'
import { isJsonObject, type JsonObject, ownProperty, pointer } from '../../domain/json.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { FlagRecord } from '../../protocol/admin-flag.ts'
import { EffectiveDefinitions } from '../flags/effective-definition.ts'
import { flagEtag } from '../flags/flag-etag.ts'
import type { FlagHandle, RootRpc } from '../objects/root/root-rpc.ts'
import type { Refusal } from '../refusal.ts'
import { editDocument } from './edit-document.ts'
import { type Call, type Endpoint, endpoint, json, shown } from './endpoint.ts'
import { etagOf, isUnchanged } from './etag.ts'
import { listOf, listQuery, renderList, text, yesOrNo } from './list-query.ts'
import * as shapes from './shapes.ts'
import { loadSnapshot } from './snapshot-text.ts'
import { waits, writeQuery } from './write-query.ts'

const staleText = 'true, false, expired, unused, settled or review-due'

const list = endpoint({
  method: 'get',
  path: '/api/v1/flags',
  summary: 'Flags with what is known about them; with ?archived=true those that were taken out of the document.',
  needs: ['read'],
  query: listQuery({
    filters: {
      kind: z.enum(flagKinds, `one of ${flagKinds.join(', ')}`).optional(),
      owner: text,
      system: text,
      state: z.enum(['ENABLED', 'DISABLED'], 'ENABLED or DISABLED').optional(),
      type: z.enum(['boolean', 'string', 'number', 'object'], 'boolean, string, number or object').optional(),
      clientSide: yesOrNo,
      approval: yesOrNo,
      killed: yesOrNo,
      stale: z.enum(['true', 'false', 'expired', 'unused', 'settled', 'review-due'], staleText).optional(),
      drilled: z.enum(['never', 'ever'], 'never or ever').optional(),
      archived: yesOrNo,
      q: text.openapi({ description: 'Part of the key; upper and lower case are the same.' }),
    },
    sorts: ['key', 'createdAt', 'changedAt', 'expiresAt', 'lastEvaluatedAt'],
  }),
  answers: { 200: { description: 'A page of flags.', schema: shapes.list(shapes.flagSummary) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.flags(caller, listOf(query)), renderList),
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/flags/{key}',
  summary: 'A flag with its definition. Its ETag is what a write to it has to match.',
  needs: ['read'],
  answers: {
    200: { description: 'The flag.', schema: shapes.flagRecord },
    304: { description: 'Its definition is unchanged.' },
  },
  refuses: ['not-found'],
  run: async ({ root, caller, request, params: { key = '' } }) => {
    const found = await root.flag(caller, key)
    if (!found.ok) return found
    const headers = { etag: etagOf(found.value.etag), 'cache-control': 'private, no-cache' }
    if (isUnchanged(request.headers.get('if-none-match'), found.value.etag)) {
      return ok(new Response(null, { status: 304, headers }))
    }
    return ok(json(await renderFlag(root, key, found.value), 200, headers))
  },
})

async function renderFlag(root: RootRpc, key: string, handle: FlagHandle): Promise<FlagRecord> {
  const { summary, etag, text: kept } = handle
  if (kept !== null) {
    const { $evaluators = {}, ...definition } = JSON.parse(kept) as JsonObject
    return { ...summary, etag, definition, segments: Object.keys($evaluators as JsonObject) }
  }
  const { document } = await loadSnapshot(root, handle.document)
  const definition = isJsonObject(document.flags) ? ownProperty(document.flags, key) : undefined
  return { ...summary, etag, definition, segments: new EffectiveDefinitions(document).segments(key) }
}

const restore = endpoint({
  method: 'post',
  path: '/api/v1/flags/{key}/restore',
  summary: 'Brings an archived flag back as it was.',
  needs: ['write'],
  query: writeQuery,
  body: z.strictObject({ reason: shapes.reason }, 'an object: {"reason": "…"}').openapi('FlagRestore'),
  answers: { 200: { description: 'Back in the document.', schema: shapes.commitAnswer }, ...waits },
  refuses: ['not-found', 'malformed-json', 'invalid-body', 'segment-missing', 'feed-full', 'invalid-idempotency-key'],
  run: async (call) => {
    const {
      root,
      caller,
      query,
      body,
      params: { key = '' },
    } = call
    return editDocument({
      root,
      caller,
      query: { ...query, reason: body.reason },
      tag: (document) => flagEtag(document, key) ?? '',
      plan: async ({ document }) => {
        const found = await archivedFlag(call, key)
        if (!found.ok) return found
        const { definition, segments } = found.value
        const gone = segments.filter(
          (name) => !Object.hasOwn((document.$evaluators as JsonObject | undefined) ?? {}, name),
        )
        if (gone.length > 0) return fail({ kind: 'segment-missing', key, segments: gone })
        return ok({ edit: { flags: { [key]: definition } }, part: pointer('/flags', key), restores: true as const })
      },
    })
  },
})

type Found = { readonly definition: JsonObject; readonly segments: readonly string[] }

/** As it stood in the last revision that had it. */
async function archivedFlag(
  { root, caller }: Pick<Call<unknown, unknown>, 'root' | 'caller'>,
  key: string,
): Promise<Result<Found, Refusal>> {
  const row = await root.archived(caller, key)
  if (!row.ok) return row
  if (row.value === null) {
    const detail = `no flag "${key}" is archived; GET /api/v1/flags?archived=true lists those that are`
    return fail({ kind: 'not-found', detail })
  }
  const last = await root.document(caller, String(row.value.number - 1))
  if (!last.ok) return last
  const { document } = await loadSnapshot(root, last.value)
  const definition = ownProperty(document.flags as JsonObject, key)
  if (!isJsonObject(definition)) throw new Error(`revision ${row.value.number - 1} has no flag ${key}`)
  return ok({ definition, segments: new EffectiveDefinitions(document).segments(key) })
}

export const flagReadEndpoints: readonly Endpoint[] = [list, show, restore]
