// The feed, read from the tables that make it up.

import type { Feed } from '../../../../protocol/feed.ts'
import { effectiveKills } from '../../../publish/feed-budget.ts'
import type { Db } from '../database.ts'
import { killsInForce } from './kill-rows.ts'
import { readLowered } from './lowered-rows.ts'
import { readPosition, revisionOf } from './positions.ts'

export function readFeed(db: Db): Feed {
  const { epoch, seq, publishedNumber } = readPosition(db)
  return {
    format: 1,
    epoch,
    seq,
    revision: revisionOf(db, publishedNumber),
    kills: effectiveKills(killsInForce(db)),
    lowered: readLowered(db),
  }
}
