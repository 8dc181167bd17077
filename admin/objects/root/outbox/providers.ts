// What the outbox needs of the world of channels: to send one notification, to ask whether one was taken, and what a kind of
// channel can do. Tests and the benchmark put their own in its place.

import type { ProviderTraits } from '../../../../domain/notification/delivery.ts'
import type { Channel, ChannelType, Delivery, LookUpOutcome, SendOutcome } from '../../../channels/channel.ts'
import type { SendPorts } from '../../../channels/send.ts'

export type ProviderPorts = SendPorts

export interface Providers {
  readonly traits: (type: ChannelType) => ProviderTraits
  /** One attempt. It may hang: whoever calls it bounds it. */
  readonly send: (channel: Channel, delivery: Delivery) => Promise<SendOutcome>
  /** Only asked where the traits say that it can be. */
  readonly lookUp: (channel: Channel, delivery: Delivery) => Promise<LookUpOutcome>
}
