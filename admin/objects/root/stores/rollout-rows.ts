// Rollouts and what happened to them. Rows and events are never deleted. A flag has at most one rollout that runs.

import { and, desc, eq, max, min, or, sql } from 'drizzle-orm'
import type { FlagDefinition } from '../../../../domain/flag/flag-document.ts'
import type { Probe } from '../../../../domain/rollout/probe.ts'
import type { ProbeStreaks } from '../../../../domain/rollout/probe-rule.ts'
import type { RolloutState } from '../../../../domain/rollout/rollout.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { RolloutEventRecord, RolloutRecord, RolloutSummary } from '../../../../protocol/admin-rollout.ts'
import { describeRollout, type RolloutFacts, summarizeRollout } from '../../../rollouts/describe-rollout.ts'
import type { Db } from '../database.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import { rolloutEvents, rollouts } from '../schema.ts'
import { keptPolicy } from './policy-rows.ts'

type RolloutRow = typeof rollouts.$inferSelect

export interface Rollout extends RolloutFacts {
  readonly system: string | null
  /** The flag as it was before. */
  readonly base: FlagDefinition
  readonly cursor: number
  readonly stageStartedAt: number
  readonly dueAt: number
  readonly settled: boolean
  readonly probeStreaks: AttemptStreaks | null
}

/** Evidence belongs to one attempt: streaks of another are none. */
export interface AttemptStreaks extends ProbeStreaks {
  readonly attempt: number
}

function readRow(db: Db, read: RolloutRow): Rollout {
  const { policy, base, state, probes, probeStreaks, status: _, paused: __, position: ___, ...row } = read
  return {
    ...row,
    probes: JSON.parse(probes) as readonly Probe[],
    probeStreaks: probeStreaks === null ? null : (JSON.parse(probeStreaks) as AttemptStreaks),
    policyHash: policy,
    policy: keptPolicy(db, policy),
    base: JSON.parse(base) as FlagDefinition,
    state: JSON.parse(state) as RolloutState,
  }
}

const isRunning = eq(rollouts.status, 'running')
/** Over, but the flag is not back where it was yet. */
const isUnsettled = and(eq(rollouts.status, 'killed'), eq(rollouts.settled, false))

export function findRollout(db: Db, id: string): Rollout | undefined {
  const row = db.select().from(rollouts).where(eq(rollouts.id, id)).get()
  return row === undefined ? undefined : readRow(db, row)
}

export function runningRollout(db: Db, key: string): Rollout | undefined {
  const row = db
    .select()
    .from(rollouts)
    .where(and(eq(rollouts.key, key), isRunning))
    .get()
  return row === undefined ? undefined : readRow(db, row)
}

/** Everything that still needs the alarm. */
export const openRollouts = (db: Db): Rollout[] =>
  db
    .select()
    .from(rollouts)
    .where(or(isRunning, isUnsettled))
    .all()
    .map((row) => readRow(db, row))

export const runningRollouts = (db: Db): Rollout[] => openRollouts(db).filter(({ state }) => state.status === 'running')

/** A rollout of the flag that is over without having put the flag back. */
export const unsettledRollout = (db: Db, key: string): { id: string; key: string } | undefined =>
  db
    .select({ id: rollouts.id, key: rollouts.key })
    .from(rollouts)
    .where(and(eq(rollouts.key, key), isUnsettled))
    .get()

export const nextDueAt = (db: Db): number | undefined =>
  db
    .select({ at: min(rollouts.dueAt) })
    .from(rollouts)
    .where(or(isRunning, isUnsettled))
    .get()?.at ?? undefined

export type RolloutChange = Partial<
  Pick<Rollout, 'state' | 'cursor' | 'stageStartedAt' | 'dueAt' | 'obstacle' | 'endedAt' | 'settled'>
>

export function saveRollout(db: Db, id: string, { state, ...change }: RolloutChange): void {
  const columns = state && { state: JSON.stringify(state), status: state.status, paused: state.paused }
  db.update(rollouts)
    .set({ ...change, ...columns })
    .where(eq(rollouts.id, id))
    .run()
}

export const saveStreaks = (db: Db, id: string, streaks: AttemptStreaks): void => {
  db.update(rollouts)
    .set({ probeStreaks: JSON.stringify(streaks) })
    .where(eq(rollouts.id, id))
    .run()
}

const nextPosition = (db: Db): number =>
  (db
    .select({ position: max(rollouts.position) })
    .from(rollouts)
    .get()?.position ?? 0) + 1

/** What the next rollout will be called. */
export const nextRolloutId = (db: Db): string => `r${nextPosition(db)}`

export type NewRollout = Pick<
  Rollout,
  'key' | 'variant' | 'system' | 'policyHash' | 'base' | 'state' | 'startedAt' | 'by' | 'reason' | 'probes'
>

export function insertRollout(db: Db, { policyHash, base, state, startedAt, probes, ...row }: NewRollout): Rollout {
  const position = nextPosition(db)
  const id = `r${position}`
  const { status, paused } = state
  const texts = {
    policy: policyHash,
    base: JSON.stringify(base),
    state: JSON.stringify(state),
    probes: JSON.stringify(probes),
  }
  const times = { startedAt, stageStartedAt: startedAt, dueAt: startedAt }
  db.insert(rollouts)
    .values({ position, id, ...row, ...texts, ...times, status, paused, settled: true, cursor: 0 })
    .run()
  return findRollout(db, id) as Rollout
}

export interface NewEvent {
  readonly rollout: string
  readonly at: number
  readonly kind: string
  readonly from?: number
  readonly to?: number
  readonly by: string
  readonly why: string
  readonly evidence?: unknown
}

export function insertEvent(db: Db, { from, to, evidence, ...event }: NewEvent): void {
  const text = evidence === undefined ? null : JSON.stringify(evidence)
  db.insert(rolloutEvents)
    .values({ ...event, fromStage: from ?? null, toStage: to ?? null, evidence: text })
    .run()
}

const shownEvents = 100

export const eventsOf = (db: Db, id: string): RolloutEventRecord[] =>
  db
    .select()
    .from(rolloutEvents)
    .where(eq(rolloutEvents.rollout, id))
    .orderBy(desc(rolloutEvents.id))
    .limit(shownEvents)
    .all()
    .map(({ at, kind, fromStage, toStage, by, why, evidence }) => ({
      at: new Date(at).toISOString(),
      kind,
      ...(fromStage !== null && { from: fromStage }),
      ...(toStage !== null && { to: toStage }),
      by,
      why,
      ...(evidence !== null && { evidence: JSON.parse(evidence) as unknown }),
    }))

export const renderRollout = (db: Db, rollout: Rollout): RolloutRecord => ({
  ...describeRollout(rollout),
  events: eventsOf(db, rollout.id),
})

export const listRollouts = (db: Db, query: ListQuery): Page<RolloutSummary> =>
  listPage(db, query, {
    table: rollouts,
    order: { by: { startedAt: rollouts.startedAt }, tie: rollouts.position },
    columns: { flag: rollouts.key, status: rollouts.status, by: rollouts.by },
    render: (row) => summarizeRollout(readRow(db, row)),
  })

/** Rollouts that run of some flags. */
export const runningAmong = (db: Db, keys: readonly string[]): { id: string; key: string }[] =>
  db
    .select({ id: rollouts.id, key: rollouts.key })
    .from(rollouts)
    .where(and(isRunning, sql`${rollouts.key} IN (SELECT value FROM json_each(${JSON.stringify(keys)}))`))
    .all()
