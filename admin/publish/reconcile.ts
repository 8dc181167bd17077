// Once in its life a root compares itself with the head in KV, before it publishes anything: a newer head means that this
// root has lost history, or never had it.

import { compareFeeds, headKey, parseFeed } from '../../protocol/feed.ts'
import { readPosition } from '../objects/root/stores/positions.ts'
import { headTimeoutMs } from './mirror-head.ts'
import type { PublishParts, StepError } from './publish-parts.ts'
import { within } from './publish-store.ts'
import { takeOver } from './take-over.ts'

export class Reconciliation {
  readonly #parts: PublishParts
  #done = false
  #running: Promise<StepError> | undefined

  constructor(parts: PublishParts) {
    this.#parts = parts
  }

  /**
   * Null once the root knows where it stands. Only one that has never written a head has to know first: any other goes on
   * without an answer of KV, and asks again the next time.
   */
  settled(): Promise<StepError> {
    if (this.#done) return Promise.resolve(null)
    this.#running ??= this.#compare().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #compare(): Promise<StepError> {
    const { db, store, sleep } = this.#parts
    const isFirst = readPosition(db).mirroredEpoch === 0
    const read = await within(() => store().get(headKey, 'text'), headTimeoutMs, sleep)
    if (!read.ok) return isFirst ? read.error : null
    const found = parseFeed(parseJson(read.value))
    if (found !== null && compareFeeds(found, readPosition(db)) > 0) {
      const error = await takeOver(this.#parts, found)
      if (error !== null) return isFirst ? error : null
    }
    this.#done = true
    return null
  }
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}
