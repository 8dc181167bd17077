// What is sent next. Each call is one transaction: it takes one notification, marks it as being sent, and answers with what
// to do. Pages first; one message at a time through each channel; what is held up is put off, so that nobody asks again
// and again.

import type { JsonObject } from '../../../../domain/json.ts'
import { attemptOf, die, type ProviderTraits, take } from '../../../../domain/notification/delivery.ts'
import { isReplaceable } from '../../../../domain/notification/order.ts'
import { afterSending, paceAt, usualPerSecond } from '../../../../domain/notification/pace.ts'
import type { Purpose } from '../../../../domain/notification/retry-limits.ts'
import type { ChannelType } from '../../../channels/channel.ts'
import type { Db } from '../database.ts'
import { findChannel, type KeptChannel } from '../stores/channel-rows.ts'
import type { Notification } from '../stores/notification-rows.ts'
import {
  beingSent,
  earlierReceipts,
  findHolder,
  findNewer,
  firstDue,
  putOff,
  saveDelivery,
  supersedeBefore,
  waitingChannels,
  wakeNext,
} from '../stores/outbox-rows.ts'
import { paceOf, savePace } from '../stores/pace-rows.ts'
import { finish } from './finish.ts'

/** A Worker may wait for six answers at a time, and KV needs one of them. */
export const mostInFlight = 5
/** The last place is kept for pages. */
export const mostProseInFlight = 4
/** What is held up is looked at again after so long, even if nobody wakes it. */
const holdMs = 60_000
const leastHoldMs = 1_000

const purposes: readonly Purpose[] = ['page', 'hook', 'update', 'test']

export interface Claim {
  /** As it is while it is sent. */
  readonly notification: Notification
  readonly channel: KeptChannel
  readonly attempt: 'send' | 'look-up'
  readonly earlier: readonly JsonObject[]
}

/** A channel and purpose that something may be sent of, as far as those in flight go. */
export interface Turn {
  readonly channel: string
  readonly purpose: Purpose
  /** When the channel may be used. */
  readonly at: number
}

/** Pages first; among channels the one that has waited longest. */
export function openTurns(db: Db): Turn[] {
  const sending = beingSent(db)
  const prose = sending.filter(({ purpose }) => purpose !== 'page')
  if (sending.length >= mostInFlight) return []
  const busy = new Set(prose.map(({ channel }) => channel))
  const waiting = new Set([...waitingChannels(db, 'unknown'), ...waitingChannels(db, 'pending')])
  const paces = [...waiting].map((channel) => ({ channel, pace: paceOf(db, channel) }))
  return purposes.flatMap((purpose) => {
    const isPage = purpose === 'page'
    if (!isPage && prose.length >= mostProseInFlight) return []
    return paces
      .filter(({ channel }) => isPage || !busy.has(channel))
      .map(({ channel, pace }) => ({ channel, purpose, at: paceAt(pace, isPage) }))
      .sort((a, b) => a.at - b.at)
  })
}

/** Undefined where nothing can be sent now. Part of a transaction. */
export function claimNext(db: Db, traitsOf: (type: ChannelType) => ProviderTraits, nowMs: number): Claim | undefined {
  for (const { channel, purpose, at } of openTurns(db)) {
    if (at > nowMs) continue
    for (;;) {
      const found = firstFree(db, channel, purpose, nowMs)
      if (found === undefined) break
      const claim = claimOne(db, found, traitsOf, nowMs)
      if (claim !== undefined) return claim
    }
  }
  return undefined
}

/** The first that is due and held up by nothing. Ends what is superseded, and puts off what is held up, on the way. */
function firstFree(db: Db, channel: string, purpose: Purpose, nowMs: number): Notification | undefined {
  const doubted = firstDue(db, 'unknown', channel, purpose)
  if (doubted !== undefined && doubted.dueAt <= nowMs) return doubted
  for (;;) {
    const found = firstDue(db, 'pending', channel, purpose)
    if (found === undefined || found.dueAt > nowMs) return undefined
    if (isSuperseded(db, found, nowMs)) continue
    const holder = findHolder(db, found)
    if (holder === undefined) return found
    putOff(db, found, Math.min(nowMs + holdMs, Math.max(nowMs + leastHoldMs, holder.dueAt)))
  }
}

function isSuperseded(db: Db, row: Notification, nowMs: number): boolean {
  if (!isReplaceable({ purpose: row.purpose, kind: row.message.kind })) return false
  const newest = findNewer(db, row, nowMs)
  supersedeBefore(db, newest ?? row, nowMs)
  if (newest !== undefined) wakeNext(db, newest, nowMs)
  return newest !== undefined
}

function claimOne(
  db: Db,
  row: Notification,
  traitsOf: (type: ChannelType) => ProviderTraits,
  nowMs: number,
): Claim | undefined {
  const channel = findChannel(db, row.channel)
  if (channel === undefined || channel.disabled !== null) {
    const why = channel === undefined ? 'does not exist any more' : `is disabled: ${channel.disabled}`
    finish(db, row, die(row, `the channel ${row.channel} ${why}`, nowMs), nowMs)
    return undefined
  }
  const attempt = attemptOf(row, traitsOf(channel.type))
  const taken = take(row, nowMs)
  saveDelivery(db, row.key, taken)
  savePace(db, channel.id, afterSending(paceOf(db, channel.id), row.purpose === 'page', usualPerSecond, nowMs))
  return { notification: { ...row, ...taken }, channel, attempt, earlier: earlierReceipts(db, row) }
}
