// Kill receipts on their way to the root, gathered per location and seq. They leave with a pull; what a lost pull took
// along is put back, so a receipt may arrive twice but is never lost while the relay lives.

import type { GatheredSighting, Sighting } from '../../../protocol/relay.ts'

interface Entry {
  readonly colo: string
  readonly epoch: number
  readonly seq: number
  count: number
  firstAtMs: number
  lastAtMs: number
}

/** Locations × seqs that are kept while the root cannot be reached. Beyond it the oldest go. */
const maxEntries = 4_000

/** What was handed over for a pull. */
export type Batch = ReadonlyMap<string, Entry>

export class GatheredSightings {
  #entries = new Map<string, Entry>()

  get size(): number {
    return this.#entries.size
  }

  add({ colo, epoch, seq, agoMs = 0 }: Sighting, nowMs: number): void {
    const atMs = nowMs - Math.max(0, agoMs)
    this.#merge({ colo, epoch, seq, count: 1, firstAtMs: atMs, lastAtMs: atMs })
  }

  /** Hands everything over. */
  take(): Batch {
    const taken = this.#entries
    this.#entries = new Map()
    return taken
  }

  /** Takes back what a lost pull has not delivered. */
  restore(batch: Batch): void {
    for (const entry of batch.values()) this.#merge(entry)
  }

  #merge(added: Entry): void {
    const key = `${added.epoch}/${added.seq}/${added.colo}`
    const known = this.#entries.get(key)
    if (known === undefined) {
      if (this.#entries.size >= maxEntries) this.#entries.delete(this.#entries.keys().next().value!)
      this.#entries.set(key, { ...added })
      return
    }
    known.count += added.count
    known.firstAtMs = Math.min(known.firstAtMs, added.firstAtMs)
    known.lastAtMs = Math.max(known.lastAtMs, added.lastAtMs)
  }
}

export function renderBatch(batch: Batch, nowMs: number): GatheredSighting[] {
  return Array.from(batch.values(), ({ colo, epoch, seq, count, firstAtMs, lastAtMs }) => {
    return { colo, epoch, seq, count, firstAgoMs: nowMs - firstAtMs, lastAgoMs: nowMs - lastAtMs }
  })
}
