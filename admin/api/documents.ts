// The whole flag document: reading and writing it.

import { maxDocumentBytes } from '../../domain/flag/limits.ts'
import { parseFlagDocument } from '../../domain/flag/parse-flag-document.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { Refusal } from '../refusal.ts'
import { type Endpoint, endpoint, written } from './endpoint.ts'
import { etagHeader, etagOf, isUnchanged, parseIfMatch } from './etag.ts'
import { parseJson, readBody } from './read-body.ts'
import * as shapes from './shapes.ts'
import { streamDocument } from './snapshot-text.ts'
import { type Supply, writeDocument } from './write-document.ts'
import { circumstancesOf, writeAnswers, writeQuery } from './write-query.ts'

const read = endpoint({
  method: 'get',
  path: '/api/v1/document',
  summary: 'The flag document as it was committed last. Its ETag is what a write has to match.',
  needs: ['read'],
  answers: {
    200: { description: 'The document, in its full form.', schema: shapes.document },
    304: { description: 'Unchanged.' },
  },
  run: async ({ root, caller, request }) => {
    const found = await root.document(caller, null)
    if (!found.ok) return found
    const headers = { etag: etagOf(found.value.revision), 'cache-control': 'private, no-cache' }
    if (isUnchanged(request.headers.get('if-none-match'), found.value.revision)) {
      return ok(new Response(null, { status: 304, headers }))
    }
    const body = streamDocument(root, found.value)
    return ok(new Response(body, { headers: { ...headers, 'content-type': 'application/json' } }))
  },
})

const write = endpoint({
  method: 'put',
  path: '/api/v1/document',
  summary:
    'Replaces the flag document. The body is a flagd document or its short form, up to 25 MiB; If-Match is required.',
  needs: ['write'],
  query: writeQuery,
  reads: { shape: shapes.document },
  preconditions: true,
  answers: writeAnswers,
  refuses: [
    'precondition-required',
    'stale-precondition',
    'malformed-json',
    'invalid-document',
    'too-large',
    'feed-full',
    'flag-in-use',
    'flag-archived',
    'reason-required',
  ],
  run: async ({ root, caller, request, query }) => {
    const ifMatch = parseIfMatch(request.headers.get('if-match'))
    let body: Promise<Result<Supply, Refusal>> | undefined
    const supply = () => {
      body ??= supplyBody(request)
      return body
    }
    const result = await writeDocument({ root, caller, ifMatch, ...circumstancesOf(query), supply })
    return written(result, result.ok ? etagHeader(result.value.body) : {})
  },
})

export async function supplyBody(request: Request): Promise<Result<Supply, Refusal>> {
  const text = await readBody(request, maxDocumentBytes)
  if (!text.ok) return text
  const json = parseJson(text.value)
  if (!json.ok) return json
  const parsed = parseFlagDocument(json.value)
  return parsed.ok ? ok({ document: parsed.value }) : fail({ kind: 'invalid-document', problems: parsed.error })
}

export const documentEndpoints: readonly Endpoint[] = [read, write]
