// The one place where the outbox meets the kinds of channels.

import { channelKinds } from '../../../channels/registry.ts'
import { lookUp, send } from '../../../channels/send.ts'
import type { ProviderPorts, Providers } from './providers.ts'

export const providersOf = (ports: ProviderPorts): Providers => ({
  traits: (type) => {
    const kind = channelKinds[type]
    return { hasKey: kind.hasKey, canLookUp: kind.via === 'request' && kind.lookUp !== undefined }
  },
  send: (channel, delivery) => send(channel, delivery, ports),
  lookUp: (channel, delivery) => lookUp(channel, delivery, ports),
})
