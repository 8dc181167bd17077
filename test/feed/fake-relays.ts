// Relays and a location's cache as a test wants them: slow, silent, refusing, behind, or fine.

import type { Feed, FeedKill } from '../../protocol/feed.ts'
import type { RelayAnswer, RelayName, RelayRpc, Sighting, SnapshotPart } from '../../protocol/relay.ts'
import type { ColoCache } from '../../worker/feed/colo-cache.ts'
import type { RelayNamespace } from '../../worker/feed/relay-namespace.ts'

export const revision = 'a'.repeat(64)

export const feedAt = (seq: number, kills: readonly FeedKill[] = [], rest: Partial<Feed> = {}): Feed => {
  return { format: 1, epoch: 1, seq, revision, kills, lowered: {}, ...rest }
}

export const killed = (flag: string, seq = 2): FeedKill => ({ seq, target: { flag } })

type Behaviour = (colo: string) => Promise<RelayAnswer | null>

export const silent = (): Promise<never> => new Promise(() => {})

export class FakeRelays implements RelayNamespace {
  /** What every relay answers unless it has a behaviour of its own. */
  answer: RelayAnswer | null = { feed: feedAt(1), ageMs: 0 }
  readonly behaviours = new Map<string, Behaviour>()
  /** Relays in the order they were asked. */
  readonly asked: string[] = []
  readonly sighted: (Sighting & { readonly relay: string })[] = []
  readonly parts = new Map<string, SnapshotPart>()
  /** Stubs handed out. */
  stubs = 0
  refusesSightings = false

  getByName(relay: string): RelayRpc {
    this.stubs++
    return {
      read: async (colo) => {
        this.asked.push(relay)
        return (this.behaviours.get(relay) ?? (async () => this.answer))(colo)
      },
      sighted: async (sighting) => {
        if (this.refusesSightings) throw new Error('not now')
        this.sighted.push({ ...sighting, relay })
      },
      snapshotPart: async (wanted, index) => this.parts.get(`${wanted}/${index}`) ?? null,
      push: async ({ seq }) => seq,
    }
  }

  idFromName(name: string): string {
    return `id-of-${name}`
  }

  make(names: readonly RelayName[], behaviour: Behaviour): void {
    for (const name of names) this.behaviours.set(name, behaviour)
  }
}

export class FakeCache implements ColoCache {
  readonly entries = new Map<string, string>()
  fault: 'throws' | 'hangs' | undefined
  reads = 0

  async read(name: string): Promise<string | null> {
    this.reads++
    if (this.fault === 'throws') throw new Error('no cache today')
    if (this.fault === 'hangs') return silent()
    return this.entries.get(name) ?? null
  }

  async write(name: string, text: string): Promise<void> {
    if (this.fault === 'throws') throw new Error('no cache today')
    this.entries.set(name, text)
  }
}
