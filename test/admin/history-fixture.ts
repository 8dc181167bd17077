// A root whose storage has a history, as the platform's has and a local one has not: bookmarks are copies of all tables, and
// restoring one puts it back before the object ends, so that its next life begins with it.

import type { Root } from '../../admin/objects/root/root.ts'
import { inRoot } from './deployment.ts'

type Row = Record<string, SqlStorageValue>
type Copy = ReadonlyMap<string, readonly Row[]>

export class History {
  readonly #copies = new Map<string, Copy>()
  readonly #marks: { readonly atMs: number; readonly bookmark: string }[] = []
  /** Lives that were ended. */
  restarts = 0

  /** Remembers this moment. */
  async mark(): Promise<string> {
    return inRoot((root, state) => this.#mark(root.surroundings.now(), state))
  }

  /** Gives the root of this moment its history; a new life needs it anew. */
  install(): Promise<void> {
    return inRoot((root, state) => this.#installIn(root, state))
  }

  #installIn(root: Root, state: DurableObjectState): void {
    root.surroundings.pointInTime = {
      bookmarkAt: async (atMs) => {
        const found = this.#marks.findLast((mark) => mark.atMs <= atMs)
        if (found === undefined) throw new Error('older than the history')
        return found.bookmark
      },
      restoreNext: async (bookmark) => {
        const copy = this.#copies.get(bookmark)
        if (copy === undefined) throw new Error('no such bookmark')
        const undo = this.#mark(root.surroundings.now(), state)
        // Now, and not with the end: what has not reached the disk goes with the object.
        putBack(state.storage, copy)
        await state.storage.sync()
        return undo
      },
      restart: () => {
        this.restarts++
        state.abort('restored')
      },
    }
  }

  #mark(atMs: number, state: DurableObjectState): string {
    const digits = (this.#copies.size + 1).toString(16).padStart(8, '0')
    const bookmark = `${digits}-00000000-00000000-${'0'.repeat(32)}`
    this.#copies.set(bookmark, copyOf(state.storage))
    this.#marks.push({ atMs, bookmark })
    return bookmark
  }
}

const tablesOf = ({ sql }: DurableObjectStorage): string[] =>
  sql
    .exec<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`)
    .toArray()
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('_cf_') && !name.startsWith('sqlite_'))

const copyOf = (storage: DurableObjectStorage): Copy =>
  new Map(tablesOf(storage).map((table) => [table, storage.sql.exec(`SELECT * FROM "${table}"`).toArray()]))

function putBack(storage: DurableObjectStorage, copy: Copy): void {
  storage.transactionSync(() => {
    for (const table of tablesOf(storage)) {
      storage.sql.exec(`DELETE FROM "${table}"`)
      for (const row of copy.get(table) ?? []) {
        const columns = Object.keys(row)
        const places = columns.map(() => '?').join(', ')
        const names = columns.map((name) => `"${name}"`).join(', ')
        storage.sql.exec(`INSERT INTO "${table}" (${names}) VALUES (${places})`, ...Object.values(row))
      }
    }
  })
}
