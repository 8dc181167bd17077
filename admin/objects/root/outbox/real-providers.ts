// The one place where the outbox meets the kinds of channels.

import type { ProviderPorts, Providers } from './providers.ts'

const detail = 'this build has no kinds of channels'

export const providersOf = (_ports: ProviderPorts): Providers => ({
  traits: () => ({ hasKey: true, canLookUp: false }),
  send: async () => ({ kind: 'refused', detail }),
  lookUp: async () => ({ kind: 'unknown', detail }),
})
