// A change that needs a second person is kept whole, and changes nothing until somebody else approves it. One flag that has to
// wait holds the whole write: half of it would be a document that nobody wrote.

import { ok, type Result } from '../../../../domain/result.ts'
import { type PendingAnswer, pendingKeptMs } from '../../../../protocol/admin-change.ts'
import type { PlannedFlag } from '../../../../protocol/admin-plan.ts'
import type { Proposal } from '../../../flags/propose-change.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { type ChangeRow, findChange, findSamePending, insertChange, renderChange } from '../stores/change-rows.ts'
import { notePlanned } from '../stores/planned-notes.ts'
import { readPosition } from '../stores/positions.ts'
import { forgetPlan } from '../stores/staged-rows.ts'
import type { StagedPlan } from './commit-plan.ts'
import type { Judgement } from './judge-plan.ts'

/** A commit that may not go through by itself. */
export interface GatedCommit {
  readonly commit: { readonly plan: StagedPlan; readonly base: string; readonly reason: string }
  readonly proposal: Proposal
  readonly judged: Judgement
}

/** Keys in one audit row. */
const maxNamed = 20

export function holdChange(
  db: Db,
  { commit, proposal, judged }: GatedCommit,
  { nowMs, actor }: Moment,
): Result<Done<PendingAnswer>, Refusal> {
  const { plan, reason } = commit
  const base = readPosition(db).committedNumber
  const asked = { by: actor.id, base, reason, edit: proposal.edit }
  const same = findSamePending(db, asked, nowMs)
  if (same !== undefined) {
    forgetPlan(db, plan.id)
    return ok({ status: 202, body: { pending: renderChange(same, nowMs) } })
  }
  const effects = JSON.stringify(notedEffects(db, plan.id, proposal, judged, nowMs))
  const { undo } = proposal
  const kept = { ...asked, kind: 'approval', status: 'pending', undo, effects, at: nowMs } as const
  const id = insertChange(db, { ...kept, expiresAt: nowMs + pendingKeptMs })
  forgetPlan(db, plan.id)
  const waits = [...judged.approval.keys()].slice(0, maxNamed)
  const detail = { reason, base, changed: plan.changed, approval: judged.approval.size, flags: waits }
  const row = findChange(db, id) as ChangeRow
  const audit = { action: 'change.request', subject: id, detail }
  return ok({ status: 202, body: { pending: renderChange(row, nowMs) }, audit })
}

/** What the change does, as it is shown to whoever decides. */
export function notedEffects(
  db: Db,
  plan: string,
  { effects }: Proposal,
  { approval }: Judgement,
  nowMs: number,
): PlannedFlag[] {
  return notePlanned(db, plan, JSON.parse(effects) as PlannedFlag[], approval, nowMs)
}
