// The outbox at one glance: what is being sent, and what waits at the head of each turn. One statement that steps from turn to
// turn in its index, however many rows wait behind each head.

import { sql } from 'drizzle-orm'
import type { Pace } from '../../../../domain/notification/pace.ts'
import type { Purpose } from '../../../../domain/notification/retry-limits.ts'
import { statusPageChannel } from '../../../../domain/notification/status-page-channel.ts'
import type { Db } from '../database.ts'
import { channelPaces, notifications } from '../incident-schema.ts'

/** Of one channel and purpose; times are Unix milliseconds. */
export interface BeingSent {
  readonly channel: string
  readonly purpose: Purpose
  /** When it counts as left behind. */
  readonly dueAt: number
}

/** A channel, known or not, and purpose that something waits for. */
export interface Turn {
  readonly status: 'pending' | 'unknown'
  readonly channel: string
  readonly purpose: Purpose
  /** When the first of it is due. */
  readonly dueAt: number
  readonly pace: Pace
}

export interface Glance {
  readonly sending: readonly BeingSent[]
  /** At most one of each status, channel and purpose. */
  readonly waiting: readonly Turn[]
}

interface Head {
  readonly status: 'pending' | 'unknown' | 'sending'
  readonly channel: string
  readonly purpose: Purpose
  readonly dueAt: number
  readonly nextAt: number
  readonly pageAt: number
}

/** Without the status page, which nothing is sent to. */
export function glance(db: Db): Glance {
  const heads = db.all<Head>(glanceQuery)
  const waiting = heads.flatMap(({ status, channel, purpose, dueAt, nextAt, pageAt }): Turn[] =>
    status === 'sending' ? [] : [{ status, channel, purpose, dueAt, pace: { nextAt, pageAt } }],
  )
  return { sending: heads.filter(({ status }) => status === 'sending'), waiting }
}

/** Not as one comparison of pairs: that one walks over all rows of the channel. */
const glanceQuery = sql`
  WITH RECURSIVE head(position) AS (
    SELECT (
      SELECT position FROM ${notifications} WHERE status = wanted.column1
      ORDER BY channel, purpose, due_at, position LIMIT 1
    )
    FROM (VALUES ('unknown'), ('pending')) wanted
    UNION ALL
    SELECT coalesce(
      (
        SELECT position FROM ${notifications}
        WHERE status = last.status AND channel = last.channel AND purpose > last.purpose
        ORDER BY purpose, due_at, position LIMIT 1
      ), (
        SELECT position FROM ${notifications}
        WHERE status = last.status AND channel > last.channel
        ORDER BY channel, purpose, due_at, position LIMIT 1
      )
    )
    FROM head JOIN ${notifications} last ON last.position = head.position
  )
  SELECT n.status, n.channel, n.purpose, n.due_at AS dueAt, coalesce(p.next_at, 0) AS nextAt, coalesce(p.page_at, 0) AS pageAt
  FROM head JOIN ${notifications} n ON n.position = head.position LEFT JOIN ${channelPaces} p ON p.channel = n.channel
  WHERE n.channel <> ${statusPageChannel}
  UNION ALL
  SELECT status, channel, purpose, due_at, 0, 0 FROM ${notifications} WHERE status = 'sending'`
