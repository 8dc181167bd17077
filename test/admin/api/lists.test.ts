import { describe, expect, it } from 'vitest'
import { endpoints } from '../../../admin/api/app.ts'
import { renderCursor } from '../../../admin/api/cursor.ts'
import { ask, freshDeployments, get, killFlag, post, problem, putDocument } from '../deployment.ts'

freshDeployments()

const lists = ['kills', 'revisions', 'systems', 'tokens', 'audit'].map((name) => `/api/v1/${name}`)

async function fill(): Promise<void> {
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    await killFlag(name)
    await post('/api/v1/tokens', { name, scopes: ['read'] })
    const system = { name, owner: 'o', paths: [], dependsOn: [], critical: false, approval: false }
    await ask('PUT', `/api/v1/systems/${name}`, { body: system })
    await putDocument({ flags: { [name]: { enabled: true } } })
  }
}

describe('lists', () => {
  it('come in pages that fit together', async () => {
    await fill()
    for (const path of lists) {
      const whole = (await get(path)).body
      expect(whole).not.toHaveProperty('next')
      const pages: unknown[] = []
      let next: string | undefined
      do {
        const { body } = await get(`${path}?limit=2${next === undefined ? '' : `&cursor=${next}`}`)
        expect(body.items.length).toBeLessThanOrEqual(2)
        pages.push(...body.items)
        next = body.next
      } while (next !== undefined)
      expect(pages, path).toEqual(whole.items)
    }
  })

  it.each(['limit=0', 'limit=501', 'limit=two', 'limit=1.5', 'limit=', 'cursor=*', `cursor=${renderCursor('')}`])(
    'refuse %s',
    async (query) => {
      for (const path of lists) expect(problem(await get(`${path}?${query}`)), path).toBe('400 invalid-query')
    },
  )

  it('refuse the cursor of a list that goes by something else', async () => {
    expect(problem(await get(`/api/v1/kills?cursor=${renderCursor('abc')}`))).toBe('400 invalid-query')
  })

  it('are all that are declared as such', () => {
    const declared = endpoints.filter(({ method, path }) => method === 'get' && lists.includes(path))
    expect(declared).toHaveLength(lists.length)
  })
})
