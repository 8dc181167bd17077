// One page of a list, from rows of which one more was asked for than is shown.

import type { Page } from '../../../protocol/admin-records.ts'

export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  render: (row: R) => T,
  cursorOf: (row: R) => string | number,
): Page<T> {
  const items = rows.slice(0, limit).map(render)
  return rows.length <= limit ? { items } : { items, next: String(cursorOf(rows[limit - 1]!)) }
}

/** The number that a list goes on from; undefined at its beginning. */
export const numberIn = (cursor: string | undefined): number | undefined =>
  cursor === undefined ? undefined : Number(cursor)
