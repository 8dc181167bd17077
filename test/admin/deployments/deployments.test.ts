import { beforeEach, describe, expect, it } from 'vitest'
import { observationMs } from '../../../domain/deployment/deployment.ts'
import { freshDeployments, get, hurry, inRoot, post, problem, putDocument, tokenWith } from '../deployment.ts'
import { addChannel, announce, later, listen, mapSystems, path, rollbackHook, shown } from './deployment-fixture.ts'

freshDeployments()
beforeEach(mapSystems)

describe('a deployment', () => {
  it('goes live in one call, and a pipeline that says so again is answered with the same one', async () => {
    const told = await announce()
    expect(told).toMatchObject({ status: 201, body: { id: 'd1', status: 'live', previous: '2.14.0', flags: [] } })
    expect(told.body.note).toContain('not observed')
    expect(await announce()).toMatchObject({ status: 200, body: { id: 'd1' } })
    expect((await post(`${path}/d1/live`, undefined)).status).toBe(200)
    expect((await get(path)).body.items).toHaveLength(1)
    expect((await get('/api/v1/audit?subject=d1')).body.items).toHaveLength(2)
  })

  it('is announced first, and goes live by its id or by saying it again', async () => {
    const told = await announce({ status: 'announced' })
    expect(told.body).toMatchObject({ id: 'd1', status: 'announced' })
    expect(told.body.liveAt).toBeUndefined()
    expect((await announce({ status: 'announced', link: 'https://ci.example.com/7' })).status).toBe(200)
    const live = await post(`${path}/d1/live`, undefined)
    expect(live.body).toMatchObject({ status: 'live', link: 'https://ci.example.com/7' })
    await announce({ version: '3', status: 'announced' })
    expect((await announce({ version: '3' })).body).toMatchObject({ id: 'd2', status: 'live' })
  })

  it('takes the place of what ran before, which keeps its status and is over', async () => {
    await announce()
    const { previous: _, ...next } = { system: 'payments', version: '2.15.0', previous: '' }
    expect((await post(path, next)).body).toMatchObject({ id: 'd2', previous: '2.14.1' })
    const replaced = await shown('d1')
    expect(replaced).toMatchObject({ status: 'live', why: 'd2 (2.15.0) went live in its place' })
    expect(replaced.endedAt).toBeDefined()
    expect(replaced.note).toContain('never observed')
    expect(problem(await post(`${path}/d1/live`, undefined))).toBe('409 transition-refused')
    expect((await announce()).body).toMatchObject({ id: 'd3', status: 'live' })
  })

  it('is abandoned only before it goes live', async () => {
    await announce({ status: 'announced' })
    await announce({ version: '3' })
    expect((await post(`${path}/d1/abandon`, { reason: 'broken build' })).body).toMatchObject({
      status: 'abandoned',
      why: 'broken build',
    })
    const refused = await post(`${path}/d2/abandon`, { reason: 'x' })
    expect(problem(refused)).toBe('409 transition-refused')
    expect(refused.body).toMatchObject({ from: 'live', to: 'abandoned' })
    expect(refused.body.detail).toContain('/rollback takes it back')
    expect((await post(`${path}/d1/live`, undefined)).body.detail).toContain('deploy it anew')
    expect(problem(await get(`${path}/d9`))).toBe('404 not-found')
  })

  it('names what exists', async () => {
    await putDocument({ flags: { 'new-checkout': { enabled: true } } })
    await addChannel('rollback-payments', rollbackHook(['payments']))
    await addChannel('rollback-search', rollbackHook(['search']))
    const wrong = { flags: ['new-checkuot'], rollbackHook: 'rollback-search', hotfix: 'i1-1' }
    const told = await announce(wrong)
    expect(problem(told)).toBe('422 invalid-body')
    const [flag, hook, hotfix] = told.body.errors
    expect(flag).toMatchObject({ pointer: '/flags/0', detail: expect.stringContaining('did you mean new-checkout?') })
    expect(hook).toMatchObject({ pointer: '/rollbackHook', detail: expect.stringContaining(': rollback-payments') })
    expect(hotfix).toMatchObject({ pointer: '/hotfix' })
    const system = (await announce({ system: 'paymnets' })).body.errors[0]
    expect(system).toMatchObject({ pointer: '/system', detail: expect.stringContaining('did you mean payments?') })
    expect((await get(path)).body.items).toEqual([])
    const right = { flags: ['new-checkout'], rollbackHook: 'rollback-payments' }
    expect((await announce(right)).body).toMatchObject(right)
  })

  it.each<[object, string]>([
    [{ version: '' }, '/version'],
    [{ version: 'a\u0000b' }, '/version'],
    [{ system: '__proto__' }, '/system'],
    [{ system: 'constructor' }, '/system'],
    [{ flags: ['toString'] }, '/flags/0'],
    [{ flags: 'all' }, '/flags'],
    [{ link: 'javascript:alert(1)' }, '/link'],
    [{ status: 'stable' }, '/status'],
    [{ rolbackHook: 'x' }, '/rolbackHook'],
  ])('is refused with %j', async (more, pointer) => {
    const told = await announce(more)
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors[0].pointer).toBe(pointer)
  })

  it('is for whoever holds the scope', async () => {
    const token = await tokenWith(['read', 'write'])
    expect(problem(await post(path, { system: 'payments', version: '1' }, { token }))).toBe('403 missing-scope')
    await announce()
    expect((await get(`${path}?system=payments&status=live`, { token })).body.items).toHaveLength(1)
    expect((await get(`${path}?system=search`, { token })).body.items).toEqual([])
    expect(problem(await get(`${path}?status=alive`, { token }))).toBe('400 invalid-query')
  })
})

describe('a deployment that went live', () => {
  it('is observed once its system reports, and stable an hour of reports later', async () => {
    const telemetry = await listen()
    await announce()
    telemetry.lastAtMs = (await later(10_000)) - 1
    await later(10_000)
    const observed = await shown('d1')
    expect(observed).toMatchObject({ status: 'observed' })
    expect(observed.note).toContain('an hour')
    const almost = await later(observationMs - 30_000)
    telemetry.lastAtMs = almost
    await later(10_000)
    expect((await shown('d1')).status).toBe('observed')
    telemetry.lastAtMs = almost + 10_000
    await later(5 * 60_000)
    expect((await shown('d1')).status).toBe('stable')
    expect((await shown('d1')).note).toBeUndefined()
    const { items } = (await get('/api/v1/audit?subject=d1')).body
    expect(items.map(({ action, actor }: Record<string, string>) => `${action} ${actor}`).slice(0, 2)).toEqual([
      'deployment.stable clock',
      'deployment.observed clock',
    ])
  })

  it.each<['answers' | 'throws' | 'hangs']>([['answers'], ['throws'], ['hangs']])(
    'stays live and says so while nothing is heard, where telemetry %s',
    async (mode) => {
      await hurry()
      const telemetry = await listen()
      telemetry.mode = mode
      await announce()
      for (const ms of [10_000, observationMs, observationMs]) await later(ms)
      const told = await shown('d1')
      expect(told.status).toBe('live')
      expect(told.note).toBe('not observed: nothing was heard of payments since it went live')
    },
  )

  it('does not take reports from before for its own, and is not stable in silence', async () => {
    const telemetry = await listen()
    telemetry.lastAtMs = await inRoot((root) => root.surroundings.now() - 1)
    await announce()
    await later(10_000)
    expect((await shown('d1')).status).toBe('live')
    telemetry.lastAtMs = await inRoot((root) => root.surroundings.now())
    await later(10_000)
    await later(2 * observationMs)
    expect((await shown('d1')).status).toBe('observed')
  })
})
