import { describe, expect, it } from 'vitest'
import { listedKill, receipts } from './answers.ts'
import { problem } from './fake-admin.ts'
import { contained, incident, incidentSummary, notification, responder } from './incident-answers.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const openOnes = 'GET /api/v1/incidents?open=true&limit=20'
const sentOf = 'GET /api/v1/notifications?incident=i3&limit=100'

describe('incident status', () => {
  it('lists all that are open', async () => {
    const { commander: _, ...other } = incidentSummary({ id: 'i4', title: '\u001b[2Jsearch', severity: 2 }) as {
      commander?: string
    }
    here.admin.on('GET /api/v1/incidents?open=true&limit=100', { body: { items: [incidentSummary(), other] } })
    const { code, stdout } = await here.run('incident', 'status')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ID +SEVERITY +PHASE +TITLE +SYSTEMS +COMMANDER +OPENED$/m)
    expect(stdout).toMatch(/^i4 +SEV2 +investigate +\\u001b\[2Jsearch +payments +nobody/m)
    expect(stdout).toContain('2 open incidents')
    here.admin.on('GET /api/v1/incidents?open=true&limit=100', { body: { items: [] } })
    expect((await here.run('incident', 'status')).stdout).toContain('No incident is open.')
  })

  it('shows one with what failed, its page and the next command', async () => {
    here.admin.on('GET /api/v1/incidents/i3', { body: incident() })
    here.admin.on(sentOf, { body: { items: [notification({ status: 'dead', lastError: 'HTTP 401' })] } })
    const { stdout } = await here.run('incident', 'status', 'I3')
    expect(stdout).toContain('● detect ─ ● contain ─ ◐ investigate ─ ○ fix')
    expect(stdout).toContain('Notifications that failed')
    expect(stdout).toContain(`Page: ${here.admin.url}/incidents/i3/2f1c7a90d4e84b0f\nNext: fuseboard incident fix i3`)
    const { value } = await here.json('incident', 'status', 'i3')
    expect(value).toMatchObject({ id: 'i3', notifications: [{ status: 'dead' }] })
  })

  it('says where to look where there is no such incident', async () => {
    here.admin.on('GET /api/v1/incidents/i9', problem(404, 'not-found', 'there is no incident "i9"'))
    here.admin.on('GET /api/v1/notifications?incident=i9&limit=100', { body: { items: [] } })
    const { code, stderr } = await here.run('incident', 'status', 'i9')
    expect(code).toBe(1)
    expect(stderr).toContain('fuseboard incident list shows the open ones')
    expect((await here.run('incident', 'status', 'payments')).code).toBe(2)
  })
})

describe('incident list', () => {
  it('filters', async () => {
    here.admin.on('GET /api/v1/incidents?open=false&system=payments&severity=1&limit=50', {
      body: { items: [incidentSummary({ phase: 'closed', closedAt: '2026-11-21T11:50:00.000Z' })] },
    })
    const { stdout } = await here.run('incident', 'list', '--closed', '--system', 'payments', '--sev', 'sev1')
    expect(stdout).toContain('CLOSED')
    expect(stdout).toContain('1 incident\n')
  })
})

describe('incident watch', () => {
  it('ends when the incident is closed', async () => {
    here.admin.on('GET /api/v1/incidents/i3', { body: incident({ phase: 'closed', missing: [] }) })
    here.admin.on(sentOf, { body: { items: [] } })
    const { code, stdout, stderr } = await here.run('incident', 'watch', 'i3')
    expect(code).toBe(0)
    expect(stderr).toContain('checkout fails: SEV1, closed')
    expect(stdout).toContain('● verify ─ ● closed')
  })
})

describe('an incident that is not named', () => {
  it('is the only one that is open, and the output says which', async () => {
    here.admin.on(openOnes, { body: { items: [incidentSummary()] } })
    here.admin.on('POST /api/v1/incidents/i3/note', { status: 201, body: incident() })
    const { code, stderr, stdout } = await here.run('incident', 'note', 'the', 'pool is full')
    expect(code).toBe(0)
    expect(stderr).toContain('Incident i3, the only one open: checkout fails')
    expect(stdout).toContain('Written into the timeline of i3.')
    expect(here.sent('POST')?.body).toEqual({ kind: 'note', text: 'the pool is full' })
  })

  it('is none of several: they are listed, and nothing is sent', async () => {
    here.admin.on(openOnes, {
      body: { items: [incidentSummary(), incidentSummary({ id: 'i4', title: 'search fails' })] },
    })
    const { code, stderr } = await here.run('incident', 'advance')
    expect(code).toBe(2)
    expect(stderr).toContain('Several incidents are open')
    expect(stderr).toContain('  i4  SEV1  investigate  search fails')
    expect(here.sent('POST')).toBeUndefined()
  })

  it('is missed where none is open', async () => {
    here.admin.on(openOnes, { body: { items: [] } })
    const { code, stderr } = await here.run('incident', 'close')
    expect(code).toBe(1)
    expect(stderr).toContain('No incident is open, and none is named.')
  })
})

describe('incident advance', () => {
  it('says where it is now', async () => {
    here.admin.on('POST /api/v1/incidents/i3/advance', { body: incident({ phase: 'fix', missing: [] }) })
    const { stdout } = await here.run('incident', 'advance', 'i3', '--to', 'fix', '--reason', 'found')
    expect(stdout).toContain('i3 is now in fix.')
    expect(stdout).toContain('Nothing is missing for verify: fuseboard incident advance i3')
    expect(here.sent('POST')?.body).toEqual({ to: 'fix', reason: 'found' })
  })

  it('names each missing thing with the command that provides it', async () => {
    const missing = [
      'a commander, as every SEV1 and SEV2 needs: POST /api/v1/incidents/i3/command {"commander"}',
      'a containment: POST /api/v1/incidents/i3/contain {"how", "reason"}',
    ]
    here.admin.on(
      'POST /api/v1/incidents/i3/advance',
      problem(409, 'transition-refused', missing.join('; '), { from: 'contain', to: 'investigate', missing }),
    )
    const { code, stderr } = await here.run('incident', 'advance', 'i3')
    expect(code).toBe(1)
    expect(stderr).toContain(
      `Not yet: i3 cannot go on from contain to investigate. Nothing was changed. What is missing:
  - a commander, as every SEV1 and SEV2 needs
      fuseboard incident command i3 --as NAME
  - a containment
      fuseboard incident contain i3 --reason TEXT
Then repeat.`,
    )
    const { code: jsonCode, value } = await here.json('incident', 'advance', 'i3')
    expect(jsonCode).toBe(1)
    expect(value.error.problem.missing).toEqual(missing)
  })
})

describe('incident contain', () => {
  it('cuts off, and says since when it is enforced', async () => {
    here.admin.on('POST /api/v1/incidents/i3/contain', { body: contained() })
    here.admin.on('GET /api/v1/kills?limit=500', { body: { items: [listedKill({ id: 'k5', seq: 43 })] } })
    here.admin.on('GET /api/v1/kills/43/receipts', { body: receipts({ seq: 43, leasePassed: true }) })
    const { code, stdout } = await here.run(
      'incident',
      'contain',
      'i3',
      '--reason',
      'cards',
      '--flag',
      'a',
      '--flag',
      'b',
    )
    expect(code).toBe(0)
    expect(stdout).toContain(
      'Cut off: 2 flags: fast-pay, new-checkout\n  Enforced everywhere since 2026-11-21 10:00:02Z.',
    )
    expect(here.sent('POST')?.body).toEqual({ how: 'killed', reason: 'cards', flags: ['a', 'b'] })
  })

  it('records what was done otherwise', async () => {
    here.admin.on('POST /api/v1/incidents/i3/contain', { body: incident() })
    const { stdout } = await here.run('incident', 'contain', 'i3', '--none', '--reason', 'a provider is down')
    expect(stdout).toContain('Contained, nothing can be done: a provider is down')
    expect(here.sent('POST')?.body).toEqual({ how: 'none', reason: 'a provider is down' })
  })

  it.each([
    [['--none', '--other', '--reason', 'x'], 'one way at a time'],
    [['--reverted', '--flag', 'a', '--reason', 'x'], 'one way at a time'],
    [[], 'A reason is missing.'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, stderr } = await here.run('incident', 'contain', 'i3', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})

describe('steps of an incident', () => {
  it.each([
    [['note', 'i3', 'x', '--hypothesis'], 'note', { kind: 'hypothesis', text: 'x' }, 'Written'],
    [
      ['note', 'i3', 'x', '--link', 'https://a.example'],
      'note',
      { kind: 'link', text: 'x', url: 'https://a.example' },
      'Written',
    ],
    [['severity', 'i3', 'sev2', '--reason', 'few'], 'severity', { severity: 2, reason: 'few' }, 'i3 is SEV1: '],
    [['severity', 'i3', '1'], 'severity', { severity: 1 }, 'i3 is SEV1: '],
    [['command', 'i3', '--as', 'alice'], 'command', { commander: 'alice' }, 'alice commands i3 now.'],
    [
      ['role', 'i3', 'scribe', 'bob'],
      'roles',
      { role: 'scribe', responder: 'bob' },
      'bob has the role scribe in i3 now.',
    ],
    [['role', 'i3', 'scribe', '--nobody'], 'roles', { role: 'scribe', responder: null }, 'Nobody has the role scribe'],
    [['fix', 'i3', '--revert', '--reason', 'v41'], 'fix', { how: 'revert', reason: 'v41' }, 'i3 is fixed by a revert.'],
    [
      ['fix', 'i3', '--hotfix', 'i3-1', '--deployment', 'd7', '--reason', 'x'],
      'fix',
      { how: 'hotfix', hotfix: 'i3-1', deployment: 'd7', reason: 'x' },
      'i3 is fixed by hotfix i3-1.',
    ],
    [['relapse', 'i3', '--reason', 'again'], 'relapse', { reason: 'again' }, 'i3 fails again'],
    [
      ['close', 'i3'],
      'close',
      {},
      'i3 is closed.\nIt had cut off fast-pay, new-checkout: fuseboard kills shows what still is.',
    ],
    [
      ['postmortem', 'i3', '--owner', 'alice', '--due', '2026-12-01'],
      'postmortem',
      { owner: 'alice', due: '2026-12-01' },
      'alice owes the post-mortem of i3 by 2026-12-01.',
    ],
  ])('%j', async (args, step, body, told) => {
    here.admin.on(`POST /api/v1/incidents/i3/${step}`, { body: incident() })
    const { code, stdout } = await here.run('incident', ...args)
    expect(code).toBe(0)
    expect(stdout).toContain(told)
    expect(stdout).toContain('Next: fuseboard incident ')
    expect(here.sent('POST')?.body).toEqual(body)
  })

  it.each([
    [['note', 'i3'], 'the text is missing'],
    [['note', 'i3', 'x', '--log', '--hypothesis'], 'do not go together'],
    [['severity', 'i3'], 'one severity is needed'],
    [['severity', 'i3', '7'], 'severity: found "7"'],
    [['command', 'i3'], 'who commands is missing'],
    [['role', 'i3', 'scribe'], 'one role and one responder'],
    [['fix', 'i3', '--reason', 'x'], 'either --revert or --hotfix'],
    [['systems', 'i3', '--reason', 'x'], 'nothing to change'],
    [['update', 'i3'], 'the text is missing'],
    [['update', 'i3', 'x', '--for', 'everybody'], '--for: found "everybody"'],
    [['postmortem', 'i3', '--owner', 'alice'], 'belong together'],
    [['postmortem', 'i3', '--owner', 'a', '--due', 'soon'], '--due: found "soon"'],
    [['postmortem', 'i3', '-o', 'a', '--edit', 'b'], 'do not go together'],
  ])('%j is wrong usage, and nothing is sent', async (args, message) => {
    const { code, stderr } = await here.run('incident', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(here.admin.received).toEqual([])
  })

  it('takes a log from stdin', async () => {
    here.admin.on('POST /api/v1/incidents/i3/note', { status: 201, body: incident() })
    await here.feed('line 1\nline 2\n', 'incident', 'note', 'i3', '-', '--log')
    expect(here.sent('POST')?.body).toEqual({ kind: 'log', text: 'line 1\nline 2' })
  })

  it('names the known responders where one is not known', async () => {
    const errors = [{ pointer: '/commander', detail: 'found "zoe"; allowed: a responder' }]
    here.admin.on('POST /api/v1/incidents/i3/command', problem(400, 'invalid-body', 'x', { errors }))
    here.admin.on('GET /api/v1/responders?limit=500', { body: { items: [responder()] } })
    const { code, stderr } = await here.run('incident', 'command', 'i3', '--as', 'zoe')
    expect(code).toBe(1)
    expect(stderr).toContain('Known: alice.')
  })
})

describe('incident systems', () => {
  it('adds and removes', async () => {
    here.admin.on('GET /api/v1/incidents/i3', { body: incident({ systems: ['payments', 'search'] }) })
    here.admin.on('POST /api/v1/incidents/i3/systems', { body: incident({ systems: ['ledger', 'payments'] }) })
    const { stdout } = await here.run(
      'incident',
      'systems',
      'i3',
      '--add',
      'ledger',
      '--remove',
      'search',
      '--reason',
      'x',
    )
    expect(here.sent('POST')?.body).toEqual({ systems: ['payments', 'ledger'], reason: 'x' })
    expect(stdout).toContain('i3 is of ledger, payments now.\nIt also reaches checkout.')
    const foreign = await here.run('incident', 'systems', 'i3', '--remove', 'web', '--reason', 'x')
    expect(foreign.code).toBe(2)
    expect(foreign.stderr).toContain('It is of payments, search.')
  })
})

describe('incident update', () => {
  it('says where it goes, and what waits for an approval', async () => {
    const own = notification({
      key: 'b'.repeat(64),
      purpose: 'update',
      status: 'awaiting-approval',
      channel: 'status-page',
    })
    here.admin.on(sentOf, { body: { items: [notification()] } }, { body: { items: [own, notification()] } })
    here.admin.on('POST /api/v1/incidents/i3/update', { status: 201, body: incident() })
    const args = ['incident', 'update', 'i3', 'half of the cards work', '--for', 'customers,leadership']
    const { stdout } = await here.run(...args, '--status', 'monitoring')
    expect(here.sent('POST')?.body).toEqual({
      text: 'half of the cards work',
      audiences: ['customers', 'leadership'],
      status: 'monitoring',
    })
    expect(stdout).toContain('bbbbbbbbbbbb  update through status-page: awaiting-approval')
    expect(stdout).not.toContain('a9c5d1f6')
    expect(stdout).toContain('Next: fuseboard notifications approve KEY')
  })
})

describe('incident timeline', () => {
  it('shows everything from the beginning', async () => {
    here.admin.on('GET /api/v1/incidents/i3/timeline?limit=500', {
      body: { items: (incident() as { timeline: object[] }).timeline },
    })
    const { stdout } = await here.run('incident', 'timeline', 'i3')
    expect(stdout).toContain('2026-11-21 11:35:00Z  opened  by ann-4k2j9x\n    SEV1: checkout fails')
    expect(stdout).toContain('3 entries')
  })

  it('proves that nothing was changed, or where', async () => {
    here.admin.on('GET /api/v1/incidents/i3/timeline/verify', { body: { ok: true, checked: 3 } })
    expect(await here.run('incident', 'timeline', 'i3', '--verify')).toMatchObject({ code: 0 })
    here.admin.on('GET /api/v1/incidents/i3/timeline/verify', { body: { ok: false, checked: 2, brokenAt: 2 } })
    const { code, stdout } = await here.run('incident', 'timeline', 'i3', '--verify')
    expect(code).toBe(1)
    expect(stdout).toContain('is broken at entry 2')
  })
})
