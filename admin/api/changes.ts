// Changes that wait for a second person, and changes that broke the glass: listing them, and deciding them.

import { z } from '@hono/zod-openapi'
import { applyEdit, type DocumentEdit, editConflicts } from '../../domain/flag/document-edit.ts'
import { parseFlagDocument } from '../../domain/flag/parse-flag-document.ts'
import { pointer } from '../../domain/json.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { PlannedFlag } from '../../protocol/admin-plan.ts'
import type { PublishedSnapshot } from '../../protocol/published-snapshot.ts'
import type { PlannedChange } from '../flags/plan-change.ts'
import type { PendingChange } from '../objects/root/root-rpc.ts'
import type { Refusal } from '../refusal.ts'
import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import { etagHeader } from './etag.ts'
import { listOf, listQuery, renderList, text } from './list-query.ts'
import * as shapes from './shapes.ts'
import { type Supply, writeDocument } from './write-document.ts'

const list = endpoint({
  method: 'get',
  path: '/api/v1/changes',
  summary: 'Changes that waited or wait for a second person, and changes that broke the glass, newest first.',
  needs: ['read'],
  query: listQuery({
    filters: {
      status: z.enum(shapes.changeStatus.options, `one of ${shapes.changeStatus.options.join(', ')}`).optional(),
      kind: z.enum(shapes.changeKind.options, `one of ${shapes.changeKind.options.join(', ')}`).optional(),
      by: text,
    },
    sorts: ['-at'],
  }),
  answers: {
    200: { description: 'A page of changes; shorter where they are large.', schema: shapes.list(shapes.changeRecord) },
  },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.changes(caller, listOf(query)), renderList),
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/changes/{id}',
  summary: 'One change, with what it does to each flag.',
  needs: ['read'],
  answers: { 200: { description: 'The change.', schema: shapes.changeRecord } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => shown(await root.change(caller, params.id ?? '')),
})

const optionalReason = z
  .strictObject({ reason: shapes.reason.optional() }, 'an object: {} or {"reason": "…"}')
  .openapi('OptionalReason')

const approve = endpoint({
  method: 'post',
  path: '/api/v1/changes/{id}/approve',
  summary: "Applies a pending change, on another token's word than its author's.",
  needs: ['write'],
  body: optionalReason,
  answers: { 200: { description: 'Committed; published as soon as KV has it.', schema: shapes.commitAnswer } },
  refuses: [
    'not-found',
    'own-change',
    'change-closed',
    'change-outdated',
    'invalid-document',
    'feed-full',
    'idempotency-key-reused',
  ],
  run: async ({ root, caller, params, body }) => {
    const id = params.id ?? ''
    const supply = async (current: PublishedSnapshot) => {
      const pending = await root.pendingChange(caller, id)
      return pending.ok ? supplyChange(current, pending.value) : pending
    }
    const reason = body.reason ?? ''
    const result = await writeDocument({ root, caller, ifMatch: '*', reason, approves: id, supply })
    return written(result, result.ok ? etagHeader(result.value.body) : {})
  },
})

/** The change as an edit of what is current now, where that means what it meant when it was shown. */
function supplyChange({ document }: PublishedSnapshot, pending: PendingChange): Result<Supply, Refusal> {
  const edit = JSON.parse(pending.edit) as DocumentEdit
  // What the undoing would write is what the edited parts were.
  const edited = applyEdit({ flags: {} }, JSON.parse(pending.undo) as DocumentEdit)
  const parts = editConflicts(edited, edit, document)
  if (parts.length > 0) return fail({ kind: 'change-outdated', detail: 'others have changed since', parts })
  const parsed = parseFlagDocument(applyEdit(document, edit))
  if (!parsed.ok) return fail({ kind: 'invalid-document', problems: parsed.error })
  const effects = JSON.parse(pending.effects) as readonly PlannedFlag[]
  return ok({ document: parsed.value, verify: (changes) => checkEffects(effects, changes) })
}

/** What is approved is what was shown: the same flags, and the same direction for each. */
function checkEffects(effects: readonly PlannedFlag[], changes: readonly PlannedChange[]): Refusal | undefined {
  const effect = ({ change, exposure }: Pick<PlannedFlag, 'change' | 'exposure'>) => `${change} ${exposure.direction}`
  const told = new Map(effects.map((flag) => [flag.key, effect(flag)]))
  const now = new Map(changes.map((flag) => [flag.key, effect(flag)]))
  const other = [...new Set([...told.keys(), ...now.keys()])].filter((key) => told.get(key) !== now.get(key))
  if (other.length === 0) return undefined
  const parts = other.map((key) => pointer('/flags', key))
  return { kind: 'change-outdated', detail: 'it would do something else now than what was shown', parts }
}

const reject = endpoint({
  method: 'post',
  path: '/api/v1/changes/{id}/reject',
  summary: 'Ends a pending change without applying it; its author withdraws it so.',
  needs: ['write'],
  body: z.strictObject({ reason: shapes.reason }, 'an object: {"reason": "…"}').openapi('Rejection'),
  answers: { 200: { description: 'Ended.', schema: shapes.changeRecord } },
  refuses: ['not-found', 'change-closed', 'idempotency-key-reused'],
  run: async ({ root, caller, params, body }) => written(await root.rejectChange(caller, params.id ?? '', body.reason)),
})

const review = endpoint({
  method: 'post',
  path: '/api/v1/changes/{id}/review',
  summary: "Lets what broke the glass stay, on another token's word than its author's.",
  needs: ['write'],
  body: optionalReason,
  answers: { 200: { description: 'It stays.', schema: shapes.changeRecord } },
  refuses: ['not-found', 'own-change', 'change-closed', 'idempotency-key-reused'],
  run: async ({ root, caller, params, body }) => {
    return written(await root.reviewChange(caller, params.id ?? '', body.reason ?? null))
  },
})

export const changeEndpoints: readonly Endpoint[] = [list, show, approve, reject, review]
