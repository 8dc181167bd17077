import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../protocol/checksum.ts'
import { type PublishedKey, parseSnapshot } from '../../../protocol/published-snapshot.ts'
import { ask, freshDeployments, get, inRoot, kv, post, problem, putDocument, tokenWith } from '../deployment.ts'

freshDeployments()

const path = '/api/v1/keys'
const make = (more: object = {}, headers: Record<string, string> = {}) =>
  post(path, { name: 'Web shop', kind: 'client', ...more }, { headers })
const revoke = (id: string) => ask('DELETE', `${path}/${id}`)

async function publishedKeys(): Promise<readonly PublishedKey[]> {
  const { revision } = (await get('/api/v1/head')).body
  return parseSnapshot((await kv.get(`snapshot/${revision}`)) ?? '')?.keys ?? []
}

describe('an evaluation key', () => {
  it('is shown once, and published as its hash', async () => {
    const { status, body } = await make({ expiresAt: '2100-01-01T00:00:00Z' })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^web-shop-[a-z0-9]{6}$/),
      name: 'Web shop',
      kind: 'client',
      createdAt: expect.any(String),
      createdBy: 'boot',
      expiresAt: '2100-01-01T00:00:00.000Z',
      key: expect.stringMatching(/^fb_web-shop-[a-z0-9]{6}_[A-Za-z0-9]{32}$/),
      published: true,
    })
    const { key, published: _, ...record } = body
    const hash = await sha256Hex(key)
    expect(await publishedKeys()).toEqual([{ id: body.id, kind: 'client', hash, expiresAt: Date.parse('2100-01-01') }])
    expect((await get(path)).body.items).toEqual([record])
    const secret = key.split('_')[2]
    const stored = await inRoot((_root, { storage }) => {
      const tables = storage.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table'").toArray()
      const named = tables.map(({ name }) => String(name)).filter((name) => !name.startsWith('_cf'))
      return JSON.stringify(named.map((name) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray()))
    })
    expect(stored).toContain(hash)
    expect(stored).not.toContain(secret)
  })

  it('asked for again with the same idempotency key is the same, without its secret', async () => {
    const first = await make({}, { 'idempotency-key': 'one' })
    const second = await make({}, { 'idempotency-key': 'one' })
    const { key: _, ...rest } = first.body
    expect(second).toMatchObject({ status: 201, body: rest })
    expect(second.body).not.toHaveProperty('key')
    expect(await publishedKeys()).toHaveLength(1)
  })

  it('that was revoked is in no later snapshot', async () => {
    const [one, two] = [(await make()).body, (await make({ name: 'other' })).body]
    expect((await revoke(one.id)).status).toBe(204)
    expect((await publishedKeys()).map(({ id }) => id)).toEqual([two.id])
    expect((await revoke(one.id)).status).toBe(204)
    expect((await get(`${path}?revoked=true`)).body.items).toMatchObject([
      { id: one.id, revokedAt: expect.any(String) },
    ])
    expect((await get(`${path}?revoked=false`)).body.items).toMatchObject([{ id: two.id }])
    expect(problem(await revoke('nobody'))).toBe('404 not-found')
    const { items } = (await get('/api/v1/audit?action=key.revoke')).body
    expect(items).toMatchObject([{ subject: one.id, actor: 'boot' }])
  })

  it('is lost to nobody, however many write at once', async () => {
    const writes = [make({ name: 'a' }), make({ name: 'b' }), putDocument({ flags: { a: { enabled: true } } })]
    const statuses = (await Promise.all(writes)).map(({ status }) => status)
    expect(statuses).toEqual([201, 201, 200])
    const ids = (await get(path)).body.items.map(({ id }: { id: string }) => id).sort()
    expect((await publishedKeys()).map(({ id }) => id).sort()).toEqual(ids)
    expect((await get('/api/v1/document')).body.flags).toHaveProperty('a')
  })

  it('outlives documents and going back to an earlier one', async () => {
    await putDocument({ flags: { a: { enabled: true } } })
    const { id } = (await make()).body
    await putDocument({ flags: { a: { enabled: false } } })
    await post('/api/v1/revisions/1/rollback', { reason: 'r' }, { headers: { 'if-match': '*' } })
    expect((await publishedKeys()).map((key) => key.id)).toEqual([id])
    await revoke(id)
    await post('/api/v1/revisions/3/rollback', { reason: 'r' }, { headers: { 'if-match': '*' } })
    expect(await publishedKeys()).toEqual([])
  })

  it.each<[object, string]>([
    [{ name: '' }, '/name'],
    [{ kind: 'admin' }, '/kind'],
    [{ expiresAt: 'tomorrow' }, '/expiresAt'],
    [{ expiresAt: '2001-01-01T00:00:00Z' }, '/expiresAt'],
    [{ secret: 'mine' }, '/secret'],
  ])('is refused with %j', async (more, pointer) => {
    const told = await make(more)
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors).toMatchObject([{ pointer }])
    expect((await get('/api/v1/revisions')).body.items).toHaveLength(1)
  })

  it('is made by administrators only', async () => {
    const token = await tokenWith(['write', 'read'])
    expect(problem(await post(path, { name: 'a', kind: 'server' }, { token }))).toBe('403 missing-scope')
    expect(problem(await get(path, { token }))).toBe('403 missing-scope')
  })
})
