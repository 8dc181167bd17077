// A location of the simulated world: the cache that its isolates share.

import type { ColoCache } from '../../worker/feed/colo-cache.ts'
import type { Chance } from './chance.ts'
import type { Colo } from './geography.ts'
import type { Party } from './network.ts'
import type { VirtualTime } from './virtual-time.ts'

/** `stale` keeps entries for ever, as a cache that revalidates in the background would. */
export type CacheFault = 'misses' | 'throws' | 'hangs' | 'stale'

interface Entry {
  readonly text: string
  readonly expiresAtMs: number
}

export class ColoHost implements Party, ColoCache {
  readonly id: string
  readonly latitude: number
  readonly longitude: number
  readonly continent: string
  readonly name: string
  /** How far the clocks of this location are off; its machines agree more closely among themselves. */
  readonly skewMs: number
  readonly kvLagMs: number
  cacheFault: CacheFault | undefined
  readonly #time: VirtualTime
  readonly #chance: Chance
  readonly #entries = new Map<string, Entry>()

  constructor(colo: Colo, time: VirtualTime, chance: Chance, skewMs: number, kvLagMs: number) {
    this.id = `colo:${colo.name}`
    this.name = colo.name
    this.continent = colo.continent
    this.latitude = colo.latitude
    this.longitude = colo.longitude
    this.skewMs = skewMs
    this.kvLagMs = kvLagMs
    this.#time = time
    this.#chance = chance
  }

  async read(name: string): Promise<string | null> {
    await this.#takesTime()
    const entry = this.#entries.get(name)
    if (entry === undefined || this.cacheFault === 'misses') return null
    return entry.expiresAtMs > this.#time.nowMs || this.cacheFault === 'stale' ? entry.text : null
  }

  async write(name: string, text: string, ttlSeconds: number): Promise<void> {
    await this.#takesTime()
    this.#entries.set(name, { text, expiresAtMs: this.#time.nowMs + ttlSeconds * 1_000 })
  }

  async #takesTime(): Promise<void> {
    if (this.cacheFault === 'hangs') return new Promise(() => {})
    if (this.cacheFault === 'throws') throw new Error('the cache is out of order')
    await this.#time.sleep(this.#chance.between(1, 6))
  }
}
