// A relay object of the simulated world: the shipped rules on a machine with its own clock, which takes time for every
// request, one after the other, and forgets everything when it restarts.

import { RelayCore } from '../../admin/objects/relay/core.ts'
import { defaultRelayPolicy } from '../../admin/objects/relay/relay-policy.ts'
import type { RelayName, RelayRpc, RootFeedRpc, SnapshotPart } from '../../protocol/relay.ts'
import { relaySpots } from './geography.ts'
import type { Party } from './network.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What a request costs an object: 700 a second are its limit. */
const serviceMs = 1.4

export class RelayHost implements Party {
  readonly id: string
  readonly name: RelayName
  readonly latitude: number
  readonly longitude: number
  /** Requests by second. */
  readonly load: number[] = []
  readonly #time: VirtualTime
  readonly #now: () => number
  readonly #root: (relay: RelayHost) => RootFeedRpc
  #core: RelayCore
  #busyUntilMs = 0

  constructor(name: RelayName, time: VirtualTime, skewMs: number, root: (relay: RelayHost) => RootFeedRpc) {
    this.id = `relay:${name}`
    this.name = name
    this.latitude = relaySpots[name].latitude
    this.longitude = relaySpots[name].longitude
    this.#time = time
    this.#now = () => time.nowMs + skewMs
    this.#root = root
    this.#core = this.#started()
  }

  restart(): void {
    this.#core = this.#started()
  }

  /** Serves a request when its turn comes. */
  async serve<T>(request: (relay: RelayRpc) => Promise<T>): Promise<T> {
    const second = Math.floor(this.#time.nowMs / 1_000)
    this.load[second] = (this.load[second] ?? 0) + 1
    this.#busyUntilMs = Math.max(this.#busyUntilMs, this.#time.nowMs) + serviceMs
    await this.#time.sleep(this.#busyUntilMs - this.#time.nowMs)
    return request(this.#core)
  }

  #started(): RelayCore {
    const shelf = new Map<string, SnapshotPart>()
    return new RelayCore({
      name: this.name,
      now: this.#now,
      sleep: this.#time.sleep,
      root: () => this.#root(this),
      shelf: {
        read: (revision, index) => shelf.get(`${revision}/${index}`) ?? null,
        keep: (revision, index, part) => shelf.set(`${revision}/${index}`, part),
      },
      policy: defaultRelayPolicy,
    })
  }
}
