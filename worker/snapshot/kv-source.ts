// KV as a source: the mirrored feed under `head`, snapshots under their content hash. Nothing it returns is believed
// unchecked: null, unparsable and invalid data are failures like an error is. Whether a text is the snapshot it is stored
// as, is checked where all ways to a snapshot meet.

import { bounded, type Sleep, timedOut } from '../../domain/bounded.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { type Feed, headKey, parseFeed } from '../../protocol/feed.ts'
import { snapshotKey } from '../../protocol/published-snapshot.ts'
import type { Cause } from '../../protocol/source.ts'
import type { Policy } from './policy.ts'

/** The one method of a KV namespace that the evaluator uses. */
export interface SnapshotStore {
  get(key: string, options: { type: 'text'; cacheTtl: number }): Promise<string | null>
}

export class KvSource {
  readonly #store: SnapshotStore
  readonly #policy: Policy
  readonly #sleep: Sleep

  constructor(store: SnapshotStore, policy: Policy, sleep: Sleep) {
    this.#store = store
    this.#policy = policy
    this.#sleep = sleep
  }

  async readHead(): Promise<Result<Feed, Cause>> {
    const text = await this.#read(headKey)
    if (!text.ok) return text
    const feed = parseFeed(parseJson(text.value))
    return feed === null ? fail('kv_invalid') : ok(feed)
  }

  readSnapshotText(revision: string): Promise<Result<string, Cause>> {
    return this.#read(snapshotKey(revision))
  }

  async #read(key: string): Promise<Result<string, Cause>> {
    try {
      const options = { type: 'text', cacheTtl: this.#policy.kvCacheTtlSeconds } as const
      const text = await bounded(this.#store.get(key, options), this.#policy.loadTimeoutMs, this.#sleep)
      if (text === timedOut) return fail('kv_timeout')
      return typeof text === 'string' ? ok(text) : fail('kv_missing')
    } catch {
      return fail('kv_failed')
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
