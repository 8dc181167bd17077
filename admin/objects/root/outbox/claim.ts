// What is sent next. One look at the outbox, and then one transaction for each that can be sent: it marks the row as being
// sent, and answers with what to do. Pages first; one message at a time through each channel; what is held up is put off, so
// that nobody asks again and again.

import type { JsonObject } from '../../../../domain/json.ts'
import { attemptOf, die, type ProviderTraits, take } from '../../../../domain/notification/delivery.ts'
import { isReplaceable } from '../../../../domain/notification/order.ts'
import { afterSending, paceAt, usualPerSecond } from '../../../../domain/notification/pace.ts'
import type { Purpose } from '../../../../domain/notification/retry-limits.ts'
import type { ChannelType } from '../../../channels/channel.ts'
import type { Db } from '../database.ts'
import { findChannel, type KeptChannel } from '../stores/channel-rows.ts'
import type { Notification } from '../stores/notification-rows.ts'
import { earlierReceipts, firstDue, holderDueAt, putOff, saveDelivery, wakeNext } from '../stores/outbox-rows.ts'
import { findNewer, supersedeBefore } from '../stores/outbox-streams.ts'
import type { BeingSent, Glance, Turn } from '../stores/outbox-turns.ts'
import { savePace } from '../stores/pace-rows.ts'
import { finish } from './finish.ts'

/** A Worker may wait for six answers at a time, and KV needs one of them. */
export const mostInFlight = 5
/** The last place is kept for pages. */
export const mostProseInFlight = 4
/** What is held up is looked at again after so long, even if nobody wakes it. */
const holdMs = 60_000
const leastHoldMs = 1_000

const inOrder: readonly Purpose[] = ['page', 'hook', 'update', 'test']

export interface Claim {
  /** As it is while it is sent. */
  readonly notification: Notification
  readonly channel: KeptChannel
  readonly attempt: 'send' | 'look-up'
  readonly earlier: readonly JsonObject[]
}

/** Whether one more of it may be under way. */
function hasPlace(sending: readonly BeingSent[], { channel, purpose }: Turn): boolean {
  if (sending.length >= mostInFlight) return false
  if (purpose === 'page') return true
  const prose = sending.filter((other) => other.purpose !== 'page')
  return prose.length < mostProseInFlight && prose.every((other) => other.channel !== channel)
}

const freeAt = ({ pace, purpose }: Turn): number => paceAt(pace, purpose === 'page')

/** Pages first; among channels the one that has waited longest; what may have been taken before what was not. */
const before = (a: Turn, b: Turn): number =>
  inOrder.indexOf(a.purpose) - inOrder.indexOf(b.purpose) ||
  freeAt(a) - freeAt(b) ||
  Number(b.status === 'unknown') - Number(a.status === 'unknown')

/** When something that has a place can be sent; infinite where nothing has one. */
export const nextClaimAt = ({ sending, waiting }: Glance): number =>
  waiting
    .filter((turn) => hasPlace(sending, turn))
    .reduce((earliest, turn) => Math.min(earliest, Math.max(turn.dueAt, freeAt(turn))), Number.POSITIVE_INFINITY)

export interface Claiming {
  readonly traitsOf: (type: ChannelType) => ProviderTraits
  readonly nowMs: number
  /** Called for each after its transaction, before the next one. */
  readonly send: (claim: Claim) => void
}

/** All that can be sent now. True where something has ended on the way, so that other channels may have something to send. */
export function claimAll(db: Db, seen: Glance, { traitsOf, nowMs, send }: Claiming): boolean {
  const sending = [...seen.sending]
  const used = new Set<string>()
  let hasEnded = false
  for (const turn of seen.waiting.toSorted(before)) {
    const { channel, purpose, dueAt } = turn
    if (Math.max(dueAt, freeAt(turn)) > nowMs || used.has(channel) || !hasPlace(sending, turn)) continue
    const { claim, ended } = db.transaction(() => claimNext(db, turn, traitsOf, nowMs))
    hasEnded ||= ended
    if (claim === undefined) continue
    // Its pace is another one now: nothing more goes through this channel.
    used.add(channel)
    sending.push({ channel, purpose, dueAt: claim.notification.dueAt })
    send(claim)
  }
  return hasEnded
}

interface Claimed {
  readonly claim?: Claim
  /** Some were not sent, but ended. */
  readonly ended: boolean
}

function claimNext(db: Db, turn: Turn, traitsOf: Claiming['traitsOf'], nowMs: number): Claimed {
  for (let ended = false; ; ended = true) {
    const found = firstFree(db, turn, nowMs)
    if (found === undefined) return { ended }
    const claim = claimOne(db, found, turn, traitsOf, nowMs)
    if (claim !== undefined) return { claim, ended }
  }
}

/** The first that is due and held up by nothing. Ends what is superseded, and puts off what is held up, on the way. */
function firstFree(db: Db, { status, channel, purpose }: Turn, nowMs: number): Notification | undefined {
  for (;;) {
    const found = firstDue(db, status, channel, purpose)
    if (found === undefined || found.dueAt > nowMs) return undefined
    if (status === 'unknown') return found
    if (isSuperseded(db, found, nowMs)) continue
    const holderAt = holderDueAt(db, found)
    if (holderAt === undefined) return found
    putOff(db, found, Math.min(nowMs + holdMs, Math.max(nowMs + leastHoldMs, holderAt)))
  }
}

function isSuperseded(db: Db, row: Notification, nowMs: number): boolean {
  if (row.incident === null || !isReplaceable({ purpose: row.purpose, kind: row.message.kind })) return false
  const newest = findNewer(db, row, nowMs)
  supersedeBefore(db, newest ?? row, nowMs)
  if (newest !== undefined) wakeNext(db, newest, nowMs)
  return newest !== undefined
}

function claimOne(
  db: Db,
  row: Notification,
  { pace }: Turn,
  traitsOf: Claiming['traitsOf'],
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
  savePace(db, channel.id, afterSending(pace, row.purpose === 'page', usualPerSecond, nowMs))
  return { notification: { ...row, ...taken }, channel, attempt, earlier: earlierReceipts(db, row) }
}
