// The end of what was left open: a pending change expires, and break-glass that nobody has reviewed is taken back. It is
// edited back where its parts are still as it left them; otherwise the flags that it raised are killed, since off is the safe
// side. Each change in one transaction of its own, so an alarm that rings twice ends nothing twice.

import { applyEdit, type DocumentEdit } from '../../../../domain/flag/document-edit.ts'
import { pointer } from '../../../../domain/json.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { PlannedFlag } from '../../../../protocol/admin-plan.ts'
import type { KillTarget } from '../../../../protocol/feed.ts'
import type { PlannedChange } from '../../../flags/plan-change.ts'
import { killFits } from '../../../publish/feed-budget.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { settleGlass } from '../incident/glass-incident.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { type ChangeRow, closeChange, findChange, hasEarlierGlass, overdueChanges } from '../stores/change-rows.ts'
import { definitionAt, hasFlag } from '../stores/flag-rows.ts'
import { findKillInForce, killsInForce } from '../stores/kill-rows.ts'
import { readPosition } from '../stores/positions.ts'
import { editInRoot } from './edit-in-root.ts'
import { insertKill } from './insert-kill.ts'

/** Stands in the records for the root itself. */
const actor = 'system'
/** Parts that a record names. */
const maxNamed = 20
const maxReasonChars = 500

export interface TakeBackCircumstances {
  readonly nowMs: number
  readonly colos: readonly string[]
}

/** Ends everything whose time is over; answers whether the document or the feed has changed. */
export function endOverdue(db: Db, circumstances: TakeBackCircumstances): boolean {
  let changed = false
  for (const id of overdueChanges(db, circumstances.nowMs)) {
    const row = findChange(db, id) as ChangeRow
    if (row.kind === 'approval') db.transaction(() => expire(db, row, circumstances.nowMs))
    else takeBack(db, row, circumstances)
    changed ||= row.kind === 'break-glass'
  }
  return changed
}

function expire(db: Db, { id, by, expiresAt }: ChangeRow, nowMs: number): void {
  closeChange(db, id, { status: 'expired', decidedAt: expiresAt, decidedBy: actor, decision: null })
  appendAudit(db, nowMs, actor, { action: 'change.expire', subject: id, detail: { by } })
}

function takeBack(db: Db, row: ChangeRow, circumstances: TakeBackCircumstances): void {
  const undone = attempt(() => db.transaction(() => undo(db, row, circumstances.nowMs)))
  if (!undone.ok) db.transaction(() => cut(db, row, undone.error, circumstances))
}

/** A plan that breaks is no reason to leave the glass broken: its transaction is rolled back, and the flags are cut. */
function attempt(work: () => Result<null, string>): Result<null, string> {
  try {
    return work()
  } catch (thrown) {
    console.error('taking break-glass back broke', thrown)
    return fail('planning it broke')
  }
}

function undo(db: Db, row: ChangeRow, nowMs: number): Result<null, string> {
  const { id } = row
  const edit = {
    edit: JSON.parse(row.undo as string) as DocumentEdit,
    expects: applyEdit({ flags: {} }, JSON.parse(row.edit) as DocumentEdit),
    verify: (changes: readonly PlannedChange[]) => checkRestores(db, row, changes),
    change: id,
  }
  const reason = `takes ${id} back: it broke the glass, and nobody reviewed it in time`
  const edited = editInRoot(db, edit, { nowMs, by: actor, reason })
  if (!edited.ok) return fail(whyNot(edited.error))
  close(db, row, nowMs, { number: edited.value }, `taken back in revision ${edited.value}`)
  return ok(null)
}

/**
 * Every flag that the undoing touches has to become exactly what it was before the glass was broken, segments included; and
 * so has every flag that was raised, unless it is gone.
 */
function checkRestores(db: Db, row: ChangeRow, changes: readonly PlannedChange[]): Refusal | undefined {
  const planned = new Map(changes.map(({ key, definition }) => [key, definition]))
  const wrong = changes.filter(({ key, definition }) => definition !== definitionAt(db, key, row.base))
  const left = raisedStill(db, row).filter((key) => !planned.has(key))
  if (wrong.length + left.length > 0) {
    const parts = [...wrong.map(({ key }) => key), ...left].map((key) => pointer('/flags', key))
    return { kind: 'change-outdated', detail: 'would not become what they were', parts }
  }
  // What it took away may have been broken in before: that has an end of its own, and must not come back after it.
  const raised = changes.filter(({ raises, exposure }) => raises || exposure.direction === 'unknown')
  if (raised.length === 0 || !hasEarlierGlass(db, row)) return undefined
  const parts = raised.map(({ key }) => pointer('/flags', key))
  return { kind: 'change-outdated', detail: 'would come back, and nobody may have reviewed them', parts }
}

const whyNot = (refusal: Refusal): string =>
  refusal.kind === 'change-outdated'
    ? `${refusal.detail}: ${refusal.parts.slice(0, maxNamed).join(', ')}`
    : refusal.kind

function cut(db: Db, row: ChangeRow, why: string, { nowMs, colos }: TakeBackCircumstances): void {
  const reason = `${row.id} broke the glass, nobody reviewed it in time, and it cannot be taken back (${why})`
  const kills: string[] = []
  for (const key of raisedStill(db, row)) {
    const target: KillTarget = killFits(killsInForce(db), { flag: key }) ? { flag: key } : { all: true }
    if ('all' in target && findKillInForce(db, target) !== undefined) break
    const { id } = insertKill(db, { target, reason: reason.slice(0, maxReasonChars) }, { nowMs, by: actor, colos })
    appendAudit(db, nowMs, actor, { action: 'kill.create', subject: id, detail: { target, reason, change: row.id } })
    kills.push(id)
  }
  const what =
    kills.length === 0 ? 'nothing of it is left' : `its flags are killed (${kills.slice(0, maxNamed).join(', ')})`
  close(db, row, nowMs, { kills: kills.length, why }, `${what}: ${why}`)
}

/** Flags that the change raised and that are not what they were before it. One that is gone is off. */
function raisedStill(db: Db, { effects, base }: ChangeRow): string[] {
  const { committedNumber } = readPosition(db)
  return (JSON.parse(effects) as PlannedFlag[])
    .filter(({ exposure }) => exposure.raises || exposure.direction === 'unknown')
    .map(({ key }) => key)
    .filter((key) => hasFlag(db, key) && definitionAt(db, key, committedNumber) !== definitionAt(db, key, base))
}

function close(
  db: Db,
  { id, by }: ChangeRow,
  nowMs: number,
  detail: Readonly<Record<string, unknown>>,
  decision: string,
): void {
  closeChange(db, id, { status: 'undone', decidedAt: nowMs, decidedBy: actor, decision })
  settleGlass(db, { change: id, told: `${id} was not reviewed in time: ${decision}` }, { nowMs, by: 'clock' })
  appendAudit(db, nowMs, actor, { action: 'break-glass.undo', subject: id, detail: { by, ...detail } })
}
