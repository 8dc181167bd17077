// The state machine of one notification: Pending → Sending → Sent, again Pending, Dead, or Unknown where nobody knows whether
// it was taken. Pure: the clock and chance are handed in. What has ended never moves again by itself.

import type { JsonObject } from '../json.ts'
import { type Purpose, retryDelayMs, retryLimits } from './retry-limits.ts'

export type DeliveryStatus =
  | 'awaiting-approval'
  | 'pending'
  | 'sending'
  | 'unknown'
  | 'sent'
  | 'superseded'
  | 'dead'
  | 'withdrawn'

/** Those that still want something to be done; `awaiting-approval` wants it of a person. */
export const openStatuses = ['pending', 'sending', 'unknown'] as const

/** What of a notification moves. Times are Unix milliseconds. */
export interface DeliveryState {
  readonly status: DeliveryStatus
  /** Sendings and look-ups so far. */
  readonly attempts: number
  /** When it is looked at again: the next attempt, or the end of the one that is made now. */
  readonly dueAt: number
  /** Since when it can be sent: its age counts from here. */
  readonly readyAt: number
  readonly endedAt: number | null
  readonly lastError: string | null
  /** What the provider calls it. */
  readonly receipt: JsonObject | null
}

/** What came of one attempt; `absent` of a look-up: the provider does not have it. Details never hold a secret. */
export type AttemptOutcome =
  | { readonly kind: 'sent'; readonly receipt: JsonObject }
  | { readonly kind: 'retry'; readonly detail: string; readonly retryAfterMs?: number }
  | { readonly kind: 'unknown'; readonly detail: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'gone'; readonly detail: string }

/** What can be done about something that may have been taken already. */
export interface ProviderTraits {
  /** It recognises a repetition by its key. */
  readonly hasKey: boolean
  /** It can be asked whether it has something. */
  readonly canLookUp: boolean
}

/** An attempt that has not answered by then is over: nobody knows what came of it. */
export const attemptMs = 12_000
/** How much later a row counts as left behind, by a process that ended in the middle of it. */
export const leaseMs = 2 * attemptMs

/**
 * What the next attempt is. Where somebody may have it already: asking first, if the provider can be asked and would not
 * recognise the key. Where neither is possible it is sent again: doubled is better than lost.
 */
export const attemptOf = ({ status }: DeliveryState, { hasKey, canLookUp }: ProviderTraits): 'send' | 'look-up' =>
  status === 'unknown' && !hasKey && canLookUp ? 'look-up' : 'send'

/** It is being sent from now on. Only what is pending or unknown is. */
export const take = (state: DeliveryState, nowMs: number): DeliveryState => ({
  ...state,
  status: 'sending',
  attempts: state.attempts + 1,
  dueAt: nowMs + leaseMs,
})

export interface Settling {
  readonly purpose: Purpose
  readonly nowMs: number
  /** In [0, 1). */
  readonly chance: number
}

/** A process ended between sending and writing down what came of it. What ends every process is given up in the end. */
export const leftBehind = (state: DeliveryState, how: Omit<Settling, 'chance'>): DeliveryState =>
  again(state, 'unknown', 'the process that sent it ended before it had an answer', 0, { ...how, chance: 0 })

/** What became of it by the outcome of its attempt. Ended, or due at a time. */
export function settle(state: DeliveryState, outcome: AttemptOutcome, how: Settling): DeliveryState {
  const { nowMs } = how
  switch (outcome.kind) {
    case 'sent':
      return { ...state, status: 'sent', endedAt: nowMs, receipt: outcome.receipt }
    case 'refused':
    case 'gone':
      return die(state, outcome.detail, nowMs)
    case 'absent':
      // It is known now: it was not taken, and goes again without another wait.
      return again(state, 'pending', 'the provider does not have it', 0, how)
    case 'retry': {
      const delayMs = retryDelayMs(how.purpose, state.attempts, how.chance, outcome.retryAfterMs)
      return again(state, 'pending', outcome.detail, delayMs, how)
    }
    case 'unknown':
      return again(state, 'unknown', outcome.detail, retryDelayMs(how.purpose, state.attempts, how.chance), how)
  }
}

function again(
  state: DeliveryState,
  status: 'pending' | 'unknown',
  error: string,
  delayMs: number,
  { purpose, nowMs }: Settling,
): DeliveryState {
  const { attempts, ageMs } = retryLimits[purpose]
  if (state.attempts >= attempts) return die(state, `${error}; given up after ${state.attempts} attempts`, nowMs)
  const dueAt = nowMs + delayMs
  if (dueAt > state.readyAt + ageMs) {
    return die(state, `${error}; given up, since the next attempt would be more than ${minutes(ageMs)} late`, nowMs)
  }
  return { ...state, status, dueAt, lastError: error }
}

const minutes = (ms: number): string => (ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`)

export const die = (state: DeliveryState, error: string, nowMs: number): DeliveryState => ({
  ...state,
  status: 'dead',
  endedAt: nowMs,
  lastError: error,
})

/** Whatever it was: it can be sent from now on, with a budget of its own and the key it has. */
export const renew = (state: DeliveryState, nowMs: number): DeliveryState => ({
  ...state,
  status: 'pending',
  attempts: 0,
  dueAt: nowMs,
  readyAt: nowMs,
  endedAt: null,
})
