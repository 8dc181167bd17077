// Changes that wait for a second person, and changes that broke the glass. Rows are never deleted. What is over is over by its
// time, also where no alarm has noted it yet.

import {
  and,
  asc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNull,
  lt,
  lte,
  max,
  min,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { ChangeRecord, ChangeStatus } from '../../../../protocol/admin-change.ts'
import type { OpenBreakGlass } from '../../../../protocol/admin-head.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { Db } from '../database.ts'
import { keysetOf } from '../list-page.ts'
import { type ListQuery, renderPlace } from '../list-query.ts'
import { changes } from '../schema.ts'

export type ChangeRow = typeof changes.$inferSelect

export interface ChangeFilter {
  readonly status?: ChangeStatus
  readonly kind?: ChangeRow['kind']
  readonly by?: string
}

const { edit: _edit, undo: _undo, ...shownColumns } = getTableColumns(changes)
/** What is shown of a row. */
export type ShownChange = Omit<ChangeRow, 'edit' | 'undo'>

export const findChange = (db: Db, id: string): ChangeRow | undefined =>
  db.select().from(changes).where(eq(changes.id, id)).get()

/** Returns its id. */
export function insertChange(db: Db, row: Omit<typeof changes.$inferInsert, 'position' | 'id'>): string {
  const last =
    db
      .select({ position: max(changes.position) })
      .from(changes)
      .get()?.position ?? 0
  const id = `c${last + 1}`
  db.insert(changes)
    .values({ position: last + 1, id, ...row })
    .run()
  return id
}

export type Decision = Pick<ChangeRow, 'status' | 'decidedAt' | 'decidedBy' | 'decision'> & { readonly number?: number }

export function closeChange(db: Db, id: string, decision: Decision): void {
  db.update(changes).set(decision).where(eq(changes.id, id)).run()
}

/** A pending change that is this one, word for word: asking twice is asking once. */
export function findSamePending(
  db: Db,
  { by, base, reason, edit }: Pick<ChangeRow, 'by' | 'base' | 'reason' | 'edit'>,
  nowMs: number,
): ChangeRow | undefined {
  const same = and(eq(changes.by, by), eq(changes.base, base), eq(changes.reason, reason), eq(changes.edit, edit))
  return db
    .select()
    .from(changes)
    .where(and(statusIs('pending', nowMs), same))
    .get()
}

/** Characters of what is shown that one page may hold: a message between objects holds so much. */
const pageChars = 4 * 1024 * 1024

/** By default newest first; pages are shorter where changes are large. */
export function listChanges(db: Db, query: ListQuery, nowMs: number): Page<ChangeRecord> {
  const keyset = keysetOf({ by: { at: changes.at }, tie: changes.position }, query)
  const found = db
    .select({ position: changes.position, at: changes.at, chars: sql<number>`length(${changes.effects})` })
    .from(changes)
    .where(and(keyset.where, ...conditions(query.filters as ChangeFilter, nowMs)))
    .orderBy(keyset.orderBy)
    .limit(query.limit + 1)
    .all()
  let chars = 0
  const end = found.findIndex((row, i) => {
    chars += row.chars
    return i === query.limit || (i > 0 && chars > pageChars)
  })
  const fitting = end < 0 ? found : found.slice(0, end)
  const shown = new Map(shownAt(db, fitting).map((row) => [row.position, row]))
  const items = fitting.map(({ position }) => renderChange(shown.get(position) as ShownChange, nowMs))
  const last = fitting.at(-1)
  return end < 0 || last === undefined ? { items } : { items, next: renderPlace(query, [last.at, last.position]) }
}

const shownAt = (db: Db, found: readonly { readonly position: number }[]): ShownChange[] =>
  db
    .select(shownColumns)
    .from(changes)
    .where(
      sql`${changes.position} IN (SELECT value FROM json_each(${JSON.stringify(found.map(({ position }) => position))}))`,
    )
    .all()

function conditions({ status, kind, by }: ChangeFilter, nowMs: number): (SQL | undefined)[] {
  return [
    status === undefined ? undefined : statusIs(status, nowMs),
    kind === undefined ? undefined : eq(changes.kind, kind),
    by === undefined ? undefined : eq(changes.by, by),
  ]
}

function statusIs(status: ChangeStatus, nowMs: number): SQL | undefined {
  const is = eq(changes.status, status)
  if (status === 'pending') return and(is, gt(changes.expiresAt, nowMs))
  if (status === 'expired') return or(is, and(eq(changes.status, 'pending'), lte(changes.expiresAt, nowMs)))
  return is
}

export const statusAt = (
  { status, expiresAt }: Pick<ChangeRow, 'status' | 'expiresAt'>,
  nowMs: number,
): ChangeStatus => (status === 'pending' && expiresAt <= nowMs ? 'expired' : status)

const open = inArray(changes.status, ['pending', 'applied'])

/** When the next change expires or is taken back; undefined where none can. */
export const nextChangeAt = (db: Db): number | undefined =>
  db
    .select({ at: min(changes.expiresAt) })
    .from(changes)
    .where(open)
    .get()?.at ?? undefined

/** Ids of what has come to its end and is still open, oldest first. */
export const overdueChanges = (db: Db, nowMs: number): string[] =>
  db
    .select({ id: changes.id })
    .from(changes)
    .where(and(open, lte(changes.expiresAt, nowMs)))
    .orderBy(asc(changes.expiresAt), asc(changes.position))
    .all()
    .map(({ id }) => id)

export function openBreakGlass(db: Db): OpenBreakGlass[] {
  const { id, by, reason, expiresAt } = changes
  const rows = db.select({ id, by, reason, expiresAt }).from(changes).where(eq(changes.status, 'applied'))
  return rows
    .orderBy(asc(changes.position))
    .all()
    .map((row) => ({ ...row, expiresAt: new Date(row.expiresAt).toISOString() }))
}

/** Whether other break-glass, which nobody has reviewed to this day, was in force when a change was made. */
export function hasEarlierGlass(db: Db, { position, at }: Pick<ChangeRow, 'position' | 'at'>): boolean {
  const unreviewed = inArray(changes.status, ['applied', 'undone'])
  const wasOpen = or(isNull(changes.decidedAt), gte(changes.decidedAt, at))
  const earlier = and(eq(changes.kind, 'break-glass'), lt(changes.position, position), unreviewed, wasOpen)
  return db.select({ id: changes.id }).from(changes).where(earlier).limit(1).get() !== undefined
}

/** The change whose flags the root cut at a time, since it could not take them back. */
export const undoneAt = (db: Db, atMs: number): Pick<ChangeRow, 'id' | 'by' | 'effects'>[] =>
  db
    .select({ id: changes.id, by: changes.by, effects: changes.effects })
    .from(changes)
    .where(and(eq(changes.status, 'undone'), eq(changes.decidedAt, atMs)))
    .all()

export function renderChange(row: ShownChange, nowMs: number): ChangeRecord {
  const { id, kind, by, reason, base, decidedAt, decidedBy, decision, number } = row
  const status = statusAt(row, nowMs)
  const isLate = status !== row.status
  return {
    id,
    kind,
    status,
    by,
    at: new Date(row.at).toISOString(),
    reason,
    expiresAt: new Date(row.expiresAt).toISOString(),
    base,
    flags: JSON.parse(row.effects),
    ...(decidedAt !== null && { decidedAt: new Date(decidedAt).toISOString() }),
    ...(isLate && { decidedAt: new Date(row.expiresAt).toISOString() }),
    ...((decidedBy !== null || isLate) && { decidedBy: decidedBy ?? 'system' }),
    ...(decision !== null && { decision }),
    ...(number !== null && { number }),
  }
}
