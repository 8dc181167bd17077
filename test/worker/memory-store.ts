// KV as the evaluator sees it, in memory, with a place to make it fail: `fault` stands between every read and its answer.

import type { JsonObject } from '../../domain/json.ts'
import { sha256Hex } from '../../protocol/checksum.ts'
import { type Feed, type FeedKill, headKey, type KillTarget } from '../../protocol/feed.ts'
import { type PublishedKey, renderSnapshot, snapshotKey } from '../../protocol/published-snapshot.ts'
import type { SnapshotStore } from '../../worker/snapshot/kv-source.ts'

/** What a read answers, given the key and what is really stored. */
export type Fault = (key: string, stored: string | null) => Promise<string | null> | string | null

export interface Published {
  readonly keys?: readonly PublishedKey[]
  readonly kills?: readonly KillTarget[]
  readonly lowered?: Readonly<Record<string, number>>
  readonly epoch?: number
  readonly seq?: number
}

export class MemoryStore implements SnapshotStore {
  readonly entries = new Map<string, string>()
  /** Keys in the order they were asked for. */
  readonly reads: string[] = []
  fault: Fault | undefined
  #seq = 0

  // Not async: a fault that throws does so before there is a promise.
  get(key: string): Promise<string | null> {
    this.reads.push(key)
    const stored = this.entries.get(key) ?? null
    const answer = this.fault === undefined ? stored : this.fault(key, stored)
    return answer instanceof Promise ? answer : Promise.resolve(answer)
  }

  /**
   * Publishes as an administrator's save does: the snapshot first, then the head. Returns the revision. Takes anything
   * for a document, since the edge has to survive anything.
   */
  async publish(document: object, options: Published = {}): Promise<string> {
    const text = renderSnapshot(document as JsonObject, options.keys ?? [])
    const revision = await sha256Hex(text)
    this.entries.set(snapshotKey(revision), text)
    this.#seq = options.seq ?? this.#seq + 1
    this.point(revision, { ...options, seq: this.#seq })
    return revision
  }

  /** Moves the head, whatever stands under the revision. */
  point(revision: string, { kills = [], lowered = {}, epoch = 1, seq = 1 }: Published = {}): void {
    const list: FeedKill[] = kills.map((target) => ({ seq, target }))
    const head: Feed = { format: 1, epoch, seq, revision, kills: list, lowered }
    this.entries.set(headKey, JSON.stringify(head))
  }
}
