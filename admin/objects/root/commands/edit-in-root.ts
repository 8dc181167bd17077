// An edit that the root makes of the document by itself, when nobody is asking. Part of a transaction; the only place where a
// document is planned inside the object, so it is bounded, and it never edits what somebody else has changed since.

import { applyEdit, type DocumentEdit, editConflicts } from '../../../../domain/flag/document-edit.ts'
import { parseFlagDocument } from '../../../../domain/flag/parse-flag-document.ts'
import type { JsonObject } from '../../../../domain/json.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import { parseSnapshot } from '../../../../protocol/published-snapshot.ts'
import { type ChangePlan, type PlannedChange, planChange } from '../../../flags/plan-change.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { committedRevision, findSnapshot, readSnapshotText } from '../stores/revision-rows.ts'
import { type CommitCircumstances, commitPlan } from './commit-plan.ts'
import { checkLowered } from './judge-plan.ts'
import { checkEdited } from './rollout-gate.ts'
import { commitAudit } from './tell-commit.ts'

export interface RootEdit {
  readonly edit: DocumentEdit
  /** The edited parts as they have to be now: a document, of which nothing else is looked at. */
  readonly expects: JsonObject
  /** Looks at what the edit would do, before it is done. */
  readonly verify?: (changes: readonly PlannedChange[]) => Refusal | undefined
  /** Id of the change that this belongs to, for the audit log. */
  readonly change?: string
  /** Id of the rollout that edits its own flag: nothing else may. */
  readonly rollout?: string
}

/** Characters of a snapshot: parsed, planned and written again it takes several times as much of an object's 128 MB. */
export const maxEditableChars = 8 * 1024 * 1024

/**
 * Answers the number of the new revision; the current one's where the edit changes nothing. Refuses with `change-outdated`,
 * `too-large`, `invalid-document`, `rollout-running` or `feed-full`, and has written nothing then. Publishing is the caller's to start.
 */
export function editInRoot(db: Db, edit: RootEdit, circumstances: CommitCircumstances): Result<number, Refusal> {
  const before = committedRevision(db)
  const plan = planEdit(db, before.revision, edit)
  if (!plan.ok) return plan
  const lowered = plan.value.changes.filter(({ lowers }) => lowers).map(({ key }) => key)
  const keys = plan.value.changes.map(({ key }) => key)
  const refusal = checkEdited(db, keys, edit.rollout) ?? edit.verify?.(plan.value.changes) ?? checkLowered(db, lowered)
  if (refusal !== undefined) return fail(refusal)
  if (plan.value.revision === before.revision) return ok(before.number)
  const number = commitPlan(db, plan.value, circumstances)
  const { revision, changes } = plan.value
  const { nowMs, by, reason } = circumstances
  const { change, rollout } = edit
  const whose = { ...(change !== undefined && { change }), ...(rollout !== undefined && { rollout }) }
  const facts = { number, reason, before: before.revision, ...whose }
  appendAudit(db, nowMs, by, commitAudit({ revision, changed: changes.length }, facts))
  return ok(number)
}

function planEdit(db: Db, revision: string, { edit, expects }: RootEdit): Result<ChangePlan, Refusal> {
  if ((findSnapshot(db, revision)?.chars ?? 0) > maxEditableChars) {
    return fail({
      kind: 'too-large',
      what: 'the document, as the root may edit it by itself,',
      maxBytes: maxEditableChars,
    })
  }
  const snapshot = parseSnapshot(readSnapshotText(db, revision))
  if (snapshot === null) throw new Error(`revision ${revision} is no snapshot`)
  const parts = editConflicts(expects, edit, snapshot.document)
  if (parts.length > 0) return fail({ kind: 'change-outdated', detail: 'changed since by others', parts })
  const parsed = parseFlagDocument(applyEdit(snapshot.document, edit))
  return parsed.ok ? planChange(snapshot, parsed.value) : fail({ kind: 'invalid-document', problems: parsed.error })
}
