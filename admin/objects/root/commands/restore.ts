// Restoring to a point in time. Going back is the platform's work; what stands here is what must not go back with it: an
// epoch that evaluators have seen, kills in force, and tokens and keys that were revoked. The handover carries them over the end of
// the object's life, from what it knew last to what it knows then.

import { count, desc, gt, gte, min, or, type SQL } from 'drizzle-orm'
import { step } from '../../../../domain/rollout/rollout.ts'
import type { RestoreAnswer, RestorePlan } from '../../../../protocol/admin-restore.ts'
import type { Feed } from '../../../../protocol/feed.ts'
import { loweredFits } from '../../../publish/feed-budget.ts'
import type { Db } from '../database.ts'
import { audit, evaluationKeys, flagHistory, kills, revisions, tokens } from '../schema.ts'
import { appendAudit, findLastAudit } from '../stores/audit-log.ts'
import { readFeed } from '../stores/feed-state.ts'
import {
  findKill,
  findKillInForce,
  type KillRow,
  killRowsInForce,
  killsInForce,
  renderKill,
  targetOf,
} from '../stores/kill-rows.ts'
import { forgetLowered, noteLowered, readLowered } from '../stores/lowered-rows.ts'
import { advanceFeed, readPosition, setPosition } from '../stores/positions.ts'
import { enqueue } from '../stores/publish-rows.ts'
import { renderRevision } from '../stores/revision-rows.ts'
import { runningRollouts } from '../stores/rollout-rows.ts'
import { renderToken } from '../stores/token-rows.ts'
import { insertKill } from './insert-kill.ts'
import { keepRevocations, type Revocations, revocationsIn } from './keep-revocations.ts'
import { cut, guard } from './move-rollout.ts'

export interface RestoreInput {
  /** ISO 8601, or a bookmark. */
  readonly at: string
  readonly reason: string
}

/** What goes with the object from one life to the next. */
export interface RestoreHandover extends RestoreInput {
  readonly undo: string
  readonly by: string
  readonly feed: Feed
  readonly kills: readonly KillRow[]
  readonly revocations: Revocations
  /** Flags that changed since: off for whoever still holds the newer snapshot. */
  readonly changed: readonly string[]
  /** The end of the audit chain that is left behind. */
  readonly audit: { readonly id: number; readonly hash: string }
}

/** Records of one kind that a plan shows. */
const maxShown = 50

export function planRestore(db: Db, at: string, atMs: number, available: boolean): RestorePlan {
  const rowsSince = (table: typeof revisions | typeof kills | typeof tokens | typeof audit, condition: SQL) =>
    db.select({ rows: count() }).from(table).where(condition).get()?.rows ?? 0
  const newKills = (condition: SQL) => ({
    count: rowsSince(kills, condition),
    newest: db.select().from(kills).where(condition).orderBy(desc(kills.seq)).limit(maxShown).all().map(renderKill),
  })
  const [newRevision, newToken] = [gt(revisions.at, atMs), gt(tokens.createdAt, atMs)]
  const committed = db.select().from(revisions).where(newRevision).orderBy(desc(revisions.number)).limit(maxShown).all()
  const minted = db.select().from(tokens).where(newToken).orderBy(desc(tokens.position)).limit(maxShown).all()
  const revoked = revocationsIn(db)
  const newKeys = db
    .select({ id: evaluationKeys.id })
    .from(evaluationKeys)
    .where(gt(evaluationKeys.createdAt, atMs))
    .all()
  return {
    at,
    available,
    undone: {
      revisions: { count: rowsSince(revisions, newRevision), newest: committed.map(renderRevision) },
      killsMade: newKills(gt(kills.at, atMs)),
      killsLifted: newKills(gt(kills.liftedAt, atMs)),
      tokensMade: { count: rowsSince(tokens, newToken), newest: minted.map(renderToken) },
      keysMade: newKeys.map(({ id }) => id),
      auditRows: rowsSince(audit, gt(audit.at, atMs)),
    },
    kept: {
      kills: killsInForce(db),
      revocations: [...revoked.tokens, ...revoked.keys].flatMap(({ id, revokedAt }) => (revokedAt > atMs ? [id] : [])),
    },
  }
}

export function readHandover(
  db: Db,
  input: RestoreInput,
  { by, atMs }: { by: string; atMs: number | undefined },
): Omit<RestoreHandover, 'undo'> {
  const { auditId, auditHash } = readPosition(db)
  return {
    ...input,
    by,
    feed: readFeed(db),
    kills: killRowsInForce(db),
    revocations: revocationsIn(db),
    changed: atMs === undefined ? [] : changedSince(db, atMs),
    audit: { id: auditId, hash: auditHash },
  }
}

/**
 * What a revision changed that was committed or published since: until then it was served nowhere. None where the feed could not
 * name them all.
 */
function changedSince(db: Db, atMs: number): string[] {
  const since = or(gt(revisions.at, atMs), gt(revisions.publishedAt, atMs))
  const first = db
    .select({ number: min(revisions.number) })
    .from(revisions)
    .where(since)
    .get()?.number
  if (first === null || first === undefined) return []
  const rows = db.selectDistinct({ key: flagHistory.key }).from(flagHistory).where(gte(flagHistory.number, first)).all()
  const keys = rows.map(({ key }) => key)
  return loweredFits(keys) ? keys : []
}

/** In the new life: part of a transaction. Done twice, it answers the same and changes nothing. */
export function completeRestore(
  db: Db,
  handover: RestoreHandover,
  { nowMs, colos }: { nowMs: number; colos: readonly string[] },
): RestoreAnswer {
  const { at, undo, reason, by, feed } = handover
  const earlier = findLastAudit(db, 'restore')
  if (earlier?.subject === undo) return JSON.parse(earlier.detail).answer
  const { epoch, seq } = readPosition(db)
  // Seqs never repeat, even across epochs: kills are called after theirs.
  setPosition(db, { epoch: Math.max(epoch, feed.epoch) + 1, seq: Math.max(seq, feed.seq) })
  const keptKills = keepKills(db, handover, { nowMs, colos })
  endRollouts(db, { nowMs, colos })
  const keptRevocations = keepRevocations(db, handover.revocations, by, nowMs)
  const raised = readPosition(db)
  const last = advanceFeed(db, { cause: 'epoch', subject: String(raised.epoch), at: nowMs, colos })
  forgetLowered(db, nowMs)
  if (loweredFits([...Object.keys(readLowered(db)), ...handover.changed])) {
    noteLowered(db, handover.changed, last, nowMs)
  }
  // KV was told to let this snapshot go when a newer one replaced it: it is written again, without an end.
  if (raised.publishedNumber > 0) enqueue(db, 'snapshot', raised.publishedNumber, nowMs)
  const { revision, kills: inForce } = readFeed(db)
  const answer = { at, undo, epoch: raised.epoch, seq: last, revision, kills: inForce, keptKills, keptRevocations }
  const left = { epoch: feed.epoch, seq: feed.seq, revision: feed.revision, audit: handover.audit }
  appendAudit(db, nowMs, by, { action: 'restore', subject: undo, detail: { at, reason, left, answer } })
  return answer
}

/** Their evidence is of another life, and so may be the stage they are in: off is the safe side. */
function endRollouts(db: Db, circumstances: { nowMs: number; colos: readonly string[] }): void {
  for (const rollout of runningRollouts(db)) {
    const { state } = step(rollout.policy, rollout.state, { kind: 'kill', nowMs: circumstances.nowMs })
    cut(db, rollout, { state, why: 'the deployment went back to a point in time' }, { ...circumstances, by: guard })
  }
}

/** Off is the safe side: what was killed stays killed, under its own id where that is still free. */
function keepKills(
  db: Db,
  handover: RestoreHandover,
  { nowMs, colos }: { nowMs: number; colos: readonly string[] },
): string[] {
  const kept: string[] = []
  for (const row of [...handover.kills].reverse()) {
    const target = targetOf(row)
    if (findKillInForce(db, target) !== undefined) continue
    const taken = findKill(db, row.id) !== undefined
    if (!taken) db.insert(kills).values(row).run()
    else {
      const { reason, incident } = row
      const input = { target, reason, ...(incident !== null && { incident }) }
      insertKill(db, input, { nowMs, by: row.by, colos })
    }
    kept.push(findKillInForce(db, target)!.id)
  }
  return kept
}
