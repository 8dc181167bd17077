// Sends a planned document, and tells what came of it. All of it is written or none: the write names the revision that was
// planned against, so what others did meanwhile refuses it.

import { fail, ok, type Result } from '../../domain/result.ts'
import type { ChangeRecord } from '../../protocol/admin-change.ts'
import type { PlanAnswer } from '../../protocol/admin-plan.ts'
import type { CommitAnswer } from '../../protocol/admin-revision.ts'
import type { AdminApi } from '../api/admin-api.ts'
import { type DocumentWrite, writeDocument } from '../api/document-api.ts'
import { isProblem } from '../api/problem.ts'
import type { Clock } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'

export type Applied =
  | { readonly kind: 'pending'; readonly change: ChangeRecord }
  /** Without `commit` the answer was lost, but the planned revision is the committed one. */
  | { readonly kind: 'applied'; readonly revision: string; readonly commit: CommitAnswer | null }

export async function applyPlan(
  api: AdminApi,
  plan: PlanAnswer,
  write: Omit<DocumentWrite, 'base' | 'sentOnce'>,
): Promise<Result<Applied, Failure>> {
  const sentOnce = plan.needs.approval.length > 0 && !write.breakGlass
  const answer = await writeDocument(api, { ...write, base: plan.base, sentOnce })
  if (answer.ok) {
    return 'pending' in answer.value
      ? ok({ kind: 'pending', change: answer.value.pending })
      : ok({ kind: 'applied', revision: answer.value.revision, commit: answer.value })
  }
  if (!isProblem(answer.error, 'stale-precondition')) return fail(answer.error)
  // A write whose answer was lost is repeated, and refused for what it did itself.
  const head = await api.head()
  if (head.ok && head.value.committedRevision === plan.revision) {
    return ok({ kind: 'applied', revision: plan.revision, commit: null })
  }
  return fail({
    ...answer.error,
    exitCode: exitCodes.conflict,
    message: `The flags have changed since the plan, which was made against revision ${plan.number}. Nothing was changed.`,
    remedy: 'Plan again: fuseboard plan. To take over what others published: fuseboard pull.',
  })
}

/** Publishing takes seconds; after this it goes on by itself. */
const publishTimeoutMs = 60_000
const pollMs = 500

/** Waits until evaluators are told to serve the revision, or a later one. False when that takes too long. */
export async function waitForPublish(api: AdminApi, revision: string, clock: Clock): Promise<boolean> {
  const deadline = clock.now() + publishTimeoutMs
  for (;;) {
    const head = await api.head()
    const { publishing, ...held } = head.ok ? head.value : { publishing: null, revision: null, committedRevision: null }
    if (held.revision === revision) return true
    // Somebody has committed another one since: once nothing is on its way, this one has been there.
    if (publishing?.pending === 0 && held.committedRevision !== revision) return true
    if (clock.now() >= deadline) return false
    await clock.wait(pollMs)
  }
}
