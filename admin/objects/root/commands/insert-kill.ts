// A kill's rows. Part of a transaction; whether the target is killed already is the caller's to ask.

import type { KillTarget } from '../../../../protocol/feed.ts'
import { loweredFits } from '../../../publish/feed-budget.ts'
import type { Db } from '../database.ts'
import { kills } from '../schema.ts'
import { changedInSystem, versionsOf } from '../stores/flag-rows.ts'
import { findKill, type KillRow, placeOf } from '../stores/kill-rows.ts'
import { forgetLowered, loweredKeptMs, noteLowered, readLowered } from '../stores/lowered-rows.ts'
import { advanceFeed, readPosition } from '../stores/positions.ts'
import { publishedSince } from '../stores/revision-rows.ts'
import { endByKill } from './end-by-kill.ts'

export interface KillInput {
  readonly target: KillTarget
  readonly reason: string
  readonly incident?: string
}

export interface KillCircumstances {
  readonly nowMs: number
  readonly by: string
  readonly colos: readonly string[]
}

export function insertKill(db: Db, input: KillInput, { nowMs, by, colos }: KillCircumstances): KillRow {
  const { target, reason, incident = null } = input
  const place = placeOf(target)
  forgetLowered(db, nowMs)
  const subject = `${place.kind}${place.name === '' ? '' : ` ${place.name}`}`
  const seq = advanceFeed(db, { cause: 'kill', subject, at: nowMs, colos })
  const id = `k${seq}`
  db.insert(kills)
    .values({ seq, id, ...place, reason, incident, by, at: nowMs })
    .run()
  if ('flag' in target) endByKill(db, target.flag, { nowMs, by, why: `its flag was killed by ${id}: ${reason}` })
  if ('system' in target) lowerNewcomers(db, target.system, nowMs)
  return findKill(db, id) as KillRow
}

/**
 * A snapshot says which flags a system has. An isolate whose snapshot is older than a flag's joining would not apply the
 * kill to it: such flags are named as lowered by the revision that brought them in. Where the feed has no room for them, they
 * are off as soon as the isolate holds the newer snapshot.
 */
function lowerNewcomers(db: Db, system: string, nowMs: number): void {
  const { publishedNumber } = readPosition(db)
  const joined = new Map<number, string[]>()
  for (const { number, publishedSeq, before } of publishedSince(db, nowMs - loweredKeptMs)) {
    const keys = changedInSystem(db, system, before, Math.min(number, publishedNumber))
      .filter(({ key, number: at }) => versionsOf(db, key, at - 1, 1)[0]?.system !== system)
      .map(({ key }) => key)
    if (keys.length > 0) joined.set(publishedSeq, keys)
  }
  const known = readLowered(db)
  for (const [seq, keys] of joined) {
    const fresh = keys.filter((key) => (known[key] ?? 0) < seq)
    if (loweredFits([...Object.keys(readLowered(db)), ...fresh])) noteLowered(db, fresh, seq, nowMs)
  }
}
