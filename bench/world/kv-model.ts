// KV of the simulated world: written at once, seen by each location after its own lag, and failing in all the ways that the
// evaluator has to survive.

import { type Feed, headKey } from '../../protocol/feed.ts'
import { snapshotKey } from '../../protocol/published-snapshot.ts'
import type { SnapshotStore } from '../../worker/snapshot/kv-source.ts'
import type { Chance } from './chance.ts'
import type { VirtualTime } from './virtual-time.ts'

export type KvFault = 'throws' | 'hangs' | 'empty' | 'garbage' | 'old'

interface Version {
  readonly writtenAtMs: number
  readonly text: string
}

export class KvModel {
  /** What ails KV for a location now. */
  fault: (colo: string) => KvFault | undefined = () => undefined
  readonly #time: VirtualTime
  readonly #chance: Chance
  readonly #versions = new Map<string, Version[]>()

  constructor(time: VirtualTime, chance: Chance) {
    this.#time = time
    this.#chance = chance
  }

  putSnapshot(revision: string, text: string): void {
    this.#put(snapshotKey(revision), text)
  }

  putHead(feed: Feed): void {
    this.#put(headKey, JSON.stringify(feed))
  }

  /** KV as a location sees it. */
  seenFrom(colo: string, lagMs: number): SnapshotStore {
    return { get: (key) => this.#read(key, colo, lagMs) }
  }

  #put(key: string, text: string): void {
    const versions = this.#versions.get(key) ?? []
    versions.push({ writtenAtMs: this.#time.nowMs, text })
    this.#versions.set(key, versions)
  }

  async #read(key: string, colo: string, lagMs: number): Promise<string | null> {
    await this.#time.sleep(this.#chance.between(5, 30))
    const versions = this.#versions.get(key) ?? []
    switch (this.fault(colo)) {
      case 'throws':
        throw new Error('KV is out of order')
      case 'hangs':
        return new Promise(() => {})
      case 'empty':
        return null
      case 'garbage':
        return '{"format":1,"epoch":"x"'
      case 'old':
        return versions[0]?.text ?? null
    }
    const seen = versions.filter(({ writtenAtMs }) => writtenAtMs === 0 || writtenAtMs + lagMs <= this.#time.nowMs)
    return seen.at(-1)?.text ?? null
  }
}
