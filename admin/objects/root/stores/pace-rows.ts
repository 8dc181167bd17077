// When each channel may be used next. In a table, so that a root that ends keeps to what a provider asked for.

import { eq } from 'drizzle-orm'
import { noPace, type Pace } from '../../../../domain/notification/pace.ts'
import type { Db } from '../database.ts'
import { channelPaces } from '../incident-schema.ts'

export const paceOf = (db: Db, channel: string): Pace =>
  db.select().from(channelPaces).where(eq(channelPaces.channel, channel)).get() ?? noPace

export function savePace(db: Db, channel: string, { nextAt, pageAt }: Pace): void {
  db.insert(channelPaces)
    .values({ channel, nextAt, pageAt })
    .onConflictDoUpdate({ target: channelPaces.channel, set: { nextAt, pageAt } })
    .run()
}
