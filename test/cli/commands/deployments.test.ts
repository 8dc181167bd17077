import { describe, expect, it } from 'vitest'
import { problem } from './fake-admin.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const path = '/api/v1/deployments'
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

const deployment = (more: object = {}): object => ({
  id: 'd4',
  system: 'payments',
  version: '2.14.1',
  previous: '2.14.0',
  flags: ['new-checkout'],
  status: 'live',
  rollbackHook: 'rollback-payments',
  by: 'ci',
  announcedAt: minutesAgo(5),
  liveAt: minutesAgo(4),
  note: 'not observed: nothing was heard of payments since it went live',
  ...more,
})

const blocked = problem(409, 'transition-refused', 'deployment payments 2.14.1 cannot go …', {
  from: 'nothing',
  to: 'live',
  missing: ['i3 (SEV1) of payments is in contain', 'name a hotfix of i3 as "hotfix"'],
})

describe('fuseboard deployments live', () => {
  it('goes live in one command, and shows what its status hides', async () => {
    here.admin.on(`POST ${path}`, { status: 201, body: deployment() })
    const words = ['--previous', '2.14.0', '--rollback-hook', 'rollback-payments', '--flag', 'new-checkout']
    const { code, stdout } = await here.run('deployments', 'live', 'payments', '2.14.1', ...words)
    expect(code).toBe(0)
    expect(stdout).toContain('payments 2.14.1  d4: live')
    expect(stdout).toMatch(/note +not observed/)
    expect(here.sent('POST')?.body).toEqual({
      system: 'payments',
      version: '2.14.1',
      previous: '2.14.0',
      flags: ['new-checkout'],
      rollbackHook: 'rollback-payments',
      status: 'live',
    })
  })

  it('goes live by the id of what was announced', async () => {
    here.admin.on(`POST ${path}/d4/live`, { body: deployment() })
    expect((await here.json('deployments', 'live', 'd4')).value).toMatchObject({ id: 'd4', status: 'live' })
    const wrong = await here.run('deployments', 'live', 'd4', '--hotfix', 'i3-1')
    expect(wrong.code).toBe(2)
  })

  it('exits 1 where an incident blocks it, and says what to do', async () => {
    here.admin.on(`POST ${path}`, blocked)
    const { code, stdout, stderr } = await here.run('deployments', 'live', 'payments', '2.14.1')
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain('it cannot go from nothing to live now')
    expect(stderr).toContain('i3 (SEV1) of payments is in contain')
    expect(stderr).toContain('name a hotfix of i3')
    expect(stderr).toContain('--hotfix ID')
    const told = await here.json('deployments', 'live', 'payments', '2.14.1')
    expect(told.value.error.problem.missing).toHaveLength(2)
  })
})

describe('fuseboard deployments', () => {
  it('announces', async () => {
    here.admin.on(`POST ${path}`, { status: 201, body: deployment({ status: 'announced', liveAt: undefined }) })
    const { stdout } = await here.run('deployments', 'announce', 'payments', '2.14.1', '--link', 'https://ci.example/7')
    expect(stdout).toContain('Next: fuseboard deployments live d4')
    expect(here.sent('POST')?.body).toMatchObject({ status: 'announced', link: 'https://ci.example/7' })
  })

  it('lists, with what others wrote made harmless', async () => {
    const items = [
      deployment({ id: 'd5', version: '3\u001b[2J', by: 'ada', status: 'stable', note: undefined }),
      deployment({ endedAt: minutesAgo(1), why: 'd5 went live in its place' }),
    ]
    here.admin.on(`GET ${path}?system=payments&status=live&limit=50`, { body: { items, next: 'x' } })
    here.admin.on(`GET ${path}?system=payments&status=live&limit=48&cursor=x`, { body: { items: [] } })
    const { stdout } = await here.run('deployments', '--system', 'payments', '--status', 'live')
    expect(stdout).toContain('3\\u001b[2J')
    expect(stdout).toMatch(/d4 +payments +2\.14\.1 +live, replaced .*d5 went live in its place/)
    expect((await here.run('deployments', 'list', '--status', 'alive')).code).toBe(2)
  })

  it('shows one', async () => {
    here.admin.on(`GET ${path}/d4`, { body: deployment() })
    expect((await here.run('deployments', 'show', 'd4')).stdout).toMatch(/after +2\.14\.0\n +flags +new-checkout/)
    here.admin.on(`GET ${path}/d9`, problem(404, 'not-found', 'there is no deployment "d9"'))
    expect((await here.run('deployments', 'show', 'd9')).code).toBe(1)
  })

  it('rolls back through the hook', async () => {
    const rollback = { called: true, channel: 'rollback-payments' }
    here.admin.on(`POST ${path}/d4/rollback`, { body: deployment({ status: 'rolled-back', rollback }) })
    const { code, stdout } = await here.run('deployments', 'rollback', 'd4', '--reason', 'cards fail')
    expect(code).toBe(0)
    expect(stdout).toContain('Called rollback-payments.')
    expect(here.sent('POST')?.body).toEqual({ reason: 'cards fail' })
    expect((await here.run('deployments', 'rollback', 'd4')).code).toBe(2)
  })

  it('exits 5 where nobody takes it back by itself, until somebody says that it is done', async () => {
    const rollback = { called: false, channel: 'pager', why: 'no channel has a hook; paged through pager' }
    here.admin.on(
      `POST ${path}/d4/rollback`,
      { body: deployment({ rollback }) },
      { body: deployment({ status: 'rolled-back', rollback: { called: false, why: 'it was done by hand' } }) },
    )
    const { code, stdout } = await here.run('deployments', 'rollback', 'd4', '--reason', 'cards fail')
    expect(code).toBe(5)
    expect(stdout).toContain('NOT rolled back: no channel has a hook; paged through pager.')
    expect(stdout).toContain('fuseboard deployments rollback d4 --done')
    expect((await here.run('deployments', 'rollback', 'd4', '--done', '--reason', 'x')).code).toBe(0)
    expect(here.sent('POST')?.body).toEqual({ reason: 'x', done: true })
  })

  it('abandons what was announced', async () => {
    here.admin.on(`POST ${path}/d4/abandon`, { body: deployment({ status: 'abandoned' }) }, blocked)
    expect((await here.run('deployments', 'abandon', 'd4', '--reason', 'x')).stdout).toContain('d4: abandoned')
    expect((await here.run('deployments', 'abandon', 'd4', '--reason', 'x')).code).toBe(1)
  })
})

describe('fuseboard ledger', () => {
  const entry = (more: object = {}): object => ({
    at: minutesAgo(3),
    kind: 'deployment',
    subject: 'd4',
    system: 'payments',
    by: 'ci',
    text: 'payments 2.14.1 live',
    raises: true,
    ...more,
  })

  it('lists what changed, and marks what raised exposure', async () => {
    const items = [entry(), entry({ kind: 'kill', subject: 'k2', text: '"a" killed: \u0007', raises: false })]
    here.admin.on('GET /api/v1/ledger?system=payments&kind=deployment&limit=20', { body: { items } })
    const words = ['--system', 'payments', '--kind', 'deployment', '--limit', '20']
    const { code, stdout } = await here.run('ledger', ...words)
    expect(code).toBe(0)
    expect(stdout).toMatch(/3 min ago +▲ +deployment +d4 +payments +ci +payments 2\.14\.1 live/)
    expect(stdout).toContain('"a" killed: \\u0007')
  })

  it.each([['1'], ['0h'], ['1w'], ['-1h'], ['h']])('refuses the span "%s"', async (since) => {
    const { code, stderr } = await here.run('ledger', `--since=${since}`)
    expect(code).toBe(2)
    expect(stderr).toContain('Try --since 15m')
    expect(here.admin.received).toEqual([])
  })
})

describe('fuseboard systems radius', () => {
  const system = (id: string, dependsOn: string[] = [], critical = false): object => ({
    id,
    name: id,
    owner: 'ada',
    paths: [],
    dependsOn,
    critical,
    approval: false,
  })

  it('draws what depends on it, each part once', async () => {
    const systems = [
      system('app', ['shop']),
      system('mail', ['payments']),
      system('payments'),
      system('shop', ['payments', 'mail'], true),
    ]
    const blastRadius = ['app', 'mail', 'payments', 'shop']
    const body = { system: systems[2], blastRadius, critical: ['shop'], systems, flags: 3 }
    here.admin.on('GET /api/v1/systems/payments/blast-radius', { body })
    const { stdout } = await here.run('systems', 'radius', 'payments')
    expect(stdout).toContain(`payments  ada
├─ mail  ada
│  └─ shop  ada  [critical]
│     └─ app  ada
└─ shop  ada  [critical]  (as above)

4 systems, 1 of them critical; 3 flags`)
  })
})
