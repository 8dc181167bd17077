// The newest snapshot's parts, for isolates whose KV does not have it yet: from the shelf, else from the root, which is
// asked once however many wait.

import { bounded, type Sleep, timedOut } from '../../../domain/bounded.ts'
import type { RootFeedRpc, SnapshotPart } from '../../../protocol/relay.ts'
import { retriedOnce } from '../../../protocol/retried-once.ts'
import type { PartShelf } from './part-shelf.ts'

interface Ways {
  readonly sleep: Sleep
  readonly root: () => RootFeedRpc
  readonly shelf: PartShelf
  readonly policy: { readonly partTimeoutMs: number }
}

export class SharedParts {
  readonly #ways: Ways
  readonly #asked = new Map<string, Promise<SnapshotPart | null>>()

  constructor(ways: Ways) {
    this.#ways = ways
  }

  /** Null for what the root does not have, what does not arrive in time, and any revision but the current one. */
  async part(revision: string, index: number, current: string | undefined): Promise<SnapshotPart | null> {
    if (revision !== current) return null
    const { shelf, sleep, policy } = this.#ways
    const kept = shelf.read(revision, index)
    if (kept !== null) return kept
    const part = await bounded(this.#fetched(revision, index), policy.partTimeoutMs, sleep)
    return part === timedOut ? null : part
  }

  #fetched(revision: string, index: number): Promise<SnapshotPart | null> {
    const key = `${revision}/${index}`
    const asked = this.#asked.get(key)
    if (asked !== undefined) return asked
    const fetched = this.#fetch(revision, index)
    this.#asked.set(key, fetched)
    // Forgotten after its time even where it never ends, so that a lost question is asked again.
    const { sleep, policy } = this.#ways
    bounded(fetched, policy.partTimeoutMs, sleep).then(() => this.#asked.delete(key))
    return fetched
  }

  async #fetch(revision: string, index: number): Promise<SnapshotPart | null> {
    try {
      const part = await retriedOnce(() => this.#ways.root().snapshotPart(revision, index))
      if (part !== null) this.#ways.shelf.keep(revision, index, part)
      return part
    } catch (error) {
      console.warn(`part ${index} of snapshot ${revision} could not be fetched`, error)
      return null
    }
  }
}
