// Keys and tokens: who may ask, and who may do what.

import { describe, expect, it } from 'vitest'
import { problem } from './fake-admin.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const madeAt = new Date(Date.now() - 7_200_000).toISOString()
const key = (more: object = {}): object => ({
  id: 'web',
  name: 'the web',
  kind: 'client',
  createdAt: madeAt,
  createdBy: 'ada',
  ...more,
})
const token = (more: object = {}): object => ({ id: 't1', name: 'ci', scopes: ['read'], createdAt: madeAt, ...more })

describe('fuseboard keys', () => {
  it('lists them with what became of them', async () => {
    const items = [
      key({ name: 'a\u0007' }),
      key({ id: 'old', revokedAt: madeAt }),
      key({ id: 'past', expiresAt: madeAt }),
      key({ id: 'next', expiresAt: '2099-01-01T00:00:00.000Z' }),
    ]
    here.admin.on('GET /api/v1/keys?limit=500', { body: { items } })
    const { stdout } = await here.run('keys')
    expect(stdout).toMatch(/\nweb +a\\u0007 +client +2 h ago +ada +yes\n/)
    expect(stdout).toMatch(/\nold .* revoked 2 h ago\n/)
    expect(stdout).toMatch(/\npast .* expired 2 h ago\n/)
    expect(stdout).toMatch(/\nnext .* until 2099-01-01T00:00:00.000Z\n/)
    expect((await here.json('keys', 'list')).value).toEqual({ items })
  })

  it('makes one and shows it once', async () => {
    here.admin.on('POST /api/v1/keys', { status: 201, body: key({ key: 'fb_web_secret', published: false }) })
    const args = ['keys', 'create', 'the web', '--kind', 'client', '--expires-at', '2099-01-31']
    const { code, stdout, stderr } = await here.run(...args)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^fb_web_secret\nThis is the only time that the key is shown\./)
    expect(stdout).toContain('until it is there, evaluators do not know it')
    expect(stderr).not.toContain('secret')
    expect(here.sent('POST')?.body).toEqual({ name: 'the web', kind: 'client', expiresAt: '2099-01-31T00:00:00.000Z' })
    expect((await here.json(...args)).value.key).toBe('fb_web_secret')
  })

  it('says so when the key was shown before', async () => {
    here.admin.on('POST /api/v1/keys', { status: 201, body: key({ published: true }) })
    const { stdout } = await here.run('keys', 'create', 'the web', '--kind', 'client')
    expect(stdout).toContain('cannot be shown again')
    expect(stdout).toContain('fuseboard keys revoke web')
  })

  it('revokes with --yes, and not unasked', async () => {
    here.admin.on('DELETE /api/v1/keys/web', { status: 204 })
    expect((await here.run('keys', 'revoke', 'web')).code).toBe(2)
    expect(here.admin.received).toEqual([])
    expect((await here.run('keys', 'revoke', 'web', '--yes')).stdout).toContain('Revoked web.')
    expect((await here.json('keys', 'revoke', 'web', '--yes')).value).toEqual({ revoked: 'web' })
  })

  it.each([
    [['x'], 'the kind is missing'],
    [['x', '--kind', 'sever'], 'Try --kind server.'],
    [['x', '--kind', 'server', '--expires-at', 'soon'], '--expires-at: found "soon"'],
    [['x', '--kind', 'server', '--expires-at', '2099-13-01'], '--expires-at: found "2099-13-01"'],
  ])('sends nothing on wrong usage: %j', async (args, message) => {
    const { code, stderr } = await here.run('keys', 'create', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(here.admin.received).toEqual([])
  })

  it('exits 4 without the admin scope', async () => {
    here.admin.on('GET /api/v1/keys?limit=500', problem(403, 'missing-scope', 'This needs the scope admin.'))
    expect((await here.run('keys')).code).toBe(4)
  })
})

describe('fuseboard tokens', () => {
  it('lists them with their scopes and their last use', async () => {
    const items = [token({ scopes: ['read', 'kill'] }), token({ id: 't2', lastUsedAt: madeAt })]
    here.admin.on('GET /api/v1/tokens?limit=500', { body: { items } })
    const { stdout } = await here.run('tokens')
    expect(stdout).toMatch(/\nt1 +ci +read, kill +2 h ago +never +yes\n/)
    expect((await here.json('tokens', 'list')).value).toEqual({ items })
  })

  it('makes one and shows it once', async () => {
    here.admin.on('POST /api/v1/tokens', { status: 201, body: token({ token: 'fb_t1_secret' }) })
    const args = ['tokens', 'create', 'ci', '--scope', 'read,write', '--scope', 'read']
    const { code, stdout } = await here.run(...args)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^fb_t1_secret\nThis is the only time that the token is shown\./)
    expect(here.sent('POST')?.body).toEqual({ name: 'ci', scopes: ['read', 'write'] })
    expect((await here.json(...args)).value.token).toBe('fb_t1_secret')
  })

  it('revokes with --yes, and not unasked', async () => {
    here.admin.on('DELETE /api/v1/tokens/t1', { status: 204 })
    expect((await here.run('tokens', 'revoke', 't1')).code).toBe(2)
    expect(here.admin.received).toEqual([])
    expect((await here.run('tokens', 'revoke', 't1', '--yes')).stdout).toContain('refused from now on')
    expect((await here.json('tokens', 'revoke', 't1', '--yes')).value).toEqual({ revoked: 't1' })
    here.admin.on('DELETE /api/v1/tokens/t9', problem(404, 'not-found', 'There is no token "t9".'))
    expect((await here.run('tokens', 'revoke', 't9', '--yes')).code).toBe(1)
  })

  it.each([
    [['x'], 'a scope is missing'],
    [['x', '--scope', 'reed'], 'Try --scope read.'],
    [['x', '--scope', ''], '--scope: found ""'],
  ])('sends nothing on wrong usage: %j', async (args, message) => {
    const { code, stderr } = await here.run('tokens', 'create', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(here.admin.received).toEqual([])
  })
})
