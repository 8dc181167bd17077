// Writing one part of the document: the base is edited, the whole is checked as any document, and committed as a new revision.
// Preconditions are about the part, so that two who write to different parts both succeed: a lost race is run again.

import type { z } from '@hono/zod-openapi'
import { applyEdit, type DocumentEdit } from '../../domain/flag/document-edit.ts'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { parseFlagDocument } from '../../domain/flag/parse-flag-document.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Problem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { PublishedSnapshot } from '../../protocol/published-snapshot.ts'
import type { Caller } from '../auth/caller.ts'
import type { RootRpc } from '../objects/root/root-rpc.ts'
import type { Refusal } from '../refusal.ts'
import { json, written } from './endpoint.ts'
import { etagOf } from './etag.ts'
import { writeDocument } from './write-document.ts'
import { circumstancesOf, type writeQuery } from './write-query.ts'

export interface PlannedEdit {
  readonly edit: DocumentEdit
  /** JSON pointer of the edited part: what is wrong below it is told relative to the body. */
  readonly part: string
  readonly restores?: true
  /** Whether the part did not exist before. */
  readonly creates?: boolean
}

export interface DocumentPartWrite {
  readonly root: RootRpc
  readonly caller: Caller
  readonly query: z.infer<typeof writeQuery>
  /** From the base to its edit; asked again where a race was lost. */
  readonly plan: (base: PublishedSnapshot) => Promise<Result<PlannedEdit, Refusal>> | Result<PlannedEdit, Refusal>
  /** The part's own ETag in the new document; absent where there is nothing left to have one. */
  readonly tag?: (document: JsonObject) => string
}

export async function editDocument(write: DocumentPartWrite): Promise<Result<Response, Refusal>> {
  const { root, caller, query, plan, tag } = write
  let creates = false
  let etag: string | undefined
  const supply = async (base: PublishedSnapshot) => {
    const planned = await plan(base)
    if (!planned.ok) return planned
    const { edit, part, restores } = planned.value
    const document = parsePart(applyEdit(base.document, edit), part)
    if (!document.ok) return document
    creates = planned.value.creates === true
    etag = tag?.(document.value as unknown as JsonObject)
    return ok({ document: document.value, ...(restores === true && { restores }) })
  }
  const result = await writeDocument({ root, caller, ifMatch: '*', ...circumstancesOf(query), supply })
  if (!result.ok || result.value.status !== 200) return written(result)
  const headers = etag === undefined ? {} : { etag: etagOf(etag) }
  return creates ? ok(json(result.value.body, 201, headers)) : written(result, headers)
}

/** What is wrong in another part is told as it stands in the document. */
function parsePart(document: JsonObject, part: string): Result<FlagDocument, Refusal> {
  const parsed = parseFlagDocument(document)
  if (parsed.ok) return parsed
  const isInside = ({ path }: Problem): boolean => path === part || path.startsWith(`${part}/`)
  if (!parsed.error.every(isInside)) return fail({ kind: 'invalid-document', problems: parsed.error })
  const problems = parsed.error.map((one) => ({ ...one, path: one.path.slice(part.length) }))
  return fail({ kind: 'invalid-body', problems })
}
