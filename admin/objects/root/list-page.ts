// One page of a list by its keys: it goes on after the last item's place, so that no item is lost or told twice however deep
// one reads, and reading the thousandth page costs what the first did. Never by counting rows off.

import { and, type Column, eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Page } from '../../../protocol/admin-records.ts'
import type { Db } from './database.ts'
import { type ListQuery, type Place, renderPlace } from './list-query.ts'

export interface Order {
  /** What each field that a list may go by is; never null. */
  readonly by: Readonly<Record<string, SQLWrapper>>
  /** Unique. */
  readonly tie: SQLWrapper
}

export interface Keyset {
  readonly value: SQLWrapper
  readonly tie: SQLWrapper
  /** Undefined on the first page. */
  readonly where: SQL | undefined
  readonly orderBy: SQL
}

export function keysetOf({ by, tie }: Order, { sort, descending, after }: ListQuery): Keyset {
  const value = by[sort]
  if (value === undefined) throw new Error(`a list cannot go by ${sort}`)
  const [than, direction] = descending ? [sql`<`, sql`DESC`] : [sql`>`, sql`ASC`]
  const where = after === undefined ? undefined : sql`(${value}, ${tie}) ${than} (${after[0]}, ${after[1]})`
  return { value, tie, where, orderBy: sql`${value} ${direction}, ${tie} ${direction}` }
}

export interface Listing<T extends SQLiteTable, R> {
  readonly table: T
  readonly order: Order
  /** Columns that filters of these names compare with. */
  readonly columns?: Readonly<Record<string, Column>>
  readonly where?: SQL | undefined
  readonly render: (row: T['$inferSelect']) => R
}

export function listPage<T extends SQLiteTable, R>(db: Db, query: ListQuery, listing: Listing<T, R>): Page<R> {
  const { table, order, columns = {}, where, render } = listing
  const keyset = keysetOf(order, query)
  const rows = db
    .select({
      row: table as SQLiteTable,
      value: sql<string | number>`${keyset.value}`,
      tie: sql<string>`${keyset.tie}`,
    })
    .from(table as SQLiteTable)
    .where(and(keyset.where, where, ...equalities(query.filters, columns)))
    .orderBy(keyset.orderBy)
    .limit(query.limit + 1)
    .all() as { row: T['$inferSelect']; value: string | number; tie: string | number }[]
  return pageOf(
    rows,
    query,
    ({ row }) => render(row),
    ({ value, tie }) => [value, tie],
  )
}

function equalities(filters: ListQuery['filters'], columns: Readonly<Record<string, Column>>): SQL[] {
  return Object.entries(filters).flatMap(([name, text]) => {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined
    if (column === undefined) return []
    return [eq(column, column.dataType === 'boolean' ? text === 'true' : text)]
  })
}

/** From rows of which one more was asked for than is shown. */
export function pageOf<R, T>(
  rows: readonly R[],
  query: ListQuery,
  render: (row: R) => T,
  placeOf: (row: R) => Place,
): Page<T> {
  const items = rows.slice(0, query.limit).map(render)
  if (rows.length <= query.limit) return { items }
  return { items, next: renderPlace(query, placeOf(rows[query.limit - 1]!)) }
}
