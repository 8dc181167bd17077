import { describe, expect, it } from 'vitest'
import { ask, freshDeployments, get, problem, putDocument } from '../deployment.ts'

freshDeployments()

const path = '/api/v1/systems'
const system = (more: object = {}) => ({
  name: 'Payments',
  owner: 'team-pay',
  paths: ['services/pay/**'],
  dependsOn: [],
  critical: true,
  ...more,
})
const put = (id: string, more: object = {}, headers: Record<string, string> = {}) =>
  ask('PUT', `${path}/${id}`, { body: system(more), headers })
const any = { 'if-match': '*' }

describe('systems', () => {
  it('are created, replaced, listed and removed', async () => {
    expect(await put('pay')).toMatchObject({ status: 201, body: { id: 'pay', critical: true } })
    expect(await put('pay', { critical: false }, any)).toMatchObject({ status: 200, body: { critical: false } })
    await put('shop', { dependsOn: ['pay'] })
    expect((await get(path)).body.items).toMatchObject([
      { id: 'pay', critical: false, paths: ['services/pay/**'] },
      { id: 'shop', dependsOn: ['pay'] },
    ])
    const used = await ask('DELETE', `${path}/pay`)
    expect(problem(used)).toBe('409 system-in-use')
    expect(used.body.detail).toContain('shop')
    expect((await ask('DELETE', `${path}/shop`)).status).toBe(204)
    expect((await ask('DELETE', `${path}/pay`)).status).toBe(204)
    expect(problem(await ask('DELETE', `${path}/pay`))).toBe('404 not-found')
    expect((await get('/api/v1/audit')).body.items.map(({ action }: { action: string }) => action)).toEqual([
      'system.delete',
      'system.delete',
      'system.put',
      'system.put',
      'system.put',
    ])
  })

  it('are replaced by whoever has read them last', async () => {
    await put('pay')
    expect(problem(await put('pay', { owner: 'ann' }))).toBe('428 precondition-required')
    const { headers, body } = await get(`${path}/pay`)
    expect(body).toMatchObject({ id: 'pay', owner: 'team-pay', approval: false })
    const etag = { 'if-match': headers.get('etag') ?? '' }
    expect((await put('pay', { owner: 'ann', approval: true }, etag)).status).toBe(200)
    const stale = await put('pay', { owner: 'bob' }, etag)
    expect(problem(stale)).toBe('412 stale-precondition')
    expect(stale.headers.get('etag')).toBe((await get(`${path}/pay`)).headers.get('etag'))
    expect(problem(await ask('DELETE', `${path}/pay`, { headers: etag }))).toBe('412 stale-precondition')
    expect(problem(await put('pay', {}, { 'if-none-match': '*' }))).toBe('412 already-exists')
    expect((await get(`${path}/pay`)).body).toMatchObject({ owner: 'ann', approval: true })
    expect(problem(await get(`${path}/nowhere`))).toBe('404 not-found')
  })

  it('stay while flags name them', async () => {
    await put('pay')
    const flag = (system: string) => ({ enabled: true, fuseboard: { system } })
    await putDocument({ flags: { a: flag('pay'), b: flag('pay'), c: flag('shop') } })
    const told = await ask('DELETE', `${path}/pay`)
    expect(problem(told)).toBe('409 system-in-use')
    expect(told.body.detail).toContain('flags "a", "b" belong to pay')
    await putDocument({ flags: { a: flag('shop'), b: flag('shop'), c: flag('shop') } })
    expect((await ask('DELETE', `${path}/pay`)).status).toBe(204)
  })

  it('written as they are leave no trace', async () => {
    await put('pay')
    expect((await put('pay')).status).toBe(200)
    expect((await get('/api/v1/audit')).body.items).toHaveLength(1)
  })

  it('never depend on themselves, on whatever way', async () => {
    const self = await put('pay', { dependsOn: ['pay'] })
    expect(problem(self)).toBe('422 dependency-circle')
    await put('a')
    await put('b', { dependsOn: ['a'] })
    await put('c', { dependsOn: ['b'] })
    const circle = await put('a', { dependsOn: ['c'] }, any)
    expect(problem(circle)).toBe('422 dependency-circle')
    expect(circle.body.detail).toBe('a → c → b → a')
  })

  it('depend on systems that exist', async () => {
    const told = await put('pay', { dependsOn: ['nowhere'] })
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors).toMatchObject([{ pointer: '/dependsOn/0' }])
  })

  it.each<[object, string]>([
    [{ name: '' }, '/name'],
    [{ owner: 7 }, '/owner'],
    [{ paths: 'all' }, '/paths'],
    [{ critical: 'yes' }, '/critical'],
    [{ extra: 1 }, '/extra'],
  ])('are refused with %j', async (more, pointer) => {
    const told = await put('pay', more)
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors[0].pointer).toBe(pointer)
  })

  it('have proper names', async () => {
    expect(problem(await put('%20pay'))).toBe('404 not-found')
  })
})
