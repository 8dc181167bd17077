// What every kind of channel is: a door for its configuration, a pure rendering of a message into one request, and a pure
// reading of the answer. Sending itself is the same for all. Nothing here retries: the outbox does.

import type { JsonObject } from '../../domain/json.ts'
import type { Message } from '../../domain/notification/message.ts'
import type { Problem } from '../../domain/problem.ts'

export const channelTypes = [
  'slack-webhook',
  'slack',
  'pagerduty',
  'statuspage',
  'twilio',
  'resend',
  'cloudflare-email',
  'webhook',
] as const
export type ChannelType = (typeof channelTypes)[number]

/** A channel as it is configured. Secrets never leave the root but in the request itself. */
export interface Channel {
  readonly id: string
  readonly type: ChannelType
  readonly settings: JsonObject
  readonly secrets: Readonly<Record<string, string>>
}

/** One notification on its way through one channel. */
export interface Delivery {
  /** What the provider recognises a repetition by. */
  readonly key: string
  /** One line of news per incident and channel: the first is 1. */
  readonly seq: number
  /** Unix milliseconds of this attempt; part of a signature. */
  readonly nowMs: number
  readonly message: Message
  /** What earlier deliveries of the same incident through the same channel were answered with, the newest last. */
  readonly earlier: readonly JsonObject[]
}

export interface OutgoingRequest {
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'GET'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface ProviderAnswer {
  readonly status: number
  readonly headers: Headers
  /** At most 64 KiB of it. */
  readonly text: string
}

/** Details are for people and never hold a secret. */
export type SendOutcome =
  /** `receipt`: what the provider calls it. */
  | { readonly kind: 'sent'; readonly receipt: JsonObject }
  /** Not taken, and may be sent again. */
  | { readonly kind: 'retry'; readonly detail: string; readonly retryAfterMs?: number }
  /** It may have been taken: nobody knows. */
  | { readonly kind: 'unknown'; readonly detail: string }
  /** Never, as it is. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** The address wants nothing any more. */
  | { readonly kind: 'gone'; readonly detail: string }

/** `absent`: the provider says that it does not have it. */
export type LookUpOutcome =
  | { readonly kind: 'sent'; readonly receipt: JsonObject }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly detail: string }

export interface ChannelKind {
  readonly type: ChannelType
  /** Names of its secrets. */
  readonly secretNames: readonly string[]
  /** What is wrong with a configuration; nothing where it is fine. `allowLoopback`: on one machine, for receivers there. */
  readonly check: (channel: Omit<Channel, 'id' | 'type'>, allowLoopback: boolean) => readonly Problem[]
  /** Null where this kind of channel has nothing to say about such a message. */
  readonly render: (channel: Channel, delivery: Delivery) => Promise<OutgoingRequest> | OutgoingRequest | null
  readonly read: (answer: ProviderAnswer, delivery: Delivery) => SendOutcome
  /** Whether the provider takes a key, so that sending again cannot double. */
  readonly hasKey: boolean
  /** Asks whether something was taken, where the provider has no key; absent where it cannot be asked. */
  readonly lookUp?: {
    readonly render: (channel: Channel, delivery: Delivery) => OutgoingRequest
    readonly read: (answer: ProviderAnswer, delivery: Delivery) => LookUpOutcome
  }
}
