// Shipping a hotfix: the only way is a guarded rollout of its flag under the hotfix policy, started here. The rollout lifts the
// flag's own kill as it begins, so what containment cut comes back by evidence.

import { fail, ok } from '../../../../domain/result.ts'
import type { HotfixRecord } from '../../../../protocol/admin-hotfix.ts'
import { allows } from '../../../../protocol/scopes.ts'
import type { Act } from '../acts.ts'
import { startRollout } from '../commands/start-rollout.ts'
import { moveHotfix } from './move-hotfix.ts'
import { renderHotfix } from './read-hotfix.ts'
import { ready } from './step-hotfix.ts'

/** Declared beforehand: the criteria of the default policy, in minutes. */
const policy = 'hotfix'
const maxReasonChars = 500

export const rollHotfix: Act<{ id: string; variant: string }, HotfixRecord> = (db, { id, variant }, moment, around) => {
  const { nowMs, actor } = moment
  const found = ready(db, id, 'roll')
  if (!found.ok) return found
  if (!allows(actor.scopes, 'rollout')) return fail({ kind: 'missing-scope', needs: ['rollout'], held: actor.scopes })
  const { hotfix, incident } = found.value
  const { flag, facts } = hotfix
  if (flag === null) throw new Error(`the hotfix ${id} passed its suite without a flag`)
  const reason = `hotfix ${id} of ${incident.id}: ${facts.fix ?? ''}`.slice(0, maxReasonChars)
  const started = startRollout(db, { flag, variant, policy, reason }, moment, {
    colos: around.colos,
    budget: around.staleBudget,
  })
  if (!started.ok) return started
  const { id: rollout, status } = started.value.body
  const waits = status === 'draft' ? '; its flag needs a second person, who resumes the rollout' : ''
  const text = `rolling ${flag} out as ${rollout}${waits}`
  const detail = { rollout, flag, variant, policy }
  const moved = moveHotfix(db, hotfix, { status: 'rolling', rollout }, { nowMs, by: actor.id, text, detail })
  return ok({ status: 200, body: renderHotfix(db, moved), audit: { action: 'hotfix.roll', subject: id, detail } })
}
