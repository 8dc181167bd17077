// The relay object: one per region, between the root and the isolates of the locations around it. A thin shell: the rules
// are in `core.ts`. Its feed lives in memory only, since knowledge that nobody vouches for is worth nothing after a restart.

import { DurableObject } from 'cloudflare:workers'
import type { Feed } from '../../../protocol/feed.ts'
import {
  type RelayAnswer,
  type RelayName,
  type RelayRpc,
  type RootFeedRpc,
  relayNames,
  type Sighting,
  type SnapshotPart,
} from '../../../protocol/relay.ts'
import { RelayCore } from './core.ts'
import { defaultRelayPolicy } from './relay-policy.ts'
import { SqlPartShelf } from './sql-part-shelf.ts'

export interface RelayEnv {
  readonly ROOT: { getByName(name: string): RootFeedRpc }
}

export class Relay extends DurableObject<RelayEnv> implements RelayRpc {
  readonly #core: RelayCore

  constructor(ctx: DurableObjectState, env: RelayEnv) {
    super(ctx, env)
    this.#core = new RelayCore({
      name: nameOf(ctx.id),
      now: Date.now,
      sleep: (ms) => scheduler.wait(ms),
      root: () => env.ROOT.getByName('root'),
      shelf: new SqlPartShelf(ctx.storage.sql),
      policy: defaultRelayPolicy,
    })
  }

  read(colo: string): Promise<RelayAnswer | null> {
    return this.#core.read(String(colo).slice(0, 16))
  }

  async sighted({ colo, epoch, seq, agoMs = 0 }: Sighting): Promise<void> {
    if (![epoch, seq].every(Number.isSafeInteger) || !Number.isFinite(agoMs)) return
    await this.#core.sighted({ colo: String(colo).slice(0, 16), epoch, seq, agoMs })
  }

  snapshotPart(revision: string, index: number): Promise<SnapshotPart | null> {
    return this.#core.snapshotPart(revision, index)
  }

  push(feed: Feed): Promise<number> {
    return this.#core.push(feed)
  }
}

/** A relay is addressed by name only; the name says where it lives and who it is to the root. */
function nameOf(id: DurableObjectId): RelayName {
  const name = relayNames.find((known) => known === id.name)
  if (name === undefined) throw new Error(`there is no relay named ${id.name}; there are: ${relayNames.join(', ')}`)
  return name
}
