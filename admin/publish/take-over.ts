// A head in KV that is newer than this root: the root is new to an account that was published to before, or was restored to
// an earlier point in time. Evaluators never go back, so its epoch rises above the one they have seen. Kills that only the
// head knows are kept: off is the safe side. A root without a document of its own takes the published one over.

import { parseFlagDocument } from '../../domain/flag/parse-flag-document.ts'
import { renderProblem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { Feed } from '../../protocol/feed.ts'
import { type PublishedKey, parseSnapshot, snapshotKey } from '../../protocol/published-snapshot.ts'
import { type ChangePlan, planChange } from '../flags/plan-change.ts'
import { hashText } from '../hash-text.ts'
import { commitPlan } from '../objects/root/commands/commit-plan.ts'
import { insertKill } from '../objects/root/commands/insert-kill.ts'
import { appendAudit } from '../objects/root/stores/audit-log.ts'
import { adoptKeys } from '../objects/root/stores/key-rows.ts'
import { findKillInForce } from '../objects/root/stores/kill-rows.ts'
import { advanceFeed, readPosition, revisionOf, setPosition } from '../objects/root/stores/positions.ts'
import { notePublished, readSnapshotText } from '../objects/root/stores/revision-rows.ts'
import type { PublishParts, StepError } from './publish-parts.ts'
import { within } from './publish-store.ts'

const snapshotTimeoutMs = 15_000
const actor = 'system'
const reason = 'taken over from the published head'

export async function takeOver(parts: PublishParts, head: Feed): Promise<StepError> {
  const { db, now, colos, onFeed } = parts
  const isNew = readPosition(db).committedNumber === 0
  const taken = isNew ? await readPublished(parts, head.revision) : ok(undefined)
  if (!taken.ok) return taken.error
  const { plan, keys } = taken.value ?? {}
  if (plan !== undefined) {
    const put = () => parts.store().put(snapshotKey(plan.revision), plan.text)
    const written = await within(put, snapshotTimeoutMs, parts.sleep)
    if (!written.ok) return written.error
  }
  db.transaction(() => {
    const nowMs = now()
    const epoch = head.epoch + 1
    setPosition(db, { epoch })
    for (const { target } of head.kills) {
      if (findKillInForce(db, target) !== undefined) continue
      const { id } = insertKill(db, { target, reason }, { nowMs, by: actor, colos: colos() })
      appendAudit(db, nowMs, actor, { action: 'kill.create', subject: id, detail: { target, reason } })
    }
    // Somebody may have written a document while KV was asked: then theirs stands.
    const adopts = plan !== undefined && readPosition(db).committedNumber === 0
    const number = adopts ? commitPlan(db, plan, { nowMs, by: actor, reason }) : undefined
    if (number !== undefined) {
      setPosition(db, { publishedNumber: number })
      adoptKeys(db, keys ?? [], nowMs, actor)
    }
    const seq = advanceFeed(db, { cause: 'epoch', subject: String(epoch), at: nowMs, colos: colos() })
    if (number !== undefined) notePublished(db, number, seq, nowMs)
    const detail = { seq, found: { epoch: head.epoch, seq: head.seq, revision: head.revision }, adopted: adopts }
    appendAudit(db, nowMs, actor, { action: 'epoch.raise', subject: String(epoch), detail })
  })
  onFeed()
  return null
}

interface Published {
  readonly plan: ChangePlan
  readonly keys: readonly PublishedKey[]
}

/** A plan that makes the published flags this root's own, so that what people have is not replaced by nothing. */
async function readPublished(
  { db, store, sleep }: PublishParts,
  revision: string,
): Promise<Result<Published | undefined, string>> {
  const read = await within(() => store().get(snapshotKey(revision), 'text'), snapshotTimeoutMs, sleep)
  if (!read.ok) return fail(read.error)
  const text = read.value
  const published = text !== null && hashText(text) === revision ? parseSnapshot(text) : null
  const own = parseSnapshot(readSnapshotText(db, revisionOf(db, 0)))
  if (published === null || own === null) return without(`${revision} cannot be read`)
  const parsed = parseFlagDocument(published.document)
  if (!parsed.ok) return without(parsed.error.map(renderProblem).join('; '))
  const plan = planChange({ ...own, keys: published.keys }, parsed.value)
  return plan.ok ? ok({ plan: plan.value, keys: published.keys }) : without(plan.error.kind)
}

function without(why: string): Result<undefined, string> {
  console.warn(`the flags that the head in KV names are not taken over: ${why}`)
  return ok(undefined)
}
