// Who goes before whom among the notifications of one incident through one channel, and which of them nobody needs any
// more. Pure rules over two rows; the outbox asks its tables in the same words.

import type { Audience } from '../incident/incident.ts'
import type { DeliveryStatus } from './delivery.ts'
import type { Message } from './message.ts'
import type { Purpose } from './retry-limits.ts'

/** A row as far as its order goes. */
export interface Placed {
  /** Counts over the whole outbox. */
  readonly position: number
  readonly incident: string | null
  readonly channel: string
  readonly audience: Audience
  readonly purpose: Purpose
  readonly kind: Message['kind']
  /** Words of a person. */
  readonly written: boolean
  readonly status: DeliveryStatus
  readonly readyAt: number
}

/**
 * What has to have ended before something of this purpose goes: a page waits for pages alone, a hook for hooks alone, so that
 * neither ever waits for prose. What belongs to no incident waits for nothing.
 */
export const waitsFor: Readonly<Record<Purpose, readonly Purpose[]>> = {
  page: ['page'],
  hook: ['hook'],
  update: ['page', 'update'],
  test: [],
}

const isOpen = (status: DeliveryStatus): boolean => status === 'pending' || status === 'sending' || status === 'unknown'

/** Whether `earlier` has to end before `later` may go. */
export const holdsUp = (earlier: Placed, later: Placed): boolean =>
  later.incident !== null &&
  earlier.incident === later.incident &&
  earlier.channel === later.channel &&
  earlier.position < later.position &&
  isOpen(earlier.status) &&
  waitsFor[later.purpose].includes(earlier.purpose)

/** Updates alone are replaced by newer ones: a page, its end and a hook each say something of their own. */
export const isReplaceable = ({ purpose, kind }: Pick<Placed, 'purpose' | 'kind'>): boolean =>
  purpose === 'update' && kind === 'update'

/**
 * Whether nobody needs `older` any more, since `newer` says more of the same to the same. What may have been taken already is
 * settled first; what still waits for its approval, or for its time, replaces nothing. What a person wrote, whether it waits for
 * its approval or has it, is never replaced by what was told by itself.
 */
export const supersedes = (newer: Placed, older: Placed, nowMs: number): boolean =>
  isReplaceable(newer) &&
  isReplaceable(older) &&
  newer.incident !== null &&
  newer.incident === older.incident &&
  newer.channel === older.channel &&
  newer.audience === older.audience &&
  (newer.written || !older.written) &&
  newer.position > older.position &&
  newer.readyAt <= nowMs &&
  (isOpen(newer.status) || newer.status === 'sent') &&
  (older.status === 'pending' || older.status === 'awaiting-approval')
