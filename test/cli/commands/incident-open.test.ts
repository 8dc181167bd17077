import { describe, expect, it } from 'vitest'
import { listedKill, receipts } from './answers.ts'
import { desertedUrl, goodToken, problem } from './fake-admin.ts'
import { contained, notification, responder } from './incident-answers.ts'
import { runWith, useHere } from './run-here.ts'

const here = useHere()
const pagesOf = 'GET /api/v1/notifications?incident=i3&purpose=page&limit=20'
const kills = 'GET /api/v1/kills?limit=500'
const open = ['incident', 'open', 'checkout', 'fails', '--sev', 'SEV1', '--system', 'payments']

function answer(change: object = {}, pages: object[] = [notification()]): void {
  here.admin.on('POST /api/v1/incidents', {
    status: 201,
    body: contained({ phase: 'contain', missing: [], ...change }),
  })
  here.admin.on(pagesOf, { body: { items: pages } })
  here.admin.on(kills, {
    body: { items: [listedKill({ id: 'k4', seq: 42 }), listedKill({ id: 'k5', seq: 43 }), listedKill({ seq: 99 })] },
  })
  here.admin.on('GET /api/v1/kills/43/receipts', {
    body: receipts({ seq: 43, committedAt: '2026-11-21T11:35:00.000Z', leasePassed: true }),
  })
}

describe('incident open', () => {
  it('asks nothing, and says what was cut off, since when, who is paged and what comes next', async () => {
    answer({ commander: 'alice' })
    const { code, stdout, stderr } = await here.run(...open)
    expect(code).toBe(0)
    expect(stderr).toContain('Opened i3: checkout fails\nCut off: fast-pay, new-checkout')
    await expect(stdout.replaceAll(here.admin.url, 'http://admin')).toMatchFileSnapshot(
      '../incidents/golden/opened.txt',
    )
    expect(here.sent('POST')?.body).toEqual({ title: 'checkout fails', severity: 1, systems: ['payments'] })
  })

  it('sends what else is known', async () => {
    answer()
    await here.run(...open, '--commander', 'alice', '--no-contain', '--except', 'a', '--except', 'b', '--reason', 'why')
    expect(here.sent('POST')?.body).toEqual({
      title: 'checkout fails',
      severity: 1,
      systems: ['payments'],
      commander: 'alice',
      contain: false,
      exceptFlags: ['a', 'b'],
      reason: 'why',
    })
    await here.run(...open, '--contain', '--started', '2026-11-21T00:30', '--system', 'search')
    expect(here.sent('POST')?.body).toMatchObject({
      contain: true,
      startedAt: '2026-11-21T00:30:00.000Z',
      systems: ['payments', 'search'],
    })
  })

  it('is one JSON value with everything', async () => {
    answer()
    const { code, value } = await here.json(...open)
    expect(code).toBe(0)
    expect(value).toMatchObject({
      incident: { id: 'i3' },
      killed: ['fast-pay', 'new-checkout'],
      enforcedAt: '2026-11-21T11:35:02.500Z',
      receipts: { seq: 43 },
      pages: [{ status: 'sent' }],
      page: `${here.admin.url}/incidents/i3/2f1c7a90d4e84b0f`,
    })
  })

  it('warns where somebody has to come and nobody was reached', async () => {
    const { commander: _, ...uncommanded } = contained() as { commander?: string }
    here.admin.on('POST /api/v1/incidents', { status: 201, body: { ...uncommanded, killed: [] } })
    here.admin.on(pagesOf, { body: { items: [notification({ status: 'dead', lastError: 'HTTP 401', attempts: 8 })] } })
    const { code, stdout } = await here.run(...open)
    expect(code).toBe(5)
    expect(stdout).toContain('PAGED, BUT NOTHING WENT OUT. Call somebody yourself.')
    expect(stdout).toContain('HTTP 401')
    expect(stdout).toContain('Next: fuseboard incident command i3 --as NAME')
    here.admin.on(pagesOf, { body: { items: [] } })
    const nobody = await here.run(...open)
    expect(nobody.code).toBe(5)
    expect(nobody.stdout).toContain('NOBODY IS PAGED: no channel pages, or nobody is on call.')
  })

  it('waits until a page has come to something', async () => {
    answer()
    here.admin.on(
      pagesOf,
      { body: { items: [notification({ status: 'sending' })] } },
      { body: { items: [notification()] } },
    )
    const { stdout } = await here.run(...open)
    expect(stdout).toContain('Paged: it went out.')
  })

  it('says why nothing was cut off, and what was off already', async () => {
    const nothing = {
      killed: [],
      warning: 'its systems have no enabled flag',
      killedBefore: [],
      excepted: ['search-v2'],
    }
    answer({ severity: 3, ...nothing }, [])
    const { code, stdout } = await here.run(...open)
    expect(code).toBe(0)
    expect(stdout).toContain(
      'Nothing was cut off now.\n  its systems have no enabled flag\n  Left on, as asked for: search-v2',
    )
    expect(stdout).toContain('fuseboard incident contain i3 --reason TEXT')
  })

  it('counts the lease where a token may not read', async () => {
    answer()
    for (const route of [pagesOf, kills]) here.admin.on(route, problem(403, 'missing-scope', 'needs read'))
    const { code, stdout } = await here.run(...open)
    expect(code).toBe(0)
    expect(stdout).toContain('Enforced everywhere since 2026-11-21 11:35:02Z.')
    expect(stdout).toContain('Whether a page went out cannot be read now.')
  })

  it('names the known responders where the commander is not one', async () => {
    const errors = [{ pointer: '/commander', detail: 'found "alcie"; allowed: a responder: alice, bob' }]
    here.admin.on('POST /api/v1/incidents', problem(400, 'invalid-body', 'found "alcie"', { errors }))
    here.admin.on('GET /api/v1/responders?limit=500', { body: { items: [responder(), responder({ id: 'bob' })] } })
    const { code, stderr } = await here.run(...open, '--commander', 'alcie')
    expect(code).toBe(1)
    expect(stderr).toContain('/commander: found "alcie"')
    expect(stderr).toContain('Known: alice, bob.')
  })

  it('names the nearest systems where one is not known', async () => {
    const errors = [{ pointer: '/systems/0', detail: 'found "payment"; allowed: a system of the map' }]
    here.admin.on('POST /api/v1/incidents', problem(400, 'invalid-body', 'found "payment"', { errors }))
    const system = { id: 'payments', name: 'x', owner: 'x', paths: [], dependsOn: [], critical: true, approval: false }
    here.admin.on('GET /api/v1/systems?limit=500', { body: { items: [system, { ...system, id: 'search' }] } })
    const { stderr } = await here.run(...open)
    expect(stderr).toContain('Did you mean payments?')
  })

  it.each([
    [['incident', 'open'], 'title is missing'],
    [['incident', 'open', 'x'], '--sev is missing'],
    [['incident', 'open', 'x', '--sev', '1'], '--system is missing'],
    [['incident', 'open', 'x', '--sev', '9', '--system', 's'], '--sev: found "9"'],
    [['incident', 'open', 'x', '--started', 'soon'], '--started: found "soon"'],
    [['incident', 'open', 'x', '--contain', '--no-contain'], 'do not go together'],
  ])('%j is wrong usage, and nothing is sent', async (args, message) => {
    const { code, stderr } = await here.run(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(here.admin.received).toEqual([])
  })

  it('says that an admin worker cannot be reached', async () => {
    const url = await desertedUrl()
    const { code, stderr } = await runWith(open, { FUSEBOARD_URL: url, FUSEBOARD_TOKEN: goodToken })
    expect(code).toBe(3)
    expect(stderr).toContain(`${url} cannot be reached: nothing listens there.`)
  })

  it('shows nothing of a title that could steer the terminal', async () => {
    answer({ title: '\u001b[2Jx', killed: ['\u202ea'], commander: '\u0007' })
    const { stdout, stderr } = await here.run(...open)
    for (const unsafe of ['\u001b', '\u202e', '\u0007']) expect(stdout + stderr).not.toContain(unsafe)
    expect(stdout).toContain('\\u001b[2Jx')
  })
})
