// The root of the simulated world: what relays may expect of it, and no more. Every change is one commit, pushed to all relays
// and mirrored to KV; every pull is answered after a write that began when the pull had arrived. One write serves all that wait.

import type { Feed, FeedKill, KillTarget } from '../../protocol/feed.ts'
import type { PullRequest, RelayName, RootFeedRpc, SnapshotPart } from '../../protocol/relay.ts'
import type { Chance } from './chance.ts'
import { rootSpot } from './geography.ts'
import type { KvModel } from './kv-model.ts'
import type { Party } from './network.ts'
import type { VirtualTime } from './virtual-time.ts'

const pushRetriesMs = [0, 250, 500, 1_000]
const mirrorMs = 1_000

export interface RootLinks {
  readonly time: VirtualTime
  readonly chance: Chance
  readonly kv: KvModel
  /** Pushes to every relay; rejects or stays silent where one is out of reach. */
  readonly push: (from: RootModel, relay: RelayName, feed: Feed) => Promise<number>
  readonly relays: readonly RelayName[]
}

export class RootModel implements RootFeedRpc, Party {
  readonly latitude = rootSpot.latitude
  readonly longitude = rootSpot.longitude
  readonly id: string
  /** An isolated old instance still runs, but its writes reach no quorum. */
  canWrite = true
  /** When the first report of a location arrived, by seq and location. */
  readonly confirmedAtMs = new Map<string, number>()
  readonly #links: RootLinks
  readonly #texts: Map<string, string>
  #feed: Feed
  #heartbeat: Promise<void> | undefined
  #nextHeartbeat: Promise<void> | undefined
  #mirrorDue = false

  constructor(id: string, links: RootLinks, feed: Feed, texts: Map<string, string>) {
    this.id = id
    this.#links = links
    this.#feed = feed
    this.#texts = texts
    links.kv.putSnapshot(feed.revision, texts.get(feed.revision)!)
    links.kv.putHead(feed)
  }

  get feed(): Feed {
    return this.#feed
  }

  kill(target: KillTarget): number {
    const seq = this.#feed.seq + 1
    const kills: FeedKill[] = [...this.#feed.kills, { seq, target }]
    return this.#commit({ ...this.#feed, seq, kills })
  }

  lift(): number {
    return this.#commit({ ...this.#feed, seq: this.#feed.seq + 1, kills: [] })
  }

  /** Points to a revision; `lowers` names the flags whose exposure it lowers. */
  publish(revision: string, lowers: readonly string[]): number {
    const seq = this.#feed.seq + 1
    this.#links.kv.putSnapshot(revision, this.#texts.get(revision)!)
    const lowered = { ...this.#feed.lowered, ...Object.fromEntries(lowers.map((key) => [key, seq])) }
    return this.#commit({ ...this.#feed, seq, revision, lowered })
  }

  /** A restore to a point in time: an older state under a new epoch. `lowers` as for a publication. */
  restore(older: Feed, lowers: readonly string[]): number {
    const lowered = { ...older.lowered, ...Object.fromEntries(lowers.map((key) => [key, older.seq])) }
    return this.#commit({ ...older, epoch: this.#feed.epoch + 1, lowered })
  }

  async pull({ sightings }: PullRequest): Promise<Feed> {
    await this.#vouch()
    for (const { seq, colo } of sightings) {
      const key = `${seq}/${colo}`
      if (!this.confirmedAtMs.has(key)) this.confirmedAtMs.set(key, this.#links.time.nowMs)
    }
    return this.#feed
  }

  async snapshotPart(revision: string, index: number): Promise<SnapshotPart | null> {
    const text = this.#texts.get(revision)
    return text === undefined || index !== 0 ? null : { text, count: 1 }
  }

  #commit(feed: Feed): number {
    this.#feed = feed
    for (const relay of this.#links.relays) this.#push(relay, feed)
    this.#mirror()
    return feed.seq
  }

  async #push(relay: RelayName, feed: Feed): Promise<void> {
    const { time, push } = this.#links
    let acknowledged = false
    for (const delayMs of pushRetriesMs) {
      await time.sleep(delayMs)
      if (acknowledged) return
      push(this, relay, feed).then(
        () => {
          acknowledged = true
        },
        () => undefined,
      )
    }
  }

  #mirror(): void {
    const { time, kv } = this.#links
    if (this.#mirrorDue) return
    this.#mirrorDue = true
    time.at(time.nowMs + mirrorMs, () => {
      this.#mirrorDue = false
      kv.putHead(this.#feed)
    })
  }

  /** Ends when a write that begins after this call is durable. */
  #vouch(): Promise<void> {
    if (this.#heartbeat === undefined) {
      this.#heartbeat = this.#write()
      return this.#heartbeat
    }
    this.#nextHeartbeat ??= this.#heartbeat.then(() => {
      this.#nextHeartbeat = undefined
      this.#heartbeat = this.#write()
      return this.#heartbeat
    })
    return this.#nextHeartbeat
  }

  async #write(): Promise<void> {
    const { time, chance } = this.#links
    if (!this.canWrite) return new Promise(() => {})
    await time.sleep(chance.between(5, 15))
    this.#heartbeat = undefined
  }
}
