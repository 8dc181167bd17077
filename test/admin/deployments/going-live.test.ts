import { beforeEach, describe, expect, it } from 'vitest'
import { rollBackDeployment } from '../../../admin/objects/root/deployment/roll-back.ts'
import { disableChannel } from '../../../admin/objects/root/stores/channel-rows.ts'
import { saveIncident } from '../../../admin/objects/root/stores/incident-rows.ts'
import { freshDeployments, get, post, problem } from '../deployment.ts'
import {
  addChannel,
  addHotfix,
  addResponder,
  announce,
  inDb,
  mapSystems,
  openOne,
  path,
  queued,
  rollBack,
  rollbackHook,
  shown,
  timelineOf,
} from './deployment-fixture.ts'

freshDeployments()
beforeEach(mapSystems)

describe('while a SEV1 or SEV2 of its system is before Verify', () => {
  it('nothing goes live, and it is said what would', async () => {
    await announce({ version: '1' })
    const waiting = await announce({ status: 'announced' })
    expect(waiting.status).toBe(201)
    const id = await openOne(2, 'investigate')
    const refused = await announce()
    expect(problem(refused)).toBe('409 transition-refused')
    const { missing } = refused.body as unknown as { missing: string[] }
    expect(missing[0]).toContain(`${id} (SEV2) of payments is in investigate`)
    expect(missing.at(-1)).toMatch(/name a hotfix of i1.*d1\/rollback.*bring i1 to verify/)
    expect(problem(await post(`${path}/d2/live`, undefined))).toBe('409 transition-refused')
    expect((await shown('d2')).status).toBe('announced')
    await inDb((db) => saveIncident(db, id, { phase: 'verify' }))
    expect((await post(`${path}/d2/live`, undefined)).body.status).toBe('live')
  })

  it('nothing is announced either, so that a pipeline stops before it deploys', async () => {
    await openOne(1)
    const refused = await announce({ status: 'announced' })
    expect(problem(refused)).toBe('409 transition-refused')
    expect(refused.body).toMatchObject({ from: 'nothing', to: 'announced' })
    expect((await get(path)).body.items).toEqual([])
  })

  it('other systems go live, also those that depend on it', async () => {
    await openOne(1)
    expect((await announce({ system: 'shop' })).status).toBe(201)
    expect((await announce({ system: 'search' })).status).toBe(201)
  })

  it('a lesser incident blocks nothing', async () => {
    await openOne(3)
    expect((await announce()).status).toBe(201)
  })

  it('its own hotfix goes live, and the timeline tells of it', async () => {
    const id = await openOne(1)
    const hotfix = await addHotfix(id)
    expect((await announce({ hotfix })).body).toMatchObject({ status: 'live', hotfix })
    expect((await timelineOf(id)).at(-1)?.text).toBe(`d1 went live: payments 2.14.1, the hotfix ${hotfix}`)
  })

  it('neither an abandoned hotfix nor that of another incident is let through', async () => {
    const own = await openOne(1)
    const other = await openOne(2, 'contain', ['search'])
    const abandoned = await announce({ hotfix: await addHotfix(own, 'abandoned') })
    expect(problem(abandoned)).toBe('409 transition-refused')
    expect(abandoned.body.detail).toContain(`the hotfix ${own}-1 is abandoned`)
    const foreign = await announce({ hotfix: await addHotfix(other) })
    expect(foreign.body.detail).toContain(`is of ${other}, not of ${own}`)
  })
})

describe('rolling back', () => {
  it('calls the hook that the deployment names, with what the receiver needs', async () => {
    await addChannel('a-hook', rollbackHook())
    await addChannel('rollback-payments', rollbackHook(['payments']))
    await announce({ rollbackHook: 'rollback-payments', link: 'https://ci.example.com/7' })
    const told = await rollBack('d1')
    expect(told.body).toMatchObject({
      status: 'rolled-back',
      why: 'cards fail; called rollback-payments',
      rollback: { called: true, channel: 'rollback-payments' },
    })
    const [hook, ...others] = await queued()
    expect(others).toEqual([])
    expect(hook).toMatchObject({ channel: 'rollback-payments', purpose: 'hook', status: 'pending' })
    expect(hook!.message.hook).toEqual({
      event: 'rollback',
      data: {
        system: 'payments',
        version: '2.14.1',
        previous: '2.14.0',
        deployment: 'd1',
        reason: 'cards fail',
        link: 'https://ci.example.com/7',
      },
    })
    expect(problem(await rollBack('d1'))).toBe('409 transition-refused')
    expect(await queued()).toHaveLength(1)
  })

  it('calls the hook of its system where the deployment names none, or its own is gone', async () => {
    await addChannel('own', rollbackHook())
    await announce({ rollbackHook: 'own' })
    await addChannel('rollback-payments', rollbackHook(['payments']))
    await inDb((db, nowMs) => disableChannel(db, 'own', 'gone', nowMs))
    expect((await rollBack('d1')).body.rollback).toEqual({ called: true, channel: 'rollback-payments' })
  })

  it('pages somebody where there is no hook, and nothing looks rolled back until it is', async () => {
    await addChannel('rollback-search', rollbackHook(['search']))
    await addChannel('pager', { pagingRank: 1 })
    await addChannel('second', { pagingRank: 2 })
    await addResponder('ann', 1)
    const id = await openOne(1)
    await addHotfix(id)
    await announce({ hotfix: `${id}-1` })
    const told = (await rollBack('d1')).body
    expect(told).toMatchObject({ status: 'live', rollback: { called: false, channel: 'pager' } })
    expect(told.why).toContain('waits for somebody to roll it back by hand')
    // Apart from what is told of the incident itself.
    const pages = async () => (await queued()).filter(({ message }) => message.title.startsWith('Roll back'))
    const [page, ...others] = await pages()
    expect(others).toEqual([])
    expect(page).toMatchObject({ channel: 'pager', purpose: 'page', audience: 'responders', incident: id })
    expect(page!.message).toMatchObject({ title: 'Roll back payments 2.14.1 by hand', to: { id: 'ann' } })
    expect((await timelineOf(id)).at(-1)?.text).toContain('has to be rolled back by hand')
    expect((await rollBack('d1', { done: true })).body).toMatchObject({
      status: 'rolled-back',
      rollback: { called: false },
    })
    expect((await timelineOf(id)).at(-1)?.text).toContain('was rolled back by hand: cards fail')
    expect(await pages()).toHaveLength(1)
  })

  it('says that nobody could be paged, where no channel pages', async () => {
    const id = await openOne(1, 'verify')
    await announce()
    const outcome = await inDb((db, nowMs) =>
      rollBackDeployment(db, 'd1', { nowMs, by: 'cascade', incident: id, reason: 'cascade c1' }),
    )
    expect(outcome).toMatchObject({ called: false, why: expect.stringContaining('no channel pages') })
    expect((await timelineOf(id)).at(-1)).toMatchObject({ actor: 'cascade', kind: 'deployment' })
    expect((await timelineOf(id)).at(-1)?.text).toContain('nobody could be paged')
    expect((await queued()).filter(({ purpose }) => purpose !== 'update')).toEqual([])
  })

  it('of what does not run changes nothing, and says why', async () => {
    await announce({ status: 'announced' })
    expect((await rollBack('d1')).body.detail).toContain('it never went live')
    const how = { by: 'cascade', incident: null, reason: 'r' }
    const outcomes = await inDb((db, nowMs) =>
      ['d1', 'd9'].map((id) => rollBackDeployment(db, id, { nowMs, ...how }).called),
    )
    expect(outcomes).toEqual([false, false])
    expect((await shown('d1')).status).toBe('announced')
  })
})
