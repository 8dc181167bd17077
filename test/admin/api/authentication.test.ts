import { describe, expect, it } from 'vitest'
import { endpoints } from '../../../admin/api/app.ts'
import { type Scope, scopes } from '../../../protocol/scopes.ts'
import { ask, bootToken, freshDeployments, get, moveClock, post, problem, tokenWith } from '../deployment.ts'

freshDeployments()

const head = '/api/v1/head'
const hour = 3_600_000

describe('a token', () => {
  it('is needed', async () => {
    const told = await get(head, { token: null })
    expect(problem(told)).toBe('401 unauthenticated')
    expect(told.headers.get('www-authenticate')).toContain('Bearer')
    expect(told.headers.get('content-type')).toBe('application/problem+json')
  })

  it.each([
    'no-token',
    'fb_boot',
    'fb_nobody_0123456789abcdefghij',
    'fb_boot_wrongwrongwrongwrong',
    `fb_a_${'x'.repeat(4_000)}`,
  ])('of the wrong kind is refused: %s', async (token) => {
    const told = await get(head, { token })
    expect(problem(told)).toBe('401 unauthenticated')
    expect(told.body.detail).toBe('the token is not known here')
  })

  it('may come as X-API-Key', async () => {
    expect((await get(head, { token: null, headers: { 'x-api-key': bootToken } })).status).toBe(200)
  })

  it('that expired says so, to whoever knows its secret', async () => {
    const expiresAt = new Date(Date.now() + hour).toISOString()
    const { body } = await post('/api/v1/tokens', { name: 'short', scopes: ['read'], expiresAt })
    expect((await get(head, { token: body.token })).status).toBe(200)
    await moveClock(hour + 1)
    const told = await get(head, { token: body.token })
    expect(problem(told)).toBe('401 unauthenticated')
    expect(told.body.detail).toContain('expired')
    const guessed = await get(head, { token: `fb_${body.id}_0123456789abcdefghij` })
    expect(guessed.body.detail).toBe('the token is not known here')
  })

  it('that was revoked says so', async () => {
    const { body } = await post('/api/v1/tokens', { name: 'gone', scopes: ['read'] })
    await ask('DELETE', `/api/v1/tokens/${body.id}`)
    const told = await get(head, { token: body.token })
    expect(problem(told)).toBe('401 unauthenticated')
    expect(told.body.detail).toContain('revoked')
  })

  it('is asked for before anything else is looked at', async () => {
    expect(problem(await post('/api/v1/kills', '{', { token: null }))).toBe('401 unauthenticated')
    expect(problem(await get('/api/v1/kills?limit=0', { token: null }))).toBe('401 unauthenticated')
    const reader = await tokenWith(['read'])
    expect(problem(await post('/api/v1/kills', '{', { token: reader }))).toBe('403 missing-scope')
    expect(problem(await ask('PUT', '/api/v1/document', { token: reader, body: '{' }))).toBe('403 missing-scope')
  })
})

describe('failed sign-ins', () => {
  const from = (address: string, token = 'fb_nobody_0123456789abcdefghij') =>
    get(head, { token, headers: { 'cf-connecting-ip': address } })

  it('are limited by address', async () => {
    for (let i = 0; i < 10; i++) expect(problem(await from('192.0.2.1'))).toBe('401 unauthenticated')
    const told = await from('192.0.2.1')
    expect(problem(told)).toBe('429 too-many-attempts')
    expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(told.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect(problem(await from('192.0.2.2'))).toBe('401 unauthenticated')
  })

  it('never lock a right token out', async () => {
    for (let i = 0; i < 12; i++) await from('192.0.2.1')
    expect((await from('192.0.2.1', bootToken)).status).toBe(200)
  })

  it('are forgiven after a minute', async () => {
    for (let i = 0; i < 11; i++) await from('192.0.2.1')
    await moveClock(60_000)
    expect(problem(await from('192.0.2.1'))).toBe('401 unauthenticated')
  })

  it('are not a request without a token', async () => {
    for (let i = 0; i < 12; i++) await get(head, { token: null })
    expect(problem(await get(head, { token: null }))).toBe('401 unauthenticated')
  })
})

describe('scopes', () => {
  const addressOf = (path: string): string => path.replaceAll(/\{\w+\}/g, '1')

  it.each(endpoints.map(({ method, path, needs }) => [method, path, needs] as const))(
    '%s %s is closed to all others',
    async (method, path, needs) => {
      const others = scopes.filter((scope) => scope !== 'admin' && !needs.includes(scope))
      const told = await ask(method.toUpperCase(), addressOf(path), {
        token: await tokenWith(others, 'others'),
        ...(method === 'post' || method === 'put' ? { body: {} } : {}),
      })
      expect(problem(told)).toBe('403 missing-scope')
      for (const scope of [...needs, ...others]) expect(told.body.detail).toContain(scope)
    },
  )

  it.each(endpoints.flatMap(({ method, path, needs }) => needs.map((scope) => [method, path, scope] as const)))(
    '%s %s is open to %s',
    async (method, path, scope: Scope) => {
      const told = await ask(method.toUpperCase(), addressOf(path), {
        token: await tokenWith([scope], 'one'),
        ...(method === 'post' || method === 'put' ? { body: {} } : {}),
      })
      expect([401, 403]).not.toContain(told.status)
    },
  )

  it('are included in admin', async () => {
    const token = await tokenWith(['admin'])
    for (const path of ['/api/v1/head', '/api/v1/tokens', '/api/v1/audit']) {
      expect((await get(path, { token })).status).toBe(200)
    }
  })

  it('are not asked of probes', async () => {
    expect((await get('/healthz', { token: null })).status).toBe(200)
  })
})
