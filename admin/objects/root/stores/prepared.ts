// Statements that are put together once for each database and run often: what the outbox does for every attempt. Values are
// placeholders, named where the statement is run.

import type { Db } from '../database.ts'

/**
 * `build` is called once for each database.
 *
 * @example const byId = prepared((db) => db.select().from(rows).where(eq(rows.id, sql.placeholder('id'))).prepare())
 *          byId(db).get({ id: 'i1' })
 */
export function prepared<Statement>(build: (db: Db) => Statement): (db: Db) => Statement {
  const built = new WeakMap<Db, Statement>()
  return (db) => {
    const found = built.get(db) ?? build(db)
    built.set(db, found)
    return found
  }
}
