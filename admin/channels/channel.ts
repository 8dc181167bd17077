// What every kind of channel is: a door for its configuration, a pure rendering of a message into one request (or one call of
// the e-mail binding), and a pure reading of the answer. Sending itself is the same for all. Nothing here retries: the outbox
// does.

import type { Audience } from '../../domain/incident/incident.ts'
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
  /** When it was first attempted, in Unix milliseconds: a look-up goes back so far. A day where it is not known. */
  readonly firstAttemptMs?: number
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
  /** At most 64 KiB of it; 2 MiB of what was looked up. */
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
  /** It can never be told, and is not sent again. */
  | { readonly kind: 'refused'; readonly detail: string }

/** One e-mail for the binding of the platform. */
export interface OutgoingEmail {
  readonly from: { readonly email: string; readonly name: string } | string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** What the binding answered, or the code and message of what it threw. */
export type BindingAnswer =
  | { readonly messageId: string }
  | { readonly code: string | undefined; readonly message: string }

/** What a kind of channel can be used for, besides tests; anything else is refused where it is configured. */
export interface ChannelUses {
  /** Whose updates can go through it. */
  readonly audiences: readonly Audience[]
  readonly pages: boolean
  readonly hooks: boolean
}

interface AnyKind {
  readonly type: ChannelType
  /** Names of its secrets. */
  readonly secretNames: readonly string[]
  readonly uses: ChannelUses
  /** What is wrong with a configuration; nothing where it is fine. `allowLoopback`: on one machine, for receivers there. */
  readonly check: (channel: Omit<Channel, 'id' | 'type'>, allowLoopback: boolean) => readonly Problem[]
  /** Whether the provider takes a key, so that sending again cannot double. */
  readonly hasKey: boolean
}

/** Most of them: one request over HTTP. */
export interface RequestKind extends AnyKind {
  readonly via: 'request'
  /** Null where this kind of channel has nothing to say about such a message. The same delivery has the same body always. */
  readonly render: (channel: Channel, delivery: Delivery) => OutgoingRequest | null
  /** Redirects never come here: they are refused for all kinds alike. */
  readonly read: (answer: ProviderAnswer, delivery: Delivery) => SendOutcome
  /** Asks whether something was taken, where the provider has no key; absent where it cannot be asked. */
  readonly lookUp?: {
    readonly render: (channel: Channel, delivery: Delivery) => OutgoingRequest
    readonly read: (answer: ProviderAnswer, delivery: Delivery, channel: Channel) => LookUpOutcome
  }
}

/** E-mail through the binding `EMAIL`. */
export interface BindingKind extends AnyKind {
  readonly via: 'email-binding'
  readonly render: (channel: Channel, delivery: Delivery) => OutgoingEmail | null
  readonly read: (answer: BindingAnswer) => SendOutcome
}

export type ChannelKind = RequestKind | BindingKind
