// When each channel may be used next. In a table, so that a root that ends keeps to what a provider asked for.

import { eq, sql } from 'drizzle-orm'
import { noPace, type Pace } from '../../../../domain/notification/pace.ts'
import type { Db } from '../database.ts'
import { channelPaces } from '../incident-schema.ts'
import { prepared } from './prepared.ts'

export const paceOf = (db: Db, channel: string): Pace =>
  db.select().from(channelPaces).where(eq(channelPaces.channel, channel)).get() ?? noPace

const given = (name: string) => sql`${sql.placeholder(name)}`

const put = prepared((db) => {
  const pace = { nextAt: given('nextAt'), pageAt: given('pageAt') }
  return db
    .insert(channelPaces)
    .values({ channel: given('channel'), ...pace })
    .onConflictDoUpdate({ target: channelPaces.channel, set: pace })
    .prepare()
})

export function savePace(db: Db, channel: string, { nextAt, pageAt }: Pace): void {
  put(db).run({ channel, nextAt, pageAt })
}
