// Where the root stands, for people and for probes.

import { count } from 'drizzle-orm'
import type { HeadAnswer, HealthAnswer } from '../../../protocol/admin-head.ts'
import type { RootCore } from './core.ts'
import type { Db } from './database.ts'
import type { Counters } from './root-rpc.ts'
import { revisions } from './schema.ts'
import { openBreakGlass } from './stores/change-rows.ts'
import { readFeed } from './stores/feed-state.ts'
import { killsInForce } from './stores/kill-rows.ts'
import { countOutbox } from './stores/outbox-lists.ts'
import { readPosition, revisionOf } from './stores/positions.ts'
import { readPublishing } from './stores/publish-rows.ts'

export function renderHead(db: Db): HeadAnswer {
  const { epoch, seq, revision, kills, lowered } = readFeed(db)
  const { pending, lastError, since } = readPublishing(db)
  return {
    epoch,
    seq,
    revision,
    committedRevision: revisionOf(db, readPosition(db).committedNumber),
    kills,
    lowered,
    publishing: {
      pending,
      ...(lastError !== undefined && { lastError }),
      ...(since !== undefined && { since: new Date(since).toISOString() }),
    },
    breakGlass: openBreakGlass(db),
  }
}

export function renderHealth(
  { db, heartbeat, pushes, counts }: RootCore,
  nowMs: number,
): {
  health: HealthAnswer
  counters: Counters
} {
  const { epoch, seq, revision } = readFeed(db)
  const { pending, lastError } = readPublishing(db)
  const { auditId } = readPosition(db)
  return {
    health: { status: 'ok', epoch, seq, revision, pendingPublishes: pending, kvOk: lastError === undefined },
    counters: {
      beats: heartbeat.beats,
      pulls: counts.pulls,
      kills: counts.kills,
      pushesAcknowledged: pushes.counts.acknowledged,
      pushesFailed: pushes.counts.failed,
      revisions: db.select({ rows: count() }).from(revisions).get()?.rows ?? 0,
      auditRows: auditId,
      killsInForce: killsInForce(db).length,
      usageRows: counts.usageRows,
      usageRowsUnknown: counts.usageRowsUnknown,
      usageBatchesRefused: counts.usageBatchesRefused,
      notifications: countOutbox(db, nowMs),
    },
  }
}
