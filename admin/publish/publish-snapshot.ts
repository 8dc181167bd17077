// Publishing the newest committed revision: first its text, then its name. A feed must never name a snapshot that KV has
// not acknowledged. Revisions that were overtaken while KV was away are skipped; what they lowered is not.

import { snapshotKey } from '../../protocol/published-snapshot.ts'
import { loweredBetween } from '../objects/root/stores/flag-rows.ts'
import { killsInForce } from '../objects/root/stores/kill-rows.ts'
import { forgetLowered, noteLowered } from '../objects/root/stores/lowered-rows.ts'
import { advanceFeed, readPosition, revisionOf, setPosition } from '../objects/root/stores/positions.ts'
import { type Backlog, dropRows, enqueue, subjectsOf } from '../objects/root/stores/publish-rows.ts'
import { notePublished, readSnapshotText } from '../objects/root/stores/revision-rows.ts'
import type { PublishParts, StepError } from './publish-parts.ts'
import { within } from './publish-store.ts'

/** 25 MiB take their time. */
const snapshotTimeoutMs = 15_000

export async function publishSnapshot(parts: PublishParts, { newest: number }: Backlog): Promise<StepError> {
  const { db, store, sleep } = parts
  const revision = revisionOf(db, number)
  const text = readSnapshotText(db, revision)
  const written = await within(() => store().put(snapshotKey(revision), text), snapshotTimeoutMs, sleep)
  if (!written.ok) return written.error
  db.transaction(() => nameRevision(parts, number, revision))
  parts.onFeed()
  return null
}

function nameRevision({ db, now, colos }: PublishParts, number: number, revision: string): void {
  const nowMs = now()
  const before = readPosition(db).publishedNumber
  const killedSystems = killsInForce(db).flatMap(({ target }) => ('system' in target ? [target.system] : []))
  forgetLowered(db, nowMs)
  setPosition(db, { publishedNumber: number })
  const seq = advanceFeed(db, { cause: 'publish', subject: revision, at: nowMs, colos: colos() })
  noteLowered(db, loweredBetween(db, before, number, new Set(killedSystems)), seq, nowMs)
  notePublished(db, number, seq, nowMs)
  // The text that was current gets its end; one that is current again must not.
  const again = subjectsOf(db, 'retire').filter((old) => revisionOf(db, old) === revision)
  dropRows(db, 'retire', again)
  if (before > 0 && revisionOf(db, before) !== revision) enqueue(db, 'retire', before, nowMs)
}
