// The heartbeat's one row.

import { sql } from 'drizzle-orm'
import type { Db } from '../database.ts'
import { heartbeat } from '../schema.ts'

/** Begins a write at once; resolves when it is durable, rejects when this root may not write any more. */
export function beat(db: Db, storage: Pick<DurableObjectStorage, 'sync'>): Promise<void> {
  db.update(heartbeat)
    .set({ beats: sql`${heartbeat.beats} + 1` })
    .run()
  return storage.sync()
}
