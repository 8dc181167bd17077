import { beforeEach, describe, expect, it } from 'vitest'
import { ask, freshDeployments, get, problem } from '../deployment.ts'
import { act, open, openShop } from './incident-fixture.ts'

freshDeployments()
beforeEach(openShop)

const pointers = (told: { body: { errors?: { pointer: string }[] } }) => told.body.errors?.map(({ pointer }) => pointer)

describe('responders', () => {
  it('are written, listed and removed like systems, but for whoever commands', async () => {
    const path = '/api/v1/responders/carl'
    const body = { name: 'Carl', email: 'carl@example.com', phone: '+4930123456', slack: 'U02ABCDEF', rank: 3 }
    expect(await ask('PUT', path, { body })).toMatchObject({ status: 201, body: { id: 'carl', ...body } })
    expect(problem(await ask('PUT', path, { body: { name: 'Carla' } }))).toBe('428 precondition-required')
    const etag = (await get(path)).headers.get('etag') ?? ''
    expect((await ask('PUT', path, { body: { name: 'Carla' }, headers: { 'if-match': etag } })).status).toBe(200)
    expect(problem(await ask('PUT', path, { body, headers: { 'if-match': etag } }))).toBe('412 stale-precondition')
    expect(problem(await ask('PUT', path, { body, headers: { 'if-none-match': '*' } }))).toBe('412 already-exists')
    expect((await get('/api/v1/responders')).body.items).toMatchObject([
      { id: 'ann' },
      { id: 'bob' },
      { name: 'Carla' },
    ])
    await open({ commander: 'carl' })
    const told = await ask('DELETE', path)
    expect(problem(told)).toBe('409 transition-refused')
    expect(told.body.missing[0]).toContain('/api/v1/incidents/i1/command')
    await act('command', { commander: 'ann' })
    expect((await ask('DELETE', path)).status).toBe(204)
    expect(problem(await get(path))).toBe('404 not-found')
  })

  it('are reached by addresses that can be ones', async () => {
    for (const wrong of [
      { email: 'ann' },
      { phone: '030 123' },
      { slack: '@ann' },
      { rank: 0 },
      { rank: 1.5 },
      { fax: '1' },
    ]) {
      const told = await ask('PUT', '/api/v1/responders/dora', { body: { name: 'Dora', ...wrong } })
      expect(pointers(told), JSON.stringify(wrong)).toEqual([`/${Object.keys(wrong)[0]}`])
    }
    expect(problem(await ask('PUT', '/api/v1/responders/__proto__', { body: { name: 'x' } }))).toBe('404 not-found')
  })
})
