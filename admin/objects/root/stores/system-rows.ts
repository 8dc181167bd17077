// The system map: what flags, repositories and incidents refer to.

import { asc, eq } from 'drizzle-orm'
import type { Page, SystemRecord } from '../../../../protocol/admin-records.ts'
import type { Db } from '../database.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import { systems } from '../schema.ts'

export const findSystem = (db: Db, id: string): SystemRecord | undefined =>
  db.select().from(systems).where(eq(systems.id, id)).get()

const { id, name, owner, critical, approval } = systems

export const listSystems = (db: Db, query: ListQuery): Page<SystemRecord> =>
  listPage(db, query, {
    table: systems,
    order: { by: { id, name, owner }, tie: id },
    columns: { owner, critical, approval },
    render: (row) => row,
  })

export const allSystems = (db: Db): SystemRecord[] => db.select().from(systems).orderBy(asc(systems.id)).all()

export function putSystem(db: Db, { id, ...rest }: SystemRecord): void {
  db.insert(systems)
    .values({ id, ...rest })
    .onConflictDoUpdate({ target: systems.id, set: rest })
    .run()
}

export const removeSystem = (db: Db, id: string): void => {
  db.delete(systems).where(eq(systems.id, id)).run()
}

/** Ids of the systems whose flags need a second person. */
export function approvingSystems(db: Db): Set<string> {
  const rows = db.select({ id: systems.id }).from(systems).where(eq(systems.approval, true)).all()
  return new Set(rows.map(({ id }) => id))
}
