// Counts of one shard on their way to its telemetry object. A batch under way never changes, since it may have been counted
// although its answer was lost: what is counted meanwhile adds up behind it. So whatever fails, no more is kept than one
// batch and, for two revisions, one number for each flag, variant and reason.

import type { Outcome } from '../../domain/flag/outcome.ts'
import {
  type BatchAnswer,
  maxBatchCounts,
  maxCountedNameLength,
  type TelemetryBatch,
  type TelemetryCount,
} from '../../protocol/telemetry.ts'

/** A batch without what only its sender knows. */
export interface OutgoingBatch extends Pick<TelemetryBatch, 'batch' | 'revision' | 'counts'> {
  readonly closedAtMs: number
}

interface Tally {
  revision: string
  readonly counts: Map<string, TelemetryCount>
}

const maxTallies = 2

export class UsageOutbox {
  /** Oldest first, one for each revision. */
  readonly #tallies: Tally[] = []
  #outgoing: OutgoingBatch | undefined

  get isEmpty(): boolean {
    return this.#outgoing === undefined && this.#tallies.length === 0
  }

  /** False for names that no document may have: a snapshot of another version may hold them all the same. */
  add(revision: string, { key, variant = '', reason }: Outcome, count: number): boolean {
    if (key === '' || key.length > maxCountedNameLength || variant.length > maxCountedNameLength) return false
    addTo(this.#tallyOf(revision), { flag: key, variant, reason, count })
    return true
  }

  /** The batch to send now: the one that is not acknowledged, else a new one. Undefined when there is nothing to tell. */
  next(nowMs: number, newId: () => string): OutgoingBatch | undefined {
    const [tally] = this.#tallies
    if (this.#outgoing !== undefined || tally === undefined) return this.#outgoing
    const { revision, counts } = tally
    const taken = [...counts].slice(0, maxBatchCounts)
    for (const [name] of taken) counts.delete(name)
    if (counts.size === 0) this.#tallies.shift()
    this.#outgoing = { batch: newId(), revision, counts: taken.map(([, count]) => count), closedAtMs: nowMs }
    return this.#outgoing
  }

  /** What became of the batch under way; undefined where nobody said. Answers how many counted answers are given up. */
  settle(answer: BatchAnswer | undefined, nowMs: number, repeatedMs: number): number {
    const batch = this.#outgoing
    if (batch === undefined) return 0
    const status = answer?.status
    const isOver = status === 'refused' || (status === undefined && nowMs - batch.closedAtMs > repeatedMs)
    if (status === 'counted' || isOver) this.#outgoing = undefined
    return isOver ? batch.counts.reduce((sum, { count }) => sum + count, 0) : 0
  }

  /** The revision's own tally. While nothing can be sent, older revisions are counted with the one that followed. */
  #tallyOf(revision: string): Tally {
    const last = this.#tallies.at(-1)
    if (last?.revision === revision) return last
    const tally: Tally = { revision, counts: new Map() }
    this.#tallies.push(tally)
    if (this.#tallies.length > maxTallies) {
      const [oldest, next] = this.#tallies as [Tally, Tally]
      for (const count of oldest.counts.values()) addTo(next, count)
      this.#tallies.shift()
    }
    return tally
  }
}

function addTo({ counts }: Tally, added: TelemetryCount): void {
  const name = JSON.stringify([added.flag, added.variant, added.reason])
  counts.set(name, { ...added, count: added.count + (counts.get(name)?.count ?? 0) })
}
