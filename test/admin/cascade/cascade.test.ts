import { describe, expect, it } from 'vitest'
import { deployments } from '../../../admin/objects/root/incident-schema.ts'
import { ask, evict, freshDeployments, get, hurry, inRoot, moveClock, post } from '../deployment.ts'
import { queued } from '../deployments/deployment-fixture.ts'
import { alarm, kills, nowMs, percentOf, rollout, start, steer, surround } from '../rollouts/rollout-fixture.ts'
import {
  afterChanges,
  broken,
  cascades,
  close,
  deployNow,
  hourMs,
  incidents,
  inDb,
  on,
  onNowhere,
  shop,
  tick,
  timeline,
  watches,
  watchOf,
  write,
} from './cascade-fixture.ts'

freshDeployments()

const subjects = (reverted: { subject: string }[]) => reverted.map(({ subject }) => subject.replace(/@\d+$/, '')).sort()
const reversal = (cascade: { reverted: { subject: string }[] }, subject: string) =>
  cascade.reverted.find((one) => one.subject.replace(/@\d+$/, '') === subject)

describe('two systems that break after changes', () => {
  it('are a cascade: an incident, and everything that may have brought it taken back', async () => {
    const telemetry = await afterChanges()
    expect(await cascades()).toEqual([])
    telemetry.rates = broken
    await tick(50)
    const [cascade] = await cascades()
    expect(cascade).toMatchObject({ id: 'c1', incident: 'i1', systems: ['checkout', 'payments'] })
    expect(subjects(cascade.reverted)).toEqual(['d1', 'edited', 'fresh', 'r1'])
    expect(cascade.reverted.every(({ done }: { done: boolean }) => done)).toBe(true)
    // Each by its own means: edited back, killed since it was not there before, ended, rolled back.
    expect(await percentOf('edited')).toBe(0)
    expect(reversal(cascade, 'edited')).toMatchObject({ how: 'as it was an hour ago', kills: [] })
    expect(await rollout()).toMatchObject({ status: 'killed' })
    const killed = (await kills()).map(({ target }: { target: { flag: string } }) => target.flag).sort()
    expect(killed).toEqual(['a', 'fresh', 'gated'])
    const [row] = await inDb((db) => db.select().from(deployments).all())
    expect(row).toMatchObject({ status: 'rolled-back' })
    // By the feed at once, before KV has the snapshot.
    const { lowered, kills: inForce } = (await get('/api/v1/head')).body
    expect(Object.keys(lowered)).toContain('edited')
    expect(inForce).toHaveLength(3)
    // What it cannot have been stays.
    expect(await percentOf('elsewhere')).toBe(100)
    expect(await percentOf('nowhere')).toBe(100)
  })

  it('are on the incident: containment, evidence, and each change, in a chain that holds', async () => {
    const telemetry = await afterChanges()
    telemetry.rates = broken
    await tick(50)
    const [incident] = await incidents()
    // With the newest change before the alarm, and not with the alarm.
    const { startedAt, openedAt } = (await get('/api/v1/incidents/i1')).body
    expect(Date.parse(openedAt) - Date.parse(startedAt)).toBeGreaterThan(10_000)
    expect(incident).toMatchObject({
      title: 'Cascade: checkout, payments',
      severity: 2,
      source: 'cascade',
      openedBy: 'cascade',
      blastRadius: ['checkout', 'mail', 'payments'],
      containment: { by: 'cascade', how: 'reverted', flags: ['a', 'edited', 'fresh', 'gated'] },
    })
    const [cascade] = await cascades()
    expect(cascade.evidence[1]).toMatchObject({ system: 'payments', baseline: { rate: 0.01 } })
    expect(cascade.evidence[1].evidence).toBeGreaterThan(100)
    expect(reversal(cascade, 'd1')).toMatchObject({
      reaches: ['checkout', 'mail', 'payments'],
      explains: ['checkout', 'payments'],
    })
    const entries = await timeline()
    expect(entries.map(({ kind }) => kind)).toEqual([
      'opened',
      // Nobody could be paged: no channel pages.
      'delivery',
      // The hook that takes d1 back.
      'deployment',
      'cascade',
      'reverted',
      'reverted',
      'reverted',
      'reverted',
      'contained',
    ])
    for (const { id } of (await kills()).filter(({ by }: { by: string }) => by === 'cascade')) {
      expect(incident!.containment!.kills).toContain(id)
    }
    expect((await get('/api/v1/kills?incident=i1')).body.items).toHaveLength(2)
    expect((await get('/api/v1/audit?action=cascade.act')).body.items).toHaveLength(1)
    expect((await get('/api/v1/audit/verify')).body.ok).toBe(true)
  })

  it('are SEV1 where one of them is critical', async () => {
    const telemetry = await afterChanges()
    telemetry.rates = { search: 0.09, payments: 0.06 }
    await tick(50)
    expect((await incidents())[0]).toMatchObject({ severity: 1, systems: ['payments', 'search'] })
    // Search explains itself by the change of its own flag.
    expect(await percentOf('elsewhere')).toBe(0)
  })

  it('take a change without a system back only where nothing else explains one of them', async () => {
    const telemetry = await shop()
    await write({ nowhere: onNowhere })
    await deployNow('payments')
    await tick(30)
    telemetry.rates = { search: 0.09, payments: 0.06 }
    await tick(50)
    const [cascade] = await cascades()
    expect(reversal(cascade, 'nowhere')).toMatchObject({ explains: ['search'], done: true })
    expect(await percentOf('nowhere')).toBe(0)
  })

  it('open an incident that says so where no change reaches them, and contain nothing', async () => {
    const telemetry = await shop()
    await write({ elsewhere: on('search') })
    await tick(30)
    telemetry.rates = { mail: 0.06, checkout: 0.06 }
    await tick(50)
    expect((await cascades())[0]).toMatchObject({ systems: ['checkout', 'mail'], reverted: [] })
    expect((await incidents())[0]!.containment).toBeNull()
    expect((await timeline()).at(-1)!.text).toContain('nothing was taken back')
    expect(await percentOf('elsewhere')).toBe(100)
  })

  it('put a kill in force again that was lifted within the hour', async () => {
    const telemetry = await shop()
    const { id } = (await post('/api/v1/kills', { target: { system: 'payments' }, reason: 'r' })).body
    await ask('DELETE', `/api/v1/kills/${id}?reason=fixed`)
    await tick(30)
    telemetry.rates = broken
    await tick(50)
    expect((await cascades())[0].reverted).toMatchObject([{ kind: 'lift', subject: id, done: true }])
    expect((await kills())[0]).toMatchObject({ target: { system: 'payments' }, by: 'cascade', incident: 'i1' })
  })
})

describe('two deployments of one system', () => {
  it('both go: the newer one goes back to what ran before either', async () => {
    const telemetry = await shop()
    await deployNow('payments', { version: '1.4.2', previous: '1.4.1' })
    await deployNow('payments', { version: '1.4.3' })
    await tick(30)
    telemetry.rates = broken
    await tick(50)
    const [cascade] = await cascades()
    expect(reversal(cascade, 'd2')).toMatchObject({ done: true, how: 'its rollback hook is called' })
    const how = 'd2 went live in its place, and goes back to what ran before both'
    expect(reversal(cascade, 'd1')).toMatchObject({ done: true, how })
    const calls = (await queued()).filter(({ purpose }) => purpose === 'hook')
    expect(calls.map(({ message }) => message.hook.data)).toMatchObject([{ version: '1.4.3', previous: '1.4.1' }])
  })
})

describe('acting once', () => {
  it('holds across evictions and alarms that ring again', async () => {
    const telemetry = await afterChanges()
    telemetry.rates = broken
    await tick(50)
    const head = (await get('/api/v1/head')).body
    const at = await nowMs()
    await evict()
    await surround(telemetry, { atMs: at })
    await Promise.all([alarm(), alarm(), alarm()])
    await tick(60)
    expect(await cascades()).toHaveLength(1)
    expect(await incidents()).toHaveLength(1)
    expect((await get('/api/v1/head')).body.kills).toEqual(head.kills)
    expect((await timeline()).filter(({ kind }) => kind === 'cascade')).toHaveLength(1)
  })

  it('holds between the first alarm and the second, the root having ended', async () => {
    const telemetry = await afterChanges()
    telemetry.rates = { payments: 0.1 }
    await tick(50)
    expect(await watchOf('payments')).toMatchObject({ alarmedAt: expect.any(String) })
    const at = await nowMs()
    await evict()
    await surround(telemetry, { atMs: at })
    telemetry.rates = broken
    await tick(50)
    expect(await cascades()).toHaveLength(1)
  })

  it('holds after its incident was closed: what was acted on is no alarm any more', async () => {
    const telemetry = await afterChanges()
    telemetry.rates = broken
    await tick(50)
    await close()
    await tick(60)
    expect(await cascades()).toHaveLength(1)
    expect(await incidents()).toEqual([])
  })

  it('lets a further system join the incident, raises its severity, and takes nothing more back', async () => {
    const telemetry = await afterChanges()
    telemetry.rates = broken
    await tick(50)
    const before = await kills()
    await write({ nowhere: onNowhere, extra: on('payments') })
    telemetry.rates = { ...broken, mail: 0.08 }
    await tick(60)
    expect((await incidents())[0]).toMatchObject({
      systems: ['checkout', 'mail', 'payments'],
      severity: 1,
      blastVersion: 2,
    })
    expect((await timeline()).slice(-2).map(({ kind }) => kind)).toEqual(['systems', 'severity'])
    expect(await watchOf('mail')).toMatchObject({ incident: 'i1' })
    expect(await kills()).toEqual(before)
    expect(await percentOf('extra')).toBe(100)
    expect(await cascades()).toHaveLength(1)
  })
})

describe('no cascade', () => {
  it('is one system alone, whatever share of it fails', async () => {
    const telemetry = await afterChanges()
    telemetry.rates = { payments: 0.9 }
    await tick(60)
    expect(await watchOf('payments')).toMatchObject({ alarmedAt: expect.any(String) })
    expect(await cascades()).toEqual([])
    expect(await kills()).toEqual([])
  })

  it('is telemetry that is away, or hangs', async () => {
    const telemetry = await afterChanges()
    const before = await watchOf('payments')
    telemetry.rates = broken
    telemetry.mode = 'throws'
    await tick(50)
    telemetry.mode = 'hangs'
    await hurry()
    await tick(30)
    expect(await watchOf('payments')).toEqual(before)
    expect(await cascades()).toEqual([])
  })

  it('is anything without a change within the hour', async () => {
    const telemetry = await shop()
    await alarm()
    telemetry.rates = broken
    await tick(50)
    expect(await watches()).toEqual([])
    expect(await cascades()).toEqual([])
    expect(telemetry.queries.filter(({ untilMs }) => untilMs === undefined)).toEqual([])
  })

  it('is systems whose hour before says too little, and they say so', async () => {
    const telemetry = await shop()
    telemetry.hours = 5
    await deployNow('payments')
    await tick(10)
    telemetry.rates = { payments: 1, checkout: 1 }
    await tick(50)
    expect((await watchOf('payments')).obstacle).toContain('it had 5 units')
    expect(await cascades()).toEqual([])
  })
})

describe('a change that cannot be taken back', () => {
  it('is told, and everything else is done', async () => {
    const telemetry = await afterChanges()
    await deployNow('checkout')
    await tick(10)
    telemetry.rates = broken
    await tick(50)
    const [cascade] = await cascades()
    const why = 'no channel has a hook with the event "rollback" for checkout; nobody could be paged: no channel pages'
    expect(reversal(cascade, 'd2')).toMatchObject({ done: false, how: why })
    expect((await get('/api/v1/deployments/d2')).body.status).toBe('live')
    expect(subjects(cascade.reverted.filter(({ done }: { done: boolean }) => done))).toEqual([
      'd1',
      'edited',
      'fresh',
      'r1',
    ])
    expect((await timeline()).find(({ kind }) => kind === 'not-reverted')!.text).toContain(`NOT taken back: ${why}`)
    expect((await incidents())[0]!.containment!.reason).toContain('not taken back: d2')
  })

  it('leaves no half of itself where taking it back breaks', async () => {
    const telemetry = await afterChanges()
    await inRoot((_, { storage }) =>
      storage.sql.exec(
        `CREATE TRIGGER broken BEFORE UPDATE ON deployments BEGIN SELECT RAISE(FAIL, 'the disk is full'); END`,
      ),
    )
    telemetry.rates = broken
    await tick(50)
    const [cascade] = await cascades()
    expect(reversal(cascade, 'd1')).toMatchObject({ done: false, kills: [expect.any(String)] })
    expect(await percentOf('edited')).toBe(0)
    expect(await rollout()).toMatchObject({ status: 'killed' })
  })

  it('is killed where its flag cannot become what it was', async () => {
    const telemetry = await shop()
    // An hour ago everybody had it: what it was then would give it to more than have it now.
    await write({ gated: { ...on('payments'), state: 'DISABLED' } })
    await write({
      gated: { ...on('payments'), targeting: { if: [{ '==': [{ var: 'country' }, 'de'] }, 'on', 'off'] } },
    })
    await tick(30)
    telemetry.rates = broken
    await tick(50)
    const [cascade] = await cascades()
    expect(reversal(cascade, 'gated')).toMatchObject({ done: true, kills: [expect.any(String)] })
    expect((await kills())[0]).toMatchObject({ target: { flag: 'gated' }, incident: 'i1' })
  })
})

describe('a rollout that began hours ago', () => {
  it('goes back to the stage that it had an hour ago, and runs on', async () => {
    const telemetry = await shop()
    await start()
    await steer('r1', 'pause')
    await moveClock(hourMs + 60_000)
    await steer('r1', 'resume')
    await tick(80)
    expect(await rollout()).toMatchObject({ stage: 1 })
    telemetry.rates = broken
    await tick(40)
    expect((await cascades())[0].reverted).toMatchObject([{ subject: 'r1', done: true, how: 'back to stage canary' }])
    const { status, stage, events } = await rollout()
    expect({ status, stage }).toEqual({ status: 'running', stage: 0 })
    expect(events[0]).toMatchObject({ kind: 'reverted', by: 'guard', why: 'a cascade was detected: c1, incident i1' })
    expect(await percentOf()).toBe(10)
    expect(await kills()).toEqual([])
  })
})
