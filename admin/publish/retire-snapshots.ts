// Giving replaced snapshots their end: KV keeps them for isolates that still look for them, then lets them go. The root
// keeps every text, so any revision can be published again.

import { snapshotKey, snapshotTtlSeconds } from '../../protocol/published-snapshot.ts'
import { readPosition, revisionOf } from '../objects/root/stores/positions.ts'
import { dropRows, enqueue, subjectsOf } from '../objects/root/stores/publish-rows.ts'
import { readSnapshotText } from '../objects/root/stores/revision-rows.ts'
import type { PublishParts, StepError } from './publish-parts.ts'
import { within } from './publish-store.ts'

const retireTimeoutMs = 15_000

export async function retireSnapshots(parts: PublishParts): Promise<StepError> {
  const { db, store, sleep } = parts
  for (const number of subjectsOf(db, 'retire')) {
    const revision = revisionOf(db, number)
    if (revision !== currentRevision(parts)) {
      const text = readSnapshotText(db, revision)
      const put = () => store().put(snapshotKey(revision), text, { expirationTtl: snapshotTtlSeconds })
      const written = await within(put, retireTimeoutMs, sleep, () => keepIfCurrent(parts, revision))
      if (!written.ok) return written.error
      keepIfCurrent(parts, revision)
    }
    dropRows(db, 'retire', [number])
  }
  return null
}

const currentRevision = ({ db }: PublishParts): string => revisionOf(db, readPosition(db).publishedNumber)

/** A text that became current again while its end was being written is written once more, without one. */
function keepIfCurrent(parts: PublishParts, revision: string): void {
  if (revision !== currentRevision(parts)) return
  enqueue(parts.db, 'snapshot', readPosition(parts.db).publishedNumber, parts.now())
  parts.onDue()
}
