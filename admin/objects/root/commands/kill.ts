// Killing: accepted whatever is known of the target, and told so. In an emergency a typo must neither be refused nor look
// like success.

import { nearestNames } from '../../../../domain/nearest-names.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import { type KillAnswer, killLeaseMs } from '../../../../protocol/admin-kill.ts'
import type { KillTarget } from '../../../../protocol/feed.ts'
import { killFits } from '../../../publish/feed-budget.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { flagKeys, flagSystems, hasFlag } from '../stores/flag-rows.ts'
import { findKillInForce, type KillRow, killsInForce, renderKill } from '../stores/kill-rows.ts'
import { allSystems } from '../stores/system-rows.ts'
import { insertKill, type KillInput } from './insert-kill.ts'

/** The answer before any relay has been told. Killing what is killed already answers with the kill that is in force. */
export function kill(
  db: Db,
  input: KillInput,
  { nowMs, actor }: Moment,
  colos: readonly string[],
): Result<Done<KillAnswer>, Refusal> {
  const { target, reason, incident } = input
  const earlier = findKillInForce(db, target)
  if (earlier !== undefined) {
    const detail = { target, reason, ...(incident !== undefined && { incident }) }
    const audit = { action: 'kill.repeat', subject: earlier.id, detail }
    return ok({ status: 200, body: renderAnswer(db, earlier, true), audit })
  }
  if (!killFits(killsInForce(db), target)) return fail({ kind: 'feed-full', detail: fullOf(target) })
  const row = insertKill(db, input, { nowMs, by: actor.id, colos })
  const detail = { seq: row.seq, target, reason, ...(incident !== undefined && { incident }) }
  const audit = { action: 'kill.create', subject: row.id, detail }
  return ok({ status: 201, body: renderAnswer(db, row, false), audit })
}

export const enforcedBy = (atMs: number): string => new Date(atMs + killLeaseMs).toISOString()

function renderAnswer(db: Db, row: KillRow, already: boolean): KillAnswer {
  const record = renderKill(row)
  return { ...record, already, enforcedBy: enforcedBy(row.at), relays: [], ...doubtsAbout(db, record.target) }
}

const fullOf = (target: KillTarget): string =>
  'flag' in target
    ? 'too many single flags are killed for the feed to carry one more; kill their system, or {"all": true}'
    : 'too many kills are in force for the feed to carry one more; kill {"all": true}, or lift some first'

function doubtsAbout(db: Db, target: KillTarget): Pick<KillAnswer, 'warning' | 'nearest'> {
  if ('all' in target) return {}
  if ('flag' in target) {
    if (hasFlag(db, target.flag)) return {}
    return doubt(`no flag is called "${target.flag}"`, nearestNames(target.flag, flagKeys(db)))
  }
  const withFlags = flagSystems(db)
  if (withFlags.includes(target.system)) return {}
  const mapped = allSystems(db).map(({ id }) => id)
  if (mapped.includes(target.system)) return doubt(`no flag belongs to the system "${target.system}"`, [])
  return doubt(
    `no system is called "${target.system}"`,
    nearestNames(target.system, new Set([...withFlags, ...mapped])),
  )
}

function doubt(what: string, nearest: readonly string[]): Pick<KillAnswer, 'warning' | 'nearest'> {
  return { warning: `${what}: the kill is in force all the same, but cuts nothing now`, nearest }
}
