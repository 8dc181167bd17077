// Killing what a cascade brought. Part of a transaction; a target that is killed already stays as it is.

import type { KillTarget } from '../../../../protocol/feed.ts'
import { killFits } from '../../../publish/feed-budget.ts'
import { insertKill } from '../commands/insert-kill.ts'
import type { Db } from '../database.ts'
import { appendAudit } from '../stores/audit-log.ts'
import { findKillInForce, killsInForce } from '../stores/kill-rows.ts'
import type { TakeBack } from './take-back-suspects.ts'

const maxReasonChars = 500
const actor = 'cascade'

/** The first of the targets that the feed has room for. Undefined where it has room for none. */
export function killForCascade(
  db: Db,
  targets: readonly KillTarget[],
  why: string,
  { cascade, incident, nowMs, colos }: TakeBack,
): string | undefined {
  for (const target of targets) {
    const inForce = findKillInForce(db, target)
    if (inForce !== undefined) return inForce.id
    if (!killFits(killsInForce(db), target)) continue
    const reason = `${cascade}: ${why}`.slice(0, maxReasonChars)
    const { id } = insertKill(db, { target, reason, incident }, { nowMs, by: actor, colos })
    appendAudit(db, nowMs, actor, { action: 'kill.create', subject: id, detail: { target, reason, incident } })
    return id
  }
  return undefined
}

/** A single flag comes back by a rollout of its own; only where there is no room its whole system is killed. */
export const targetsOf = (flag: string, system: string | null): KillTarget[] =>
  system === null ? [{ flag }] : [{ flag }, { system }]
