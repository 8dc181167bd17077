// Flags that were taken out of the document, and where they went.

import { eq } from 'drizzle-orm'
import type { Db } from '../database.ts'
import { archivedFlags } from '../schema.ts'

export type ArchivedRow = typeof archivedFlags.$inferSelect

export const findArchived = (db: Db, key: string): ArchivedRow | undefined =>
  db.select().from(archivedFlags).where(eq(archivedFlags.key, key)).get()
