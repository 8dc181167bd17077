import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endpoints } from '../../../admin/api/app.ts'
import { renderCursor } from '../../../admin/api/cursor.ts'
import { ask, freshDeployments, get, inRoot, killFlag, post, problem } from '../deployment.ts'

freshDeployments()

const orders: Readonly<Record<string, readonly string[]>> = {
  kills: ['seq'],
  revisions: ['number'],
  flags: ['key', 'createdAt', 'changedAt', 'expiresAt', 'lastEvaluatedAt'],
  segments: ['name', 'usedByCount'],
  systems: ['id', 'name', 'owner'],
  keys: ['createdAt', 'name'],
  tokens: ['createdAt', 'name'],
  audit: ['id'],
}
const lists = Object.keys(orders).map((name) => `/api/v1/${name}`)

async function fill(): Promise<void> {
  const rule = { in: [{ var: 'email' }, ['a@example.com']] }
  for (const [i, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
    await killFlag(name)
    await post('/api/v1/tokens', { name: i < 3 ? 'same' : name, scopes: ['read'] })
    await post('/api/v1/keys', { name: i < 3 ? 'same' : name, kind: 'server' })
    const system = {
      name: 'same',
      owner: i < 2 ? 'one' : 'two',
      paths: [],
      dependsOn: [],
      critical: false,
      approval: false,
    }
    await ask('PUT', `/api/v1/systems/${name}`, { body: system })
    await ask('PUT', `/api/v1/segments/${name}`, { body: rule })
    await ask('PUT', `/api/v1/flags/${name}?reason=test`, {
      body: { enabled: true, user_segments: i < 3 ? ['a'] : [] },
    })
  }
}

async function pagesOf(path: string): Promise<unknown[]> {
  const items: unknown[] = []
  let next: string | undefined
  do {
    const { body } = await get(`${path}${next === undefined ? '' : `&cursor=${next}`}`)
    items.push(...body.items)
    next = body.next
  } while (next !== undefined)
  return items
}

describe('lists', () => {
  it('come in pages that fit together, in every order and in its reverse', async () => {
    await fill()
    for (const [name, fields] of Object.entries(orders)) {
      for (const field of fields) {
        const up = (await get(`/api/v1/${name}?sort=${field}`)).body
        expect(up).not.toHaveProperty('next')
        expect(up.items.length).toBeGreaterThanOrEqual(5)
        const down = (await get(`/api/v1/${name}?sort=-${field}`)).body.items
        expect(down, `${name} by ${field}`).toEqual([...up.items].reverse())
        expect(await pagesOf(`/api/v1/${name}?sort=${field}&limit=2`), `${name} by ${field}`).toEqual(up.items)
        expect(await pagesOf(`/api/v1/${name}?sort=-${field}&limit=2`), `${name} by -${field}`).toEqual(down)
      }
    }
  }, 30_000)

  it('never lose or repeat an item, whatever they go by', async () => {
    const item = fc.record({ name: fc.constantFrom('a', 'b', 'ä', 'Z', ''), at: fc.integer({ min: 0, max: 4 }) })
    const order = fc.constantFrom('createdAt', '-createdAt', 'name', '-name')
    const property = fc.asyncProperty(
      fc.array(item, { maxLength: 12 }),
      order,
      fc.integer({ min: 1, max: 5 }),
      async (items, sort, limit) => {
        await inRoot((_, { storage }) => {
          storage.sql.exec('DELETE FROM tokens')
          for (const [i, { name, at }] of items.entries()) {
            const columns = 'id, name, scopes, hash, created_at, created_by'
            storage.sql.exec(`INSERT INTO tokens (${columns}) VALUES (?, ?, '[]', '', ?, '')`, `t${i}`, name, at)
          }
        })
        const read = (await pagesOf(`/api/v1/tokens?sort=${sort}&limit=${limit}`)) as { id: string }[]
        expect(read.map(({ id }) => id).sort()).toEqual(items.map((_, i) => `t${i}`).sort())
        const whole = (await get(`/api/v1/tokens?sort=${sort}`)).body.items
        expect(read).toEqual(whole)
      },
    )
    await fc.assert(property, { numRuns: 30 })
  }, 60_000)

  it('go on where they were when items are added meanwhile', async () => {
    await fill()
    const first = (await get('/api/v1/flags?limit=3')).body
    await ask('PUT', '/api/v1/flags/aa?reason=test', { body: { enabled: true } })
    await ask('PUT', '/api/v1/flags/zz?reason=test', { body: { enabled: true } })
    const rest = (await get(`/api/v1/flags?limit=3&cursor=${first.next}`)).body
    expect(rest.items.map(({ key }: { key: string }) => key)).toEqual(['d', 'e', 'zz'])
  })

  it.each(['limit=0', 'limit=501', 'limit=two', 'limit=1.5', 'limit=', 'cursor=*', `cursor=${renderCursor('')}`])(
    'refuse %s',
    async (query) => {
      for (const path of lists) expect(problem(await get(`${path}?${query}`)), path).toBe('400 invalid-query')
    },
  )

  it('refuse the cursor of a list in another order', async () => {
    await fill()
    const { next } = (await get('/api/v1/systems?sort=name&limit=2')).body
    for (const query of ['sort=owner', 'sort=-name', 'sort=id']) {
      const told = await get(`/api/v1/systems?${query}&cursor=${next}`)
      expect(problem(told)).toBe('400 invalid-query')
      expect(told.body.detail).toContain('in the same order')
    }
    expect(problem(await get(`/api/v1/kills?cursor=${renderCursor('abc')}`))).toBe('400 invalid-query')
    expect(problem(await get(`/api/v1/kills?cursor=${renderCursor('["-seq",{},1]')}`))).toBe('400 invalid-query')
  })

  it('refuse what they do not know, and name what they do', async () => {
    for (const [name, [field]] of Object.entries(orders)) {
      const told = await get(`/api/v1/${name}?colour=red`)
      expect(problem(told)).toBe('400 invalid-query')
      expect(told.body.detail).toMatch(/^colour: found "red"; allowed: only limit, cursor, sort/)
      const unsorted = await get(`/api/v1/${name}?sort=colour`)
      expect(problem(unsorted)).toBe('400 invalid-query')
      expect(unsorted.body.detail).toContain(`-${field}`)
    }
  })

  it.each<[string, number]>([
    ['audit?subject=a', 1],
    ['audit?from=2001-01-01T00:00:00Z&action=system.put', 5],
    ['audit?to=2001-01-01T00:00:00Z', 0],
    ['kills?name=b', 1],
    ['kills?kind=system', 0],
    ['tokens?name=same', 3],
    ['tokens?revoked=true', 0],
    ['keys?kind=server&name=same', 3],
    ['systems?owner=one', 2],
    ['systems?critical=true', 0],
    ['revisions?by=boot', 15],
    ['revisions?by=nobody', 0],
  ])('are narrowed: %s', async (query, count) => {
    await fill()
    expect((await get(`/api/v1/${query}`)).body.items).toHaveLength(count)
  })

  it('are all that are declared as such', () => {
    const declared = endpoints.filter(({ method, path }) => method === 'get' && lists.includes(path))
    expect(declared).toHaveLength(lists.length)
  })
})
