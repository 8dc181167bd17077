// The relay objects of the admin worker, as the evaluator's binding offers them.

import type { LocationHint, RelayRpc } from '../../protocol/relay.ts'

export interface RelayNamespace {
  getByName(name: string, options?: { locationHint?: LocationHint }): RelayRpc
  idFromName(name: string): { toString(): string }
}
