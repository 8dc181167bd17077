// The shelf in the relay object's own database.

import type { SnapshotPart } from '../../../protocol/relay.ts'
import type { PartShelf } from './part-shelf.ts'

/** Bytes of a part that are kept. A row of the object's database takes twice that. */
export const maxPartBytes = 1_000_000

const encoder = new TextEncoder()

export class SqlPartShelf implements PartShelf {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(`CREATE TABLE IF NOT EXISTS snapshot_part (
      revision TEXT NOT NULL, position INTEGER NOT NULL, count INTEGER NOT NULL, text TEXT NOT NULL,
      PRIMARY KEY (revision, position)) WITHOUT ROWID`)
  }

  read(revision: string, index: number): SnapshotPart | null {
    const query = 'SELECT text, count FROM snapshot_part WHERE revision = ? AND position = ?'
    const [row] = this.#sql.exec<{ text: string; count: number }>(query, revision, index).toArray()
    return row ?? null
  }

  keep(revision: string, index: number, { text, count }: SnapshotPart): void {
    if (text.length > maxPartBytes || encoder.encode(text).length > maxPartBytes) return
    this.#sql.exec('DELETE FROM snapshot_part WHERE revision <> ?', revision)
    const row = [revision, index, count, text]
    this.#sql.exec('INSERT OR REPLACE INTO snapshot_part (revision, position, count, text) VALUES (?, ?, ?, ?)', ...row)
  }
}
