import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { tokens } from '../../../admin/objects/root/schema.ts'
import { ask, freshDeployments, get, inRoot, moveClock, post, problem } from '../deployment.ts'

freshDeployments()

const path = '/api/v1/tokens'

describe('a new token', () => {
  it('is shown once, and stored as a hash', async () => {
    const { status, body } = await post(path, { name: 'CI deploy', scopes: ['read', 'write'] })
    expect(status).toBe(201)
    expect(body.id).toMatch(/^ci-deploy-[a-z0-9]{6}$/)
    expect(body.token).toMatch(/^fb_ci-deploy-[a-z0-9]{6}_[A-Za-z0-9]{32}$/)
    expect(body).toMatchObject({ name: 'CI deploy', scopes: ['read', 'write'] })
    const list = await get(path)
    expect(list.body.items).toMatchObject([{ id: body.id, name: 'CI deploy', scopes: ['read', 'write'] }])
    expect(JSON.stringify(list.body)).not.toContain(body.token)
    const everything = await inRoot((_, { storage }) =>
      JSON.stringify(openDatabase(storage).select().from(tokens).all()),
    )
    expect(everything).not.toContain(body.token.split('_')[2])
  })

  it.each<[string, unknown, string]>([
    ['no name', { scopes: ['read'] }, '/name'],
    ['an empty name', { name: '', scopes: ['read'] }, '/name'],
    ['no scopes', { name: 'a', scopes: [] }, '/scopes'],
    ['an unknown scope', { name: 'a', scopes: ['root'] }, '/scopes/0'],
    ['an end in the past', { name: 'a', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    ['an end that is no time', { name: 'a', scopes: ['read'], expiresAt: 'tomorrow' }, '/expiresAt'],
  ])('is refused with %s', async (_, body, pointer) => {
    const told = await post(path, body)
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors[0].pointer).toBe(pointer)
  })
})

describe('tokens', () => {
  it('note their use, to the minute', async () => {
    const { body } = await post(path, { name: 'a', scopes: ['read'] })
    const lastUse = async () => (await get(path)).body.items[0].lastUsedAt
    expect(await lastUse()).toBeUndefined()
    await get('/api/v1/head', { token: body.token })
    const first = await lastUse()
    await get('/api/v1/head', { token: body.token })
    expect(await lastUse()).toBe(first)
    await moveClock(60_000)
    await get('/api/v1/head', { token: body.token })
    expect(Date.parse(await lastUse())).toBeGreaterThanOrEqual(Date.parse(first) + 60_000)
  })

  it('are revoked once and for all', async () => {
    const { body } = await post(path, { name: 'a', scopes: ['read'] })
    expect((await ask('DELETE', `${path}/${body.id}`)).status).toBe(204)
    expect((await ask('DELETE', `${path}/${body.id}`)).status).toBe(204)
    expect((await get(path)).body.items[0].revokedAt).toBeDefined()
    const revoked = await get('/api/v1/audit?action=token.revoke')
    expect(revoked.body.items).toHaveLength(1)
    expect(problem(await ask('DELETE', `${path}/nobody`))).toBe('404 not-found')
  })
})
