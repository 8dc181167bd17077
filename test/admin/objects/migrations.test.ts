import { is } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { describe, expect, it } from 'vitest'
import { openDatabase, prepareDatabase } from '../../../admin/objects/root/database.ts'
import * as incidentSchema from '../../../admin/objects/root/incident-schema.ts'
import * as schema from '../../../admin/objects/root/schema.ts'
import storage from '../../../docs/storage.md?raw'
import { evict, freshDeployments, get, inRoot, killFlag } from '../deployment.ts'

freshDeployments()

const tables = Object.values({ ...schema, ...incidentSchema })
  .filter((table) => is(table, SQLiteTable))
  .map(getTableConfig)

describe('the migrations', () => {
  it.each(tables)('make the table $name of the schema', async ({ name, columns }) => {
    const made = await inRoot((_, state) => {
      return state.storage.sql.exec<{ name: string; notnull: number }>(`PRAGMA table_info("${name}")`).toArray()
    })
    const expected = columns.map((column) => ({ name: column.name, notnull: Number(column.notNull) }))
    expect(made.map((column) => ({ name: column.name, notnull: column.notnull }))).toEqual(expected)
  })

  it('are applied once, and nothing is born twice', async () => {
    await killFlag('a')
    await inRoot((_, state) => prepareDatabase(openDatabase(state.storage), 0))
    await evict()
    expect((await get('/api/v1/head')).body).toMatchObject({ epoch: 1, seq: 1, kills: [{ seq: 1 }] })
  })
})

describe('docs/storage.md', () => {
  it.each(tables)('explains every column of $name', ({ name, columns }) => {
    const begin = storage.indexOf(`\`${name}\``)
    expect(begin).toBeGreaterThan(0)
    for (const column of columns) expect(storage.slice(begin)).toContain(`\`${column.name}\``)
  })
})
