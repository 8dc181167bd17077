// Hotfixes: numbered increments of an incident. Rows are never deleted; what happened to one is in the timeline of its incident.

import { and, eq, inArray, max } from 'drizzle-orm'
import type { HotfixStatus } from '../../../../domain/hotfix/hotfix.ts'
import type { DiffStat, HotfixRecord, HotfixTask, SuiteResult } from '../../../../protocol/admin-hotfix.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { Db } from '../database.ts'
import { hotfixes } from '../incident-schema.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'

type HotfixRow = typeof hotfixes.$inferSelect

/** A rollout that ended without completing. */
export interface HotfixFailure {
  readonly at: number
  readonly rollout: string
  readonly why: string
  /** Whether users were harmed, or may have been: the next one waits until the incident was contained again. */
  readonly blocks: boolean
  /** How often the incident had relapsed then. */
  readonly relapses: number
}

/** The column `facts`, as JSON. */
export interface HotfixFacts {
  readonly problem: string
  readonly hypothesis: string
  readonly components: readonly string[]
  readonly tasks: readonly HotfixTask[]
  readonly fix?: string
  readonly diffStat?: DiffStat
  readonly regressionTest?: string
  readonly suite?: SuiteResult
  readonly failure?: HotfixFailure
  readonly why?: string
}

export interface Hotfix extends Omit<HotfixRow, 'facts'> {
  readonly facts: HotfixFacts
}

const readRow = (row: HotfixRow): Hotfix => ({ ...row, facts: JSON.parse(row.facts) as HotfixFacts })

export function findHotfix(db: Db, id: string): Hotfix | undefined {
  const row = db.select().from(hotfixes).where(eq(hotfixes.id, id)).get()
  return row === undefined ? undefined : readRow(row)
}

/** In the order of their numbers. */
export const hotfixesOf = (db: Db, incident: string): Hotfix[] =>
  db.select().from(hotfixes).where(eq(hotfixes.incident, incident)).orderBy(hotfixes.number).all().map(readRow)

export const hotfixesWith = (db: Db, statuses: readonly HotfixStatus[]): Hotfix[] =>
  db.select().from(hotfixes).where(inArray(hotfixes.status, statuses)).orderBy(hotfixes.position).all().map(readRow)

export interface NewHotfix {
  readonly incident: string
  readonly author: string
  readonly facts: HotfixFacts
  readonly openedAt: number
}

export function insertHotfix(db: Db, { incident, author, facts, openedAt }: NewHotfix): Hotfix {
  const last = db
    .select({ number: max(hotfixes.number) })
    .from(hotfixes)
    .where(eq(hotfixes.incident, incident))
    .get()
  const number = (last?.number ?? 0) + 1
  const id = `${incident}-${number}`
  const row = { id, incident, number, author, facts: JSON.stringify(facts), openedAt, changedAt: openedAt }
  db.insert(hotfixes)
    .values({ ...row, status: 'open' })
    .run()
  return findHotfix(db, id) as Hotfix
}

export type HotfixChange = Partial<
  Pick<Hotfix, 'status' | 'approver' | 'flag' | 'rollout' | 'endedAt' | 'changedAt' | 'facts'>
>

/** Answers the hotfix as it is then. Who changes one also appends to the timeline of its incident. */
export function saveHotfix(db: Db, id: string, { facts, ...plain }: HotfixChange): Hotfix {
  db.update(hotfixes)
    .set({ ...plain, ...(facts !== undefined && { facts: JSON.stringify(facts) }) })
    .where(eq(hotfixes.id, id))
    .run()
  return findHotfix(db, id) as Hotfix
}

/** By default newest first. `render` adds what its surroundings say. */
export const listHotfixRows = (
  db: Db,
  query: ListQuery,
  render: (hotfix: Hotfix) => HotfixRecord,
): Page<HotfixRecord> =>
  listPage(db, query, {
    table: hotfixes,
    order: { by: { openedAt: hotfixes.openedAt }, tie: hotfixes.position },
    columns: { incident: hotfixes.incident, status: hotfixes.status, author: hotfixes.author },
    render: (row) => render(readRow(row)),
  })

/** The hotfix of an incident that rolls now; null where none does. */
export function rollingHotfix(db: Db, incident: string): string | null {
  const row = db
    .select({ id: hotfixes.id })
    .from(hotfixes)
    .where(and(eq(hotfixes.incident, incident), eq(hotfixes.status, 'rolling')))
    .get()
  return row?.id ?? null
}
