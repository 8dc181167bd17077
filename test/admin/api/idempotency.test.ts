import { describe, expect, it } from 'vitest'
import {
  ask,
  freshDeployments,
  get,
  killFlag,
  moveClock,
  post,
  problem,
  putDocument,
  tokenWith,
} from '../deployment.ts'

freshDeployments()

const key = (value: string) => ({ headers: { 'idempotency-key': value } })
const day = 24 * 3_600_000

describe('the same key', () => {
  it('with the same body gets the same answer again, and nothing is done twice', async () => {
    const first = await killFlag('banner', key('k-1'))
    const second = await killFlag('banner', key('k-1'))
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(second.status).toBe(201)
    expect(second.body).toEqual(first.body)
    expect((await get('/api/v1/audit')).body.items).toHaveLength(1)
  })

  it('with another body is refused', async () => {
    await killFlag('banner', key('k-1'))
    expect(problem(await killFlag('other', key('k-1')))).toBe('422 idempotency-key-reused')
    expect((await get('/api/v1/kills')).body.items).toHaveLength(1)
  })

  it('at another address is refused', async () => {
    await killFlag('banner', key('k-1'))
    const body = { target: { flag: 'banner' }, reason: 'test' }
    expect(problem(await post('/api/v1/tokens', { name: 'a', scopes: ['read'] }, key('k-1')))).toBe(
      '422 idempotency-key-reused',
    )
    expect(problem(await post('/api/v1/kills?x=1', body, key('k-1')))).toBe('422 idempotency-key-reused')
  })

  it('of another caller is another key', async () => {
    const token = await tokenWith(['kill'])
    await killFlag('banner', key('k-1'))
    const other = await killFlag('other', { ...key('k-1'), token })
    expect(other.status).toBe(201)
  })

  it('is free again after a day', async () => {
    await killFlag('banner', key('k-1'))
    await moveClock(day + 1)
    expect((await killFlag('other', key('k-1'))).status).toBe(201)
  })

  it('after a refusal does the work', async () => {
    expect(problem(await post('/api/v1/kills', { target: { flag: 'a' } }, key('k-1')))).toBe('422 invalid-body')
    expect((await killFlag('a', key('k-1'))).status).toBe(201)
  })

  it('is never a second token, and the repeated answer is without the secret', async () => {
    const body = { name: 'ci', scopes: ['read'] }
    const first = await post('/api/v1/tokens', body, key('t-1'))
    const second = await post('/api/v1/tokens', body, key('t-1'))
    const { token, ...record } = first.body
    expect(token).toMatch(/^fb_/)
    expect(second).toMatchObject({ status: 201, body: record })
    expect(second.body).not.toHaveProperty('token')
    expect((await get('/api/v1/tokens')).body.items).toHaveLength(1)
  })

  it('rolls back once, though the first time made its If-Match stale', async () => {
    const first = await putDocument({ flags: { a: { enabled: true } } })
    const second = await putDocument({ flags: { a: { enabled: false } } })
    const rollback = () =>
      post(
        `/api/v1/revisions/${first.body.revision}/rollback`,
        { reason: 'back' },
        { headers: { 'if-match': `"${second.body.revision}"`, 'idempotency-key': 'r-1' } },
      )
    const done = await rollback()
    expect(done).toMatchObject({ status: 200, body: { revision: first.body.revision } })
    const again = await rollback()
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(again.body).toEqual(done.body)
    expect((await get('/api/v1/revisions')).body.items).toHaveLength(4)
  })

  it('sent at once is done once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => killFlag('banner', key('k-1'))))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(answers.filter(({ headers }) => headers.has('idempotent-replayed'))).toHaveLength(4)
  })
})

describe('a key', () => {
  it.each(['', 'k'.repeat(256), 'schlüssel'])('that is no key is refused: %j', async (value) => {
    expect(problem(await killFlag('banner', key(value)))).toBe('400 invalid-idempotency-key')
  })

  it('is not needed', async () => {
    expect((await killFlag('banner')).status).toBe(201)
  })

  it('means nothing to other methods', async () => {
    expect((await ask('DELETE', '/api/v1/kills/k1', key('x'))).status).toBe(404)
  })
})
