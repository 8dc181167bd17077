// People who answer for incidents, in the order in which they are paged.

import { asc, eq, isNotNull } from 'drizzle-orm'
import type { ResponderRecord } from '../../../../protocol/admin-incident.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { Db } from '../database.ts'
import { responders } from '../incident-schema.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'

type ResponderRow = typeof responders.$inferSelect

export const renderResponder = ({ id, name, email, phone, slack, rank }: ResponderRow): ResponderRecord => ({
  id,
  name,
  ...(email !== null && { email }),
  ...(phone !== null && { phone }),
  ...(slack !== null && { slack }),
  ...(rank !== null && { rank }),
})

export function findResponder(db: Db, id: string): ResponderRecord | undefined {
  const row = db.select().from(responders).where(eq(responders.id, id)).get()
  return row === undefined ? undefined : renderResponder(row)
}

export const allResponders = (db: Db): ResponderRecord[] =>
  db.select().from(responders).orderBy(asc(responders.id)).all().map(renderResponder)

/** Who is paged, the first one first. */
export const onCall = (db: Db): ResponderRecord[] =>
  db
    .select()
    .from(responders)
    .where(isNotNull(responders.rank))
    .orderBy(asc(responders.rank), asc(responders.id))
    .all()
    .map(renderResponder)

export const listResponders = (db: Db, query: ListQuery): Page<ResponderRecord> =>
  listPage(db, query, {
    table: responders,
    order: { by: { id: responders.id, name: responders.name }, tie: responders.id },
    render: renderResponder,
  })

export function putResponder(db: Db, { id, name, email, phone, slack, rank }: ResponderRecord): void {
  const rest = { name, email: email ?? null, phone: phone ?? null, slack: slack ?? null, rank: rank ?? null }
  db.insert(responders)
    .values({ id, ...rest })
    .onConflictDoUpdate({ target: responders.id, set: rest })
    .run()
}

export const removeResponder = (db: Db, id: string): void => {
  db.delete(responders).where(eq(responders.id, id)).run()
}
