// What a document would change, before anybody writes it: the same parsing, planning and judging as the write, and nothing
// kept of it.

import type { JsonObject } from '../../domain/json.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { PlanAnswer } from '../../protocol/admin-plan.ts'
import type { Caller } from '../auth/caller.ts'
import { describeChanges } from '../flags/describe-changes.ts'
import { planChange } from '../flags/plan-change.ts'
import type { RootRpc } from '../objects/root/root-rpc.ts'
import type { IfMatch } from '../preconditions.ts'
import type { Refusal } from '../refusal.ts'
import { supplyBody } from './documents.ts'
import { type Endpoint, endpoint, json } from './endpoint.ts'
import { etagOf, parseIfMatch } from './etag.ts'
import { renderObstacle } from './problem.ts'
import * as shapes from './shapes.ts'
import { loadSnapshot } from './snapshot-text.ts'
import { stageOnlyChanges } from './stage-plan.ts'
import { maxRaces, proposalOf, type Supply } from './write-document.ts'

/** Characters of the answer; the root adds a sentence or two to each flag. */
const limits = { lineChars: 2 * 1024 * 1024, chars: 3 * 1024 * 1024 }

const plan = endpoint({
  method: 'post',
  path: '/api/v1/document/plan',
  summary: 'What a document would change, flag by flag, and what a write of it would need. Changes nothing.',
  needs: ['read'],
  reads: { shape: shapes.document },
  answers: { 200: { description: 'The plan. Its ETag is the If-Match of the write.', schema: shapes.plan } },
  refuses: ['stale-precondition', 'malformed-json', 'invalid-document', 'too-large'],
  run: async ({ root, caller, request }) => {
    const admitted = await root.admit(caller)
    if (!admitted.ok) return admitted
    const supplied = await supplyBody(request)
    if (!supplied.ok) return supplied
    const ifMatch = parseIfMatch(request.headers.get('if-match'))
    for (let race = 1; ; race++) {
      const told = await tellPlan({ root, caller, ifMatch, supplied: supplied.value })
      if (told.ok) return ok(json(told.value, 200, { etag: etagOf(told.value.base) }))
      const lost = told.error.kind === 'stale-precondition' && (ifMatch === undefined || ifMatch === '*')
      if (!lost || race === maxRaces) return told
    }
  },
})

interface Question {
  readonly root: RootRpc
  readonly caller: Caller
  readonly ifMatch: IfMatch
  readonly supplied: Supply
}

async function tellPlan({ root, caller, ifMatch, supplied }: Question): Promise<Result<PlanAnswer, Refusal>> {
  const found = await root.document(caller, null)
  if (!found.ok) return found
  const { revision: base } = found.value
  const holds = ifMatch === undefined || ifMatch === '*' || ifMatch.includes(base)
  if (!holds) return fail({ kind: 'stale-precondition', revision: base })
  const snapshot = await loadSnapshot(root, found.value)
  const planned = planChange(snapshot, supplied.document)
  if (!planned.ok) return planned
  const { revision, changes, flags } = planned.value
  const before = snapshot.document
  const described = describeChanges(before, supplied.document as unknown as JsonObject, changes, limits)
  const verdict = await root.judgePlan(caller, {
    base,
    plan: await stageOnlyChanges(root, changes),
    changed: changes.length,
    mayWait: proposalOf(before, supplied.document, changes) !== null,
    flags: described.flags,
  })
  if (!verdict.ok) return verdict
  const { number, reason, approval, obstacles } = verdict.value
  return ok({
    base,
    number,
    revision,
    flags,
    changes: verdict.value.flags,
    segments: described.segments,
    unlisted: described.unlisted,
    needs: { reason, approval },
    obstacles: obstacles.map(renderObstacle),
  })
}

export const planEndpoints: readonly Endpoint[] = [plan]
