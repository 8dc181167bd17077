// Mirroring the feed into KV's `head`, for when the feed's own path is down. Many changes may share one write.

import { headKey } from '../../protocol/feed.ts'
import { snapshotKey } from '../../protocol/published-snapshot.ts'
import { readFeed } from '../objects/root/stores/feed-state.ts'
import { readPosition, setPosition } from '../objects/root/stores/positions.ts'
import { acknowledge, enqueue } from '../objects/root/stores/publish-rows.ts'
import { readSnapshotText } from '../objects/root/stores/revision-rows.ts'
import type { PublishParts, StepError } from './publish-parts.ts'
import { within } from './publish-store.ts'

export const headTimeoutMs = 2_000

export async function mirrorHead(parts: PublishParts): Promise<StepError> {
  const { db, store, now, sleep } = parts
  const feed = readFeed(db)
  if (readPosition(db).publishedNumber === 0) {
    // A kill before the first document: a head must not name what KV does not have.
    const text = readSnapshotText(db, feed.revision)
    const named = await within(() => store().put(snapshotKey(feed.revision), text), headTimeoutMs, sleep)
    if (!named.ok) return named.error
  }
  const put = () => store().put(headKey, JSON.stringify(feed))
  const written = await within(put, headTimeoutMs, sleep, () => mirrorAgain(parts))
  if (!written.ok) return written.error
  db.transaction(() => {
    setPosition(db, { mirroredEpoch: feed.epoch, mirroredSeq: feed.seq, mirroredAt: now() })
    acknowledge(db, 'head', feed.seq)
  })
  return null
}

/** A write that had been given up has landed after all: it may be older than what was written since. */
function mirrorAgain({ db, now, onDue }: PublishParts): void {
  enqueue(db, 'head', readPosition(db).seq, now())
  onDue()
}
