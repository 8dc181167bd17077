// Breaking the glass: what would have to wait is committed at once, loudly, and for a time; an incident shows it. It stays when another person has
// reviewed it by then; otherwise the root takes it back (take-back.ts).

import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { CommitAnswer, FlagChange } from '../../../../protocol/admin-revision.ts'
import { maxGlassBytes, takeBackFits } from '../../../publish/feed-budget.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import { openForGlass } from '../incident/glass-incident.ts'
import type { Done, Moment } from '../perform.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { insertChange } from '../stores/change-rows.ts'
import { readPosition } from '../stores/positions.ts'
import { commitStaged } from './commit-plan.ts'
import { type GatedCommit, notedEffects } from './hold-change.ts'
import { commitAudit, renderCommit } from './tell-commit.ts'

export interface GlassToBreak extends GatedCommit {
  readonly commit: GatedCommit['commit'] & { readonly listed: readonly FlagChange[]; readonly rolledBackTo?: number }
  readonly hours: number
}

export function breakGlass(
  db: Db,
  { commit, proposal, judged, hours }: GlassToBreak,
  { nowMs, actor }: Moment,
  newKey: () => string,
): Result<Done<CommitAnswer>, Refusal> {
  if (!takeBackFits(judged.raises)) return fail(tooManyToCut)
  const { plan, base: before, reason, rolledBackTo } = commit
  const back = rolledBackTo !== undefined && { rolledBackTo }
  const effects = JSON.stringify(notedEffects(db, plan.id, proposal, judged, nowMs))
  const base = readPosition(db).committedNumber
  const number = commitStaged(db, plan, { nowMs, by: actor.id, reason, ...back })
  const expiresAt = nowMs + hours * 3_600_000
  const { edit, undo } = proposal
  const made = { by: actor.id, at: nowMs, reason, base, number, expiresAt }
  const id = insertChange(db, { kind: 'break-glass', status: 'applied', edit, undo, effects, ...made })
  openForGlass(db, { change: id, reason, raises: judged.raises }, { nowMs, by: actor.id, colos: [], newKey })
  appendAudit(db, nowMs, actor.id, commitAudit(plan, { number, reason, before, ...back, change: id }))
  const until = { id, expiresAt: new Date(expiresAt).toISOString() }
  return ok({
    status: 200,
    body: { ...renderCommit(db, number, commit), breakGlass: until },
    audit: { action: 'break-glass.apply', subject: id, detail: { reason, number, expiresAt: until.expiresAt } },
  })
}

/** Where it cannot be taken back as it was made, its flags are killed one by one: so many have to fit the feed. */
const tooManyToCut: Refusal = {
  kind: 'too-large',
  what: 'the list of flags that this would raise without a second person (write it in parts)',
  maxBytes: maxGlassBytes,
}
