// Every change of production since a time, newest first, whatever its kind.

import { and, desc, eq, gt, inArray } from 'drizzle-orm'
import type { LedgerEntry } from '../../../../protocol/admin-deployment.ts'
import type { Db } from '../database.ts'
import { deployments } from '../incident-schema.ts'
import { flagHistory, kills, revisions, rolloutEvents, rollouts } from '../schema.ts'

export function recentChanges(db: Db, sinceMs: number): readonly LedgerEntry[] {
  const found = [...flagEntries(db, sinceMs), ...rolloutEntries(db, sinceMs), ...deploymentEntries(db, sinceMs)]
  return [...found, ...liftEntries(db, sinceMs)].sort((left, right) => (left.at < right.at ? 1 : -1))
}

const iso = (ms: number): string => new Date(ms).toISOString()
const placed = (system: string | null) => (system === null ? {} : { system })

function flagEntries(db: Db, sinceMs: number): LedgerEntry[] {
  const { key, number, change, system, lowers } = flagHistory
  const { at, by, reason } = revisions
  return db
    .select({ key, number, change, system, lowers, at, by, reason })
    .from(flagHistory)
    .innerJoin(revisions, eq(revisions.number, number))
    .where(gt(revisions.at, sinceMs))
    .all()
    .filter((row) => row.by !== 'guard' && !row.reason.startsWith('rollout '))
    .map((row) => ({
      at: iso(row.at),
      kind: 'flag',
      subject: `${row.key}@${row.number}`,
      flag: row.key,
      number: row.number,
      ...placed(row.system),
      by: row.by,
      text: `${row.change}: ${row.reason}`,
      raises: row.change !== 'removed' && !row.lowers,
    }))
}

function rolloutEntries(db: Db, sinceMs: number): LedgerEntry[] {
  const { at, kind, by, why } = rolloutEvents
  return db
    .select({ id: rollouts.id, key: rollouts.key, system: rollouts.system, at, kind, by, why })
    .from(rolloutEvents)
    .innerJoin(rollouts, eq(rollouts.id, rolloutEvents.rollout))
    .where(and(gt(at, sinceMs), inArray(kind, ['started', 'advanced', 'completed'])))
    .all()
    .map((row) => ({
      at: iso(row.at),
      kind: 'rollout',
      subject: row.id,
      flag: row.key,
      ...placed(row.system),
      by: row.by,
      text: `${row.kind}: ${row.why}`,
      raises: true,
    }))
}

function deploymentEntries(db: Db, sinceMs: number): LedgerEntry[] {
  return db
    .select()
    .from(deployments)
    .where(gt(deployments.liveAt, sinceMs))
    .orderBy(desc(deployments.position))
    .all()
    .map((row) => ({
      at: iso(row.liveAt as number),
      kind: 'deployment',
      subject: row.id,
      system: row.system,
      by: row.by,
      text: `${row.system} ${row.version}`,
      raises: true,
    }))
}

function liftEntries(db: Db, sinceMs: number): LedgerEntry[] {
  return db
    .select()
    .from(kills)
    .where(gt(kills.liftedAt, sinceMs))
    .all()
    .map((row) => ({
      at: iso(row.liftedAt as number),
      kind: 'lift',
      subject: row.id,
      ...(row.kind === 'flag' && { flag: row.name }),
      ...(row.kind === 'system' && { system: row.name }),
      by: row.liftedBy ?? row.by,
      text: `${row.kind} ${row.name} lifted`,
      raises: true,
    }))
}
