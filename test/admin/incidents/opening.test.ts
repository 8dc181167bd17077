import { beforeEach, describe, expect, it } from 'vitest'
import { evict, freshDeployments, get, killFlag, post, problem, putDocument, tokenWith } from '../deployment.ts'
import { flag, incident, kinds, open, openShop, system, timeline } from './incident-fixture.ts'

freshDeployments()
beforeEach(openShop)

const kills = async () => (await get('/api/v1/kills')).body.items
const pointers = (told: { body: { errors?: { pointer: string }[] } }) => told.body.errors?.map(({ pointer }) => pointer)

describe('a SEV1', () => {
  it('switches every enabled flag of its systems off as it is opened, one by one, with its id', async () => {
    const before = (await get('/api/v1/head')).body
    const told = await open({ reason: 'charges fail' })
    expect(told).toMatchObject({
      status: 201,
      body: {
        id: 'i1',
        phase: 'contain',
        killed: ['pay-fast', 'pay-later'],
        killedBefore: [],
        excepted: [],
        killedSystems: [],
        containment: { how: 'killed', reason: 'charges fail', kills: ['k2', 'k3'], flags: ['pay-fast', 'pay-later'] },
        blastRadius: ['checkout', 'payments'],
        responseTarget: 'SEV1: containment within minutes, at any hour',
      },
    })
    const head = (await get('/api/v1/head')).body
    expect(head.seq).toBe(before.seq + 2)
    expect(head.kills.map(({ target }: { target: unknown }) => target)).toEqual([
      { flag: 'pay-fast' },
      { flag: 'pay-later' },
    ])
    expect(await kills()).toMatchObject([{ incident: 'i1', reason: 'i1: charges fail' }, { incident: 'i1' }])
    expect((await get('/api/v1/kills?incident=i1')).body.items).toHaveLength(2)
    // No channel pages, and that is said before anything else.
    expect(await kinds()).toEqual(['opened', 'delivery', 'contained'])
    const actions = (await get('/api/v1/audit')).body.items.map(({ action }: { action: string }) => action)
    expect(actions.slice(0, 4)).toEqual(['incident.contain', 'kill.create', 'kill.create', 'incident.open'])
  })

  it('says what was off before, and what was left on as it was asked for', async () => {
    await killFlag('pay-fast')
    const told = await open({ systems: ['payments', 'checkout'], exceptFlags: ['cart'] })
    expect(told.body).toMatchObject({ killed: ['pay-later'], killedBefore: ['pay-fast'], excepted: ['cart'] })
    expect(told.body.containment.kills).toEqual(['k3', 'k2'])
    expect((await kills()).length).toBe(2)
  })

  it('kills nothing twice where its system, or everything, is killed already', async () => {
    await post('/api/v1/kills', { target: { system: 'payments' }, reason: 'r' })
    expect((await open()).body).toMatchObject({ killed: [], killedBefore: ['pay-fast', 'pay-later'], phase: 'contain' })
    await post('/api/v1/kills', { target: { all: true }, reason: 'r' })
    expect((await open({ systems: ['checkout'] })).body).toMatchObject({ killed: [], killedBefore: ['cart'] })
    expect((await kills()).length).toBe(2)
  })

  it('kills a system as a whole where the feed has no room for its flags', async () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`${i}-${'n'.repeat(80)}`, flag('search')]))
    await putDocument({ flags: { ...many, small: flag('mail') } })
    const told = await open({ systems: ['search', 'mail'] })
    expect(told.status).toBe(201)
    expect(told.body.killedSystems).toEqual(['search'])
    expect(told.body.killed).toHaveLength(401)
    expect((await kills()).map(({ target }: { target: unknown }) => target)).toEqual([
      { flag: 'small' },
      { system: 'search' },
    ])
    const but = await open({ systems: ['search'], exceptFlags: [Object.keys(many)[0]] })
    expect(but.body).toMatchObject({ killed: [], excepted: [Object.keys(many)[0]] })
  })

  it('is opened all the same where there is nothing to kill, and says so', async () => {
    await system('search')
    const told = await open({ systems: ['search'] })
    expect(told).toMatchObject({ status: 201, body: { phase: 'detect', killed: [] } })
    expect(told.body.warning).toContain('no enabled flag belongs to search')
    expect(told.body.containment).toBeUndefined()
    expect((await open({ systems: [] })).body.warning).toContain('names no system')
    expect(problem(await open({ systems: [], contain: true }))).toBe('422 invalid-body')
  })

  it('of a system that nobody has mapped, but that has flags, is opened; a wholly unknown one is a typo', async () => {
    await putDocument({ flags: { find: flag('search') } })
    expect((await open({ systems: ['search'] })).body.killed).toEqual(['find'])
    const told = await open({ systems: ['payments', 'paymens', '__proto__x'] })
    expect(problem(told)).toBe('422 invalid-body')
    expect(pointers(told)).toEqual(['/systems/1', '/systems/2'])
    expect(told.body.errors?.[0]?.detail).toContain('payments')
    expect((await get('/api/v1/incidents')).body.items).toHaveLength(1)
  })

  it('needs the scope kill, unless it is not to contain', async () => {
    const token = await tokenWith(['incident'])
    const told = await open({}, { token })
    expect(problem(told)).toBe('403 missing-scope')
    expect(told.body.detail).toContain('kill')
    expect((await get('/api/v1/incidents')).body.items).toEqual([])
    expect((await open({ contain: false }, { token })).body).toMatchObject({ phase: 'detect', killed: [] })
    expect(await kills()).toEqual([])
    expect((await open({}, { token: await tokenWith(['incident', 'kill']) })).body.killed).toHaveLength(2)
    expect(problem(await open({}, { token: await tokenWith(['write', 'kill']) }))).toBe('403 missing-scope')
  })

  it('that is asked for twice with one key is opened once', async () => {
    const headers = { 'idempotency-key': 'friday' }
    const first = await open({}, { headers })
    await evict()
    const again = await open({}, { headers })
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect((await get('/api/v1/incidents')).body.items).toHaveLength(1)
    expect(problem(await open({ severity: 2 }, { headers }))).toBe('422 idempotency-key-reused')
  })

  it('ends the rollouts of the flags that it kills', async () => {
    await post('/api/v1/policies', {
      name: 'quick',
      stages: [
        {
          name: 'all',
          percent: 100,
          minDurationMinutes: 1,
          maxHoldMinutes: 5,
          criteria: [
            { id: 'f', metric: 'failures', compare: 'baseline', tolerance: 0.1, proof: 'strict', minUnits: 100 },
          ],
        },
      ],
    })
    await putDocument({ flags: { pay: { ...flag('payments'), defaultVariant: 'off' } } })
    const rollout = await post('/api/v1/rollouts', { flag: 'pay', variant: 'on', policy: 'quick', reason: 'r' })
    expect(rollout.status).toBe(201)
    await open()
    expect((await get('/api/v1/rollouts/r1')).body.status).toBe('killed')
  })
})

describe('a SEV3', () => {
  it('kills nothing unless it is told to, and pages nobody', async () => {
    const told = await open({ severity: 3 })
    expect(told.body).toMatchObject({ phase: 'detect', killed: [] })
    expect(told.body.nextPageAt).toBeUndefined()
    expect((await open({ severity: 3, contain: true })).body.killed).toHaveLength(2)
  })
})

describe('what is wrong with an opening', () => {
  it('is told by pointer, with what is allowed, and opens nothing', async () => {
    const told = await open({ commander: 'carl', exceptFlags: ['pay-fst'], startedAt: '2999-01-01T00:00:00Z' })
    expect(pointers(told)?.sort()).toEqual(['/commander', '/exceptFlags/0', '/startedAt'])
    const details = Object.fromEntries(
      told.body.errors.map((one: { pointer: string; detail: string }) => [one.pointer, one.detail]),
    )
    expect(details['/commander']).toContain('ann, bob')
    expect(details['/exceptFlags/0']).toContain('pay-fast')
    for (const wrong of [
      { title: '' },
      { title: 'a\u0007b' },
      { title: 'a\nb' },
      { title: 'n'.repeat(201) },
      { severity: 0 },
      { severity: '1' },
      { systems: 'payments' },
      { systems: ['__proto__'] },
      { contain: 'yes' },
      { startedAt: 'yesterday' },
      { surplus: true },
    ]) {
      expect(problem(await open(wrong)), JSON.stringify(wrong)).toBe('422 invalid-body')
    }
    expect(problem(await post('/api/v1/incidents', '{'))).toBe('400 malformed-json')
    expect((await get('/api/v1/incidents')).body.items).toEqual([])
    expect(await kills()).toEqual([])
  })

  it('is not its markup: a title is kept as it was given', async () => {
    const title = '<script>alert(1)</script> <!channel> @here *bold* {{x}} \u202e \ud83d\ude31'
    expect((await open({ title })).body.title).toBe(title)
    expect((await incident()).title).toBe(title)
    expect((await timeline())[0].text).toBe(`SEV1: ${title}`)
    // Half a character cannot be kept: the chain holds all the same.
    expect((await open({ title: 'half \ud83d', severity: 4 })).body.title).toBe('half \ufffd')
    expect((await get('/api/v1/incidents/i2/timeline/verify')).body).toEqual({ ok: true, checked: 1 })
  })
})

describe('the list of incidents', () => {
  it('goes by what was asked for, newest first', async () => {
    await open()
    await open({ severity: 3, systems: ['checkout'], commander: 'ann' })
    const ids = async (query: string) =>
      (await get(`/api/v1/incidents?${query}`)).body.items.map(({ id }: { id: string }) => id)
    expect(await ids('')).toEqual(['i2', 'i1'])
    expect(await ids('severity=1')).toEqual(['i1'])
    expect(await ids('system=checkout')).toEqual(['i2'])
    expect(await ids('commander=ann')).toEqual(['i2'])
    expect(await ids('phase=contain&open=true&source=person')).toEqual(['i1'])
    expect(await ids('open=false')).toEqual([])
    expect(await ids('sort=severity&limit=1')).toEqual(['i1'])
    expect(problem(await get('/api/v1/incidents?severity=9'))).toBe('400 invalid-query')
    expect(problem(await get('/api/v1/incidents/i9'))).toBe('404 not-found')
    expect(problem(await get('/api/v1/incidents/i9/timeline'))).toBe('404 not-found')
    expect(problem(await get('/api/v1/incidents', { token: await tokenWith(['incident']) }))).toBe('403 missing-scope')
  })
})
