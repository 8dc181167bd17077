import { describe, expect, it } from 'vitest'
import { problem } from '../commands/fake-admin.ts'
import { useHere } from '../commands/run-here.ts'
import { makeCheckout } from './checkout-fixture.ts'
import { hotfixRecord } from './hotfix-answers.ts'

const here = useHere()
const path = '/api/v1/hotfixes/i3-1'

describe('fuseboard hotfix open', () => {
  const words = ['--problem', 'carts', '--cause', 'twice', '--component', 'checkout', '--component', 'mail']

  it('opens one with everything that is given', async () => {
    here.admin.on('POST /api/v1/incidents/i3/hotfixes', { status: 201, body: hotfixRecord() })
    const { code, stdout } = await here.run('hotfix', 'open', 'i3', ...words, '--task', 'tell support')
    expect(code).toBe(0)
    expect(here.sent('POST')?.body).toEqual({
      problem: 'carts',
      hypothesis: 'twice',
      components: ['checkout', 'mail'],
      tasks: ['tell support'],
    })
    expect(stdout).toContain('Hotfix i3-1 of incident i3')
    expect(stdout).toContain('Next: fuseboard hotfix implement i3-1')
  })

  it('names every option that is missing, and sends nothing', async () => {
    const { code, stderr } = await here.run('hotfix', 'open', 'i3', '--problem', ' ')
    expect([code, here.admin.received]).toEqual([2, []])
    expect(stderr).toContain('--problem TEXT, --cause TEXT, --component ID')
  })

  it('tells what the instance misses', async () => {
    const detail = 'hotfix of i3 cannot go from none to open: a severity of 1 or 2: the incident is SEV3'
    here.admin.on('POST /api/v1/incidents/i3/hotfixes', problem(409, 'transition-refused', detail))
    const { code, stderr } = await here.run('hotfix', 'open', 'i3', ...words)
    expect(code).not.toBe(0)
    expect(stderr).toContain('the incident is SEV3')
  })
})

describe('fuseboard hotfix status', () => {
  it('shows the increment, how far it is, and what is missing', async () => {
    const failure = { at: '2020-01-31T13:00:00.000Z', rollout: 'r2', why: 'failures: twice the control' }
    const diffStat = { files: ['a.ts', 'b.ts'], added: 5, removed: 2 }
    const suite = { passed: true, ran: 12, failed: 0, skipped: ['c.test.ts'] }
    const missing = ['an approver: another token than ann-4k2j9x has to approve it']
    const change = { status: 'suite-passed', fix: 'once', diffStat, suite, flag: 'a', failure, missing }
    here.admin.on(`GET ${path}`, { body: hotfixRecord(change) })
    const { stdout } = await here.run('hotfix', 'status', 'i3-1')
    expect(stdout).toContain('open → implemented → [suite-passed] → rolling → verified → done')
    expect(stdout).toContain('2 files, +5 −2')
    expect(stdout).toContain('passed: 12 ran, 0 failed, 1 left for the full run')
    expect(stdout).toContain('[x] 1. tell support')
    expect(stdout).toContain('rollout r2: failures: twice the control')
    expect(stdout).toContain('Missing before the next step:\n  an approver')
    expect(stdout).toContain('Next: somebody else: fuseboard hotfix approve i3-1')
  })

  it('lets no text of others redraw the terminal', async () => {
    here.admin.on(`GET ${path}`, { body: hotfixRecord({ problem: 'a\u001b[2Jb', missing: ['c\u202ed'] }) })
    const { stdout } = await here.run('hotfix', 'status', 'i3-1')
    expect(stdout).toContain('a\\u001b[2Jb')
    expect(stdout).toContain('c\\u202ed')
  })

  it('is the whole record with --json', async () => {
    here.admin.on(`GET ${path}`, { body: hotfixRecord({ later: 1 }) })
    expect((await here.json('hotfix', 'status', 'i3-1')).value).toEqual(hotfixRecord({ later: 1 }))
  })
})

describe('fuseboard hotfix list', () => {
  it('lists by incident and status', async () => {
    here.admin.on('GET /api/v1/hotfixes?incident=i3&status=open&limit=50', { body: { items: [hotfixRecord()] } })
    const { stdout } = await here.run('hotfix', 'list', '--incident', 'i3', '--status', 'OPEN')
    expect(stdout).toMatch(/i3-1 +open +carts with a voucher/)
    expect(stdout).toContain('1 hotfix\n')
  })

  it('refuses a status that there is not', async () => {
    const { code, stderr } = await here.run('hotfix', 'list', '--status', 'finished')
    expect([code, stderr]).toEqual([2, expect.stringContaining('--status: found "finished"')])
  })
})

describe('the steps of a hotfix', () => {
  it.each([
    [['approve', 'i3-1'], 'approve', {}],
    [['roll', 'i3-1', '--yes'], 'roll', { variant: 'on' }],
    [['roll', 'i3-1', '--yes', '--variant', 'blue'], 'roll', { variant: 'blue' }],
    [['abandon', 'i3-1', '--reason', 'reverted'], 'abandon', { reason: 'reverted' }],
    [['task', 'i3-1', '2'], 'tasks/2', { done: true }],
    [['task', 'i3-1', '2', '--undo'], 'tasks/2', { done: false }],
  ])('%j sends one request', async (args, step, body) => {
    here.admin.on(`POST ${path}/${step}`, { body: hotfixRecord() })
    expect((await here.run('hotfix', ...args)).code).toBe(0)
    expect(here.sent('POST')?.body).toEqual(body)
  })

  it.each([
    [['roll', 'i3-1'], '--yes'],
    [['abandon', 'i3-1'], '--reason'],
    [['task', 'i3-1', 'two'], 'found "two"'],
    [['task', 'i3-1', '0'], 'found "0"'],
    [['approve'], 'something is missing'],
  ])('%j is refused before anything is sent', async (args, told) => {
    const { code, stderr } = await here.run('hotfix', ...args)
    expect([code, stderr]).toEqual([2, expect.stringContaining(told)])
    expect(here.admin.received).toEqual([])
  })
})

describe('fuseboard hotfix implement', () => {
  const words = ['--fix', 'once', '--regression-test', 'mail/send.test.ts', '--flag', 'a']

  it('sends the diff that git sees since the branch left its base', async () => {
    const checkout = makeCheckout()
    try {
      checkout.git('switch', '-qc', 'fix')
      checkout.write('mail/send.ts', 'export const value = 2\nexport const b = 1\n')
      checkout.git('commit', '-qam', 'fix')
      checkout.git('switch', '-q', 'main')
      checkout.write('payments/pay.ts', 'export const value = 9\n')
      checkout.git('commit', '-qam', 'of others')
      checkout.git('switch', '-q', 'fix')
      checkout.write('mail/ä b.ts', 'one\ntwo\n')
      here.admin.on(`POST ${path}/implement`, { body: hotfixRecord({ status: 'implemented' }) })
      const { code, stderr } = await here.run('hotfix', 'implement', 'i3-1', ...words, '--dir', checkout.root)
      expect(stderr).toContain('2 files since main, +4 −1')
      expect(code).toBe(0)
      expect(here.sent('POST')?.body).toEqual({
        fix: 'once',
        diffStat: { files: ['mail/send.ts', 'mail/ä b.ts'], added: 4, removed: 1 },
        regressionTest: 'mail/send.test.ts',
        flag: 'a',
      })
      const unknown = await here.run('hotfix', 'implement', 'i3-1', ...words, '--dir', checkout.root, '--base', 'nope')
      expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('--base: found "nope"')])
      const nothing = await here.run('hotfix', 'implement', 'i3-1', ...words, '--dir', `${checkout.root}/none`)
      expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('--dir: found')])
    } finally {
      checkout.remove()
    }
  })

  it.each([
    [['--fix', 'x', '--flag', 'a'], '--regression-test: found none'],
    [[...words, '--regression-test', 'b.test.ts'], '--regression-test: found 2'],
    [['--regression-test', 'a', '--flag', 'a'], '--fix is missing'],
    [['--regression-test', 'a', '--fix', 'x'], '--flag is missing'],
  ])('refuses %j', async (args, told) => {
    const { code, stderr } = await here.run('hotfix', 'implement', 'i3-1', ...args)
    expect([code, stderr]).toEqual([2, expect.stringContaining(told)])
  })
})
