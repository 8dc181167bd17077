// Revisions: listing, showing, comparing and going back to them; and the history of one flag.

import { z } from '@hono/zod-openapi'
import { parseFlagDocument } from '../../domain/flag/parse-flag-document.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { FlagDiff, FlagHistoryEntry } from '../../protocol/admin-revision.ts'
import type { Caller } from '../auth/caller.ts'
import { diffLines } from '../flags/diff-lines.ts'
import type { DefinitionChange, DefinitionText, HistoryItem } from '../objects/root/queries.ts'
import type { RootRpc } from '../objects/root/root-rpc.ts'
import type { Refusal } from '../refusal.ts'
import { namePage, numberPage, placeIn, renderCursor } from './cursor.ts'
import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import { etagHeader, parseIfMatch } from './etag.ts'
import { listOf, listQuery, renderList, text } from './list-query.ts'
import * as shapes from './shapes.ts'
import { loadSnapshot, streamDocument } from './snapshot-text.ts'
import { type Supply, writeDocument } from './write-document.ts'
import { circumstancesOf, writeAnswers, writeQuery } from './write-query.ts'

const list = endpoint({
  method: 'get',
  path: '/api/v1/revisions',
  summary: 'All revisions, newest first.',
  needs: ['read'],
  query: listQuery({ filters: { by: text }, sorts: ['-number'] }),
  answers: { 200: { description: 'A page of revisions.', schema: shapes.list(shapes.revision) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'revisions', listOf(query)), renderList),
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/revisions/{rev}',
  summary: 'One revision with its document. {rev} is a number, a hash, or at least 8 characters of one.',
  needs: ['read'],
  answers: { 200: { description: 'The revision.', schema: shapes.revision.extend({ document: shapes.document }) } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => {
    const found = await root.document(caller, params.rev ?? '')
    if (!found.ok) return found
    const { parts: _, documentOffset: __, publishedSeq: ___, ...record } = found.value
    const body = streamDocument(root, found.value, `${JSON.stringify(record).slice(0, -1)},"document":`, '}')
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
    return ok(new Response(body, { headers }))
  },
})

const diff = endpoint({
  method: 'get',
  path: '/api/v1/revisions/{rev}/diff',
  summary: 'What a revision changed, against the one before it or another.',
  needs: ['read'],
  query: namePage.extend({ against: z.string().optional().openapi({ description: 'Number or hash.' }) }),
  answers: {
    200: {
      description: 'A page of flags that differ, by key.',
      schema: shapes.list(shapes.flagDiff).extend({ from: shapes.revisionHash, to: shapes.revisionHash }),
    },
  },
  refuses: ['not-found', 'invalid-query'],
  run: async ({ root, caller, params, query }) => {
    const page = await root.diff(caller, params.rev ?? '', query.against ?? null, placeIn(query))
    return shown(page, ({ from, to, items, next }) => {
      return { from, to, items: items.map(renderDiff), ...(next !== undefined && { next: renderCursor(next) }) }
    })
  },
})

const rollback = endpoint({
  method: 'post',
  path: '/api/v1/revisions/{rev}/rollback',
  summary: 'Makes an earlier revision the current one again. If-Match is required.',
  needs: ['write'],
  preconditions: true,
  body: z.strictObject({ reason: shapes.reason }, 'an object: {"reason": "…"}').openapi('Rollback'),
  query: writeQuery,
  answers: writeAnswers,
  refuses: ['not-found', 'precondition-required', 'stale-precondition', 'invalid-document', 'feed-full'],
  run: async ({ root, caller, request, params, query, body }) => {
    const ifMatch = parseIfMatch(request.headers.get('if-match'))
    const supply = () => supplyRevision(root, caller, params.rev ?? '')
    const result = await writeDocument({
      root,
      caller,
      ifMatch,
      ...circumstancesOf({ ...query, reason: body.reason }),
      supply,
    })
    return written(result, result.ok ? etagHeader(result.value.body) : {})
  },
})

/** An old document passes today's checks again: what they refuse would be quarantined at the edge. */
async function supplyRevision(root: RootRpc, caller: Caller, rev: string): Promise<Result<Supply, Refusal>> {
  const found = await root.document(caller, rev)
  if (!found.ok) return found
  const { document } = await loadSnapshot(root, found.value)
  const parsed = parseFlagDocument(document)
  if (!parsed.ok) return fail({ kind: 'invalid-document', problems: parsed.error })
  return ok({ document: parsed.value, rolledBackTo: found.value.number })
}

const history = endpoint({
  method: 'get',
  path: '/api/v1/flags/{key}/history',
  summary: 'Every revision that changed a flag, newest first.',
  needs: ['read'],
  query: numberPage,
  answers: { 200: { description: 'A page of changes.', schema: shapes.list(shapes.historyEntry) } },
  refuses: ['not-found', 'invalid-query'],
  run: async ({ root, caller, params, query }) => {
    const page = await root.history(caller, params.key ?? '', placeIn(query))
    return shown(page, ({ items, next }) => {
      return { items: items.map(renderEntry), ...(next !== undefined && { next: renderCursor(String(next)) }) }
    })
  },
})

function renderDiff({ key, change, before, after }: DefinitionChange): FlagDiff {
  return {
    key,
    change,
    ...(typeof before === 'string' && { before: JSON.parse(before) }),
    ...(typeof after === 'string' && { after: JSON.parse(after) }),
    lines: linesOf(before, after),
  }
}

function renderEntry({ revision: row, change, before, after }: HistoryItem): FlagHistoryEntry {
  const { revision, number, at, by, reason } = row
  return { revision, number, at: new Date(at).toISOString(), by, reason, change, lines: linesOf(before, after) }
}

function linesOf(before: DefinitionText, after: DefinitionText): string[] {
  if (isTooLarge(before) || isTooLarge(after)) return ['… too large to show: compare the documents of both revisions']
  return diffLines(parsed(before), parsed(after))
}

const isTooLarge = (text: DefinitionText): text is { readonly tooLarge: true } =>
  typeof text === 'object' && text !== null
const parsed = (text: string | null) => (text === null ? undefined : JSON.parse(text))

export const revisionEndpoints: readonly Endpoint[] = [list, show, diff, rollback, history]
