// What the leased feed is made with. Everything it touches is handed in, so that a simulated world can drive it.

import type { Sleep } from '../../domain/bounded.ts'
import type { RelayName, RelayRpc } from '../../protocol/relay.ts'
import type { ColoCache } from './colo-cache.ts'
import type { FeedPolicy } from './feed-policy.ts'

export interface FeedParts {
  readonly now: () => number
  readonly sleep: Sleep
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Absent where there is no Cache API. */
  readonly cache: ColoCache | undefined
  /** A fresh stub with every call: stubs belong to the request that made them, and an exception breaks them. */
  readonly relays: (name: RelayName) => RelayRpc
  readonly policy: FeedPolicy
}
