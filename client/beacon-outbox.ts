// Beacons that wait to be sent. Each keeps its id and its counts until it was taken, so that a repeated one counts once;
// only its age grows. One that nobody took for five minutes would be too late to count, and is given up.

import { maxOutcomeAgeMs, maxOutcomeBytes } from '../protocol/outcomes.ts'
import type { Counted } from './unit-memory.ts'

interface Batch {
  readonly id: string
  readonly closedAtMs: number
  readonly counts: readonly Counted[]
}

/** What a batch adds around its counts, and what an age adds to each of them: generously. */
const envelopeBytes = 2_000
const ageBytes = 24
const maxCounts = 400
const maxBatches = 64

export class BeaconOutbox {
  readonly #system: string
  readonly #newId: () => string
  #batches: Batch[] = []
  /** Batches given up since the hook began. */
  lost = 0

  constructor(system: string, newId: () => string) {
    this.#system = system
    this.#newId = newId
  }

  add(counts: readonly Counted[], nowMs: number): void {
    let [gathered, bytes]: [Counted[], number] = [[], envelopeBytes]
    const close = (): void => {
      if (gathered.length > 0) this.#batches.push({ id: this.#newId(), closedAtMs: nowMs, counts: gathered })
      gathered = []
      bytes = envelopeBytes
    }
    for (const count of counts) {
      const size = new TextEncoder().encode(JSON.stringify(count)).length + ageBytes
      if (bytes + size > maxOutcomeBytes || gathered.length >= maxCounts) close()
      gathered.push(count)
      bytes += size
    }
    close()
  }

  /** Everything that is still worth sending, the oldest first. */
  waiting(nowMs: number): readonly Batch[] {
    const fresh = this.#batches.filter(({ closedAtMs }) => nowMs - closedAtMs <= maxOutcomeAgeMs).slice(-maxBatches)
    this.lost += this.#batches.length - fresh.length
    this.#batches = fresh
    return [...fresh]
  }

  bodyOf({ id, closedAtMs, counts }: Batch, nowMs: number): string {
    const ageMs = Math.max(0, Math.round(nowMs - closedAtMs))
    return JSON.stringify({ batch: id, system: this.#system, outcomes: counts.map((each) => ({ ...each, ageMs })) })
  }

  /** Taken, or refused for good. */
  settle(batch: Batch, taken: boolean): void {
    if (!taken) this.lost++
    this.#batches = this.#batches.filter((each) => each !== batch)
  }
}
