// The simulated world: shipped evaluators and relays around a model of root, KV, caches and network, under a virtual clock.
// Round trips are assumed. Nothing here decides anything about flags: it only carries messages, and lets them fail.

import { sha256Hex } from '../../protocol/checksum.ts'
import type { Feed } from '../../protocol/feed.ts'
import { type RelayName, type RelayRpc, relayNames } from '../../protocol/relay.ts'
import type { Policy } from '../../worker/snapshot/policy.ts'
import { Chance } from './chance.ts'
import { ColoHost } from './colo-host.ts'
import { snapshotText } from './flags.ts'
import { type Colo, makeColos } from './geography.ts'
import { IsolateHost, type Observation } from './isolate-host.ts'
import { KvModel } from './kv-model.ts'
import { Network } from './network.ts'
import { RelayHost } from './relay-host.ts'
import { RootModel } from './root-model.ts'
import { type Turn, VirtualTime } from './virtual-time.ts'

export interface WorldOptions {
  readonly seed: number
  readonly colos: number | readonly Colo[]
  readonly isolatesPerColo: number
  readonly turn: Turn
  readonly policy?: Partial<Policy>
  /** Clocks of locations, relays and root are off by up to this much. */
  readonly skewMs?: number
  /** Clocks within one location are off by up to this much. */
  readonly machineSkewMs?: number
  /** KV's lag, by location uniform up to this. */
  readonly kvLagMs?: number
  readonly observe: (observation: Observation) => void
}

export interface Revisions {
  readonly on: string
  readonly off: string
}

export class World {
  readonly time: VirtualTime
  readonly chance: Chance
  readonly network: Network
  readonly kv: KvModel
  readonly relays: ReadonlyMap<RelayName, RelayHost>
  readonly colos: readonly ColoHost[]
  readonly isolates: readonly IsolateHost[]
  readonly revisions: Revisions
  root: RootModel
  /** Nothing that the root pushes arrives; relays learn by asking only. */
  pushesLost = false
  /** An older root that some relays still talk to. */
  zombie: { readonly root: RootModel; readonly heardBy: ReadonlySet<RelayName> } | undefined
  readonly #texts: Map<string, string>

  static async create(options: WorldOptions): Promise<World> {
    const texts = await Promise.all([true, false].map(async (on) => snapshotText(on)))
    const names = await Promise.all(texts.map(sha256Hex))
    return new World(options, { on: names[0]!, off: names[1]! }, new Map(names.map((name, at) => [name, texts[at]!])))
  }

  private constructor(options: WorldOptions, revisions: Revisions, texts: Map<string, string>) {
    const { seed, turn, skewMs = 0, machineSkewMs = 0, kvLagMs = 0 } = options
    const chance = new Chance(seed)
    const time = new VirtualTime(turn)
    this.chance = chance
    this.time = time
    this.revisions = revisions
    this.network = new Network(time, chance)
    this.kv = new KvModel(time, chance)
    this.#texts = texts
    const skew = (): number => Math.round(chance.between(-skewMs, skewMs))
    this.relays = new Map(
      relayNames.map((name) => [name, new RelayHost(name, time, skew(), (relay) => this.#rootFor(relay))]),
    )
    this.root = this.#newRoot('root', { format: 1, epoch: 1, seq: 1, revision: revisions.on, kills: [], lowered: {} })
    const colos = typeof options.colos === 'number' ? makeColos(options.colos, chance) : options.colos
    this.colos = colos.map((colo) => new ColoHost(colo, time, chance, skew(), chance.between(0, kvLagMs)))
    const hashes = new Map(Array.from(texts, ([revision, text]) => [text, revision]))
    this.isolates = this.colos.flatMap((colo) =>
      Array.from({ length: options.isolatesPerColo }, () => {
        return new IsolateHost(colo, {
          time,
          chance,
          store: this.kv.seenFrom(colo.name, colo.kvLagMs),
          relays: (from, name) => this.#relayFor(from, name as RelayName),
          checksum: async (text) => hashes.get(text) ?? 'unknown',
          policy: options.policy ?? {},
          observe: options.observe,
          skewMs: Math.round(chance.between(-machineSkewMs, machineSkewMs)),
        })
      }),
    )
  }

  /** Lets requests come to an isolate, at random distances around 1/`perSecond`, while `until` has not passed. */
  traffic(isolate: IsolateHost, perSecond: number, fromMs: number, untilMs: number): void {
    const distanceMs = 1_000 / perSecond
    const ask = (): void => {
      isolate.ask()
      const nextMs = this.time.nowMs + distanceMs * this.chance.between(0.5, 1.5)
      if (nextMs <= untilMs) this.time.at(nextMs, ask)
    }
    this.time.at(fromMs + distanceMs * this.chance.next(), ask)
  }

  /**
   * The root loses its place to a new one, without noticing: these relays still hear the old one. Its writes reach nobody,
   * unless a test wants to see what became of the promises if it could vouch for itself.
   */
  replaceRoot(heardBy: ReadonlySet<RelayName>, oldOneWrites = false): void {
    this.root.canWrite = oldOneWrites
    this.zombie = { root: this.root, heardBy }
    this.root = this.#newRoot('root', this.root.feed)
  }

  #newRoot(id: string, feed: Feed): RootModel {
    const { time, chance, kv, network } = this
    const push = (from: RootModel, relay: RelayName, pushed: Feed): Promise<number> => {
      const host = this.relays.get(relay)!
      if (this.pushesLost) return new Promise(() => {})
      return network.call(from, host, () => host.serve((core) => core.push(pushed)))
    }
    return new RootModel(id, { time, chance, kv, push, relays: relayNames }, feed, this.#texts)
  }

  #rootFor(relay: RelayHost): Pick<RootModel, 'pull' | 'snapshotPart'> {
    const root = this.zombie?.heardBy.has(relay.name) ? this.zombie.root : this.root
    return {
      pull: (request) => this.network.call(relay, root, () => root.pull(request)),
      snapshotPart: (revision, index) => this.network.call(relay, root, () => root.snapshotPart(revision, index)),
    }
  }

  #relayFor(colo: ColoHost, name: RelayName): RelayRpc {
    const host = this.relays.get(name)!
    const call = <T>(request: (relay: RelayRpc) => Promise<T>): Promise<T> =>
      this.network.call(colo, host, () => host.serve(request))
    return {
      read: (from) => call((relay) => relay.read(from)),
      sighted: (sighting) => call((relay) => relay.sighted(sighting)),
      snapshotPart: (revision, index) => call((relay) => relay.snapshotPart(revision, index)),
      push: (feed) => call((relay) => relay.push(feed)),
    }
  }
}
