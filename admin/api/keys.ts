// Evaluation keys: made, listed and revoked. Their hashes travel in the snapshot, so each write is a revision of its own, made
// against a base like any document's. The key itself is made here, shown once, and goes nowhere else.

import { fail, ok, type Result } from '../../domain/result.ts'
import type { NewKeyAnswer } from '../../protocol/admin-key.ts'
import type { PublishedKey } from '../../protocol/published-snapshot.ts'
import type { Caller } from '../auth/caller.ts'
import { mintToken } from '../auth/mint-token.ts'
import { planChange } from '../flags/plan-change.ts'
import { hashText } from '../hash-text.ts'
import type { KeyCommit, NewKey } from '../objects/root/commands/commit-keys.ts'
import type { Reply } from '../objects/root/perform.ts'
import type { RootRpc } from '../objects/root/root-rpc.ts'
import type { Refusal } from '../refusal.ts'
import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import { listOf, listQuery, renderList, text, yesOrNo } from './list-query.ts'
import * as shapes from './shapes.ts'
import { loadSnapshot } from './snapshot-text.ts'
import { stagePlan } from './stage-plan.ts'
import { maxRaces, tooManyWriters } from './write-document.ts'

const list = endpoint({
  method: 'get',
  path: '/api/v1/keys',
  summary: 'All evaluation keys, without their secrets.',
  needs: ['admin'],
  query: listQuery({
    filters: { name: text, kind: shapes.keyKind.optional(), revoked: yesOrNo },
    sorts: ['createdAt', 'name'],
  }),
  answers: { 200: { description: 'A page of keys.', schema: shapes.list(shapes.key) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'keys', listOf(query)), renderList),
})

const create = endpoint({
  method: 'post',
  path: '/api/v1/keys',
  summary:
    'Makes an evaluation key. It is shown once: a repeated request with the same idempotency key is answered without it.',
  needs: ['admin'],
  body: shapes.keyInput,
  answers: { 201: { description: 'The key; evaluators know it once it is published.', schema: shapes.newKey } },
  refuses: ['malformed-json', 'invalid-body', 'too-large', 'invalid-idempotency-key', 'idempotency-key-reused'],
  run: async ({ root, caller, body: { name, kind, expiresAt: ends } }) => {
    const { id, token } = mintToken(name)
    const expiresAt = ends === undefined ? null : Date.parse(ends)
    const key: NewKey = { id, name, kind, hash: hashText(token), expiresAt }
    const result = await writeKeys(root, caller, { create: key })
    if (!result.ok || result.value.replayed || result.value.body === null) return written(result)
    const body: NewKeyAnswer = { ...result.value.body, key: token }
    return written(ok({ ...result.value, body }))
  },
})

const revoke = endpoint({
  method: 'delete',
  path: '/api/v1/keys/{id}',
  summary: 'Revokes an evaluation key for good. Evaluators refuse it as soon as they hold the new snapshot.',
  needs: ['admin'],
  answers: { 204: { description: 'Revoked.' } },
  refuses: ['not-found', 'too-large'],
  repeatable: true,
  run: async ({ root, caller, params }) => written(await writeKeys(root, caller, { revoke: params.id ?? '' })),
})

async function writeKeys(
  root: RootRpc,
  caller: Caller,
  change: KeyCommit['change'],
): Promise<Result<Reply<NewKeyAnswer | null>, Refusal>> {
  for (let race = 1; ; race++) {
    const start = await root.startDocument(caller, '*')
    if (!start.ok) return start
    if ('earlier' in start.value) return ok(start.value.earlier as Reply<unknown> as Reply<NewKeyAnswer | null>)
    const { base } = start.value
    const snapshot = await loadSnapshot(root, base)
    const plan = planChange(snapshot, snapshot.document as never, changeKeys(snapshot.keys, change))
    if (!plan.ok) return plan
    const staged = await stagePlan(root, plan.value)
    const committed = await root.commitKeys(caller, { base: base.revision, plan: staged, change })
    const lost = !committed.ok && committed.error.kind === 'stale-precondition'
    if (!lost) return committed
    if (race === maxRaces) return fail({ kind: 'unavailable', detail: tooManyWriters })
  }
}

function changeKeys(keys: readonly PublishedKey[], change: KeyCommit['change']): readonly PublishedKey[] {
  if ('revoke' in change) return keys.filter(({ id }) => id !== change.revoke)
  const { id, kind, hash, expiresAt } = change.create
  return [...keys, { id, kind, hash, ...(expiresAt !== null && { expiresAt }) }]
}

export const keyEndpoints: readonly Endpoint[] = [list, create, revoke]
