// What the outbox needs of the world of channels: to send one notification, to ask whether one was taken, and what a kind of
// channel can do. Tests and the benchmark put their own in its place.

import type { ProviderTraits } from '../../../../domain/notification/delivery.ts'
import type { Channel, ChannelType, Delivery, LookUpOutcome, SendOutcome } from '../../../channels/channel.ts'
import type { Sleep } from '../../../waiting.ts'

export interface Providers {
  readonly traits: (type: ChannelType) => ProviderTraits
  /** One attempt. It may hang: whoever calls it bounds it. */
  readonly send: (channel: Channel, delivery: Delivery) => Promise<SendOutcome>
  /** Only asked where the traits say that it can be. */
  readonly lookUp: (channel: Channel, delivery: Delivery) => Promise<LookUpOutcome>
}

export interface ProviderPorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly sleep: Sleep
  /** A run on one machine. */
  readonly local: boolean
}
