// The root's database: opened, brought to the newest schema, and born with an empty document. Everything synchronous, so
// that a write and its audit row are one transaction.

import { type DrizzleSqliteDODatabase, drizzle } from 'drizzle-orm/durable-sqlite'
import { migrate } from 'drizzle-orm/durable-sqlite/migrator'
import { renderSnapshot } from '../../../protocol/published-snapshot.ts'
import { hashText } from '../../hash-text.ts'
import { migrations } from './migrations/migrations.ts'
import { heartbeat, position, revisions, snapshotParts, snapshots } from './schema.ts'
import { builtIn, keepPolicy } from './stores/policy-rows.ts'

export type Db = DrizzleSqliteDODatabase

export const openDatabase = (storage: DurableObjectStorage): Db => drizzle(storage)

/** Applies what is new of the migrations; also writes the rows that are always there. */
export async function prepareDatabase(db: Db, nowMs: number): Promise<void> {
  await migrate(db, migrations)
  db.transaction(() => {
    if (db.select({ id: position.id }).from(position).get() === undefined) bear(db, nowMs)
    for (const { policy } of builtIn) keepPolicy(db, policy, { at: nowMs, by: 'system' })
  })
}

/** Number 0: no flags. It is never published; the first real document is. */
function bear(db: Db, nowMs: number): void {
  const text = renderSnapshot({ flags: {} }, [])
  const revision = hashText(text)
  const documentOffset = text.indexOf('{"flags"')
  db.insert(snapshots).values({ revision, parts: 1, documentOffset, chars: text.length, stagedAt: nowMs }).run()
  db.insert(snapshotParts).values({ revision, part: 0, text }).run()
  const first = { number: 0, revision, at: nowMs, by: 'system', reason: 'no flags yet', flags: 0, changed: 0 }
  db.insert(revisions).values(first).run()
  db.insert(heartbeat).values({ id: 1, beats: 0 }).run()
  db.insert(position)
    .values({
      id: 1,
      epoch: 1,
      seq: 0,
      committedNumber: 0,
      publishedNumber: 0,
      mirroredEpoch: 0,
      mirroredSeq: 0,
      mirroredAt: 0,
      auditId: 0,
      auditHash: '',
      bornAt: nowMs,
      tidiedAt: nowMs,
    })
    .run()
}
