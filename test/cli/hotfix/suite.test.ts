import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { findTags } from '../../../cli/hotfix/find-tests.ts'
import { problem } from '../commands/fake-admin.ts'
import { useHere } from '../commands/run-here.ts'
import { makeCheckout, type SmallCheckout } from './checkout-fixture.ts'
import { hotfixRecord } from './hotfix-answers.ts'

const here = useHere()
let checkout: SmallCheckout
beforeEach(() => {
  checkout = makeCheckout()
})
afterEach(() => checkout.remove())

const local = (): string[] => ['--dir', checkout.root, '--systems', join(checkout.root, 'systems.yaml')]
const suite = (...args: string[]) => here.run('hotfix', 'suite', ...args, ...local())
const file = (path: string): string => join(checkout.root, path)
const historyOf = () => JSON.parse(readFileSync(file('.fuseboard/suite-history.json'), 'utf8')).tests

describe('fuseboard hotfix suite', () => {
  it('says what is affected, what to run and why, and what is left to a person, without asking an instance', async () => {
    const { code, stdout } = await suite('--changed', file('payments/pay.ts'))
    expect(code).toBe(0)
    expect(stdout).toBe(
      `1 changed file

Affected
  payments [critical]  changed: payments/pay.ts
  └─ checkout  depends on payments

To run (vitest, about 20.0 s)
  e2e/home.test.ts [critical]  smoke: always on
  payments/pay.test.ts [critical]  related: it imports what changed
  checkout/cart.test.ts  related: it imports what changed; journey of checkout

Next: the same with --run runs them
`.replace('20.0 s', stdout.match(/about ([\d.]+ s)/)?.[1] ?? ''),
    )
    expect(here.admin.received).toEqual([])
  })

  it('takes a revision, with what is not committed and new files', async () => {
    checkout.git('switch', '-qc', 'fix')
    checkout.write('mail/send.ts', 'export const value = 1 // new\n')
    checkout.git('commit', '-qam', 'fix')
    checkout.write('payments/new file.ts', 'export const value = 2\n')
    const { value } = await here.json('hotfix', 'suite', '--changed', 'main', ...local())
    expect(value.changed).toEqual(['mail/send.ts', 'payments/new file.ts'])
    expect(value.affected.components.map(({ id }: { id: string }) => id)).toEqual(['mail', 'payments', 'checkout'])
    expect(value.ran).toBe(false)
  })

  it('runs them, and remembers how long each took', async () => {
    const { code, stdout, stderr } = await suite('--changed', file('payments/pay.ts'), '--run')
    expect(stdout).toContain('3 test files ran: 3 passed, 0 failed.')
    expect(code).toBe(0)
    expect(stderr).toMatch(/3\/3 {2}\S+ {2}passed/)
    expect(historyOf().map(({ path, runs, failures }: Record<string, unknown>) => [path, runs, failures])).toEqual([
      ['checkout/cart.test.ts', 1, 0],
      ['e2e/home.test.ts', 1, 0],
      ['payments/pay.test.ts', 1, 0],
    ])
  })

  it('exits with 1 where one fails, and shows what it said', async () => {
    checkout.write('payments/pay.ts', 'export const value = 2\n')
    const { code, value } = await here.json('hotfix', 'suite', '--changed', 'HEAD', '--run', ...local())
    expect([code, value.passed]).toEqual([1, false])
    const failed = value.results.filter(({ passed }: { passed: boolean }) => !passed)
    expect(failed.map(({ path }: { path: string }) => path).sort()).toEqual([
      'checkout/cart.test.ts',
      'payments/pay.test.ts',
    ])
    expect(failed[0].output).toContain('expected 2 to be 1')
    expect(historyOf().find(({ path }: { path: string }) => path === 'payments/pay.test.ts')).toMatchObject({
      failures: 1,
    })
  })

  it('stops a test that hangs, with everything that it started', async () => {
    checkout.write(
      'hang.mjs',
      `import { spawn } from 'node:child_process'\nimport { writeFileSync } from 'node:fs'
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
writeFileSync('pid', String(child.pid))\nsetInterval(() => {}, 1000)\n`,
    )
    const command = ['--command', 'node hang.mjs {file}', '--timeout', '2', '--concurrency', '1']
    const { code, stdout } = await suite(
      '--changed',
      file('systems.yaml'),
      '--regression-test',
      'mail/send.test.ts',
      '--budget',
      '1s',
      '--run',
      ...command,
    )
    expect(code).toBe(1)
    expect(stdout).toContain('it did not end within')
    const pid = readFileSync(file('pid'), 'utf8')
    // Gone, or only waiting to be reaped.
    const state = () =>
      existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] : 'Z'
    await vi.waitFor(() => expect(state()).toBe('Z'))
  })

  it('gives words to a command as they are: no shell is between', async () => {
    checkout.write(
      'run.mjs',
      "import { writeFileSync } from 'node:fs'\nwriteFileSync('argv.json', JSON.stringify(process.argv.slice(2)))\n",
    )
    checkout.write('e2e/home.test.ts', '')
    checkout.write('mail/$(touch x).test.ts', "it('@smoke', () => {})")
    const { code } = await suite(
      '--changed',
      file('mail/$(touch x).test.ts'),
      '--run',
      '--command',
      'node run.mjs $HOME {file}',
      '--budget',
      '1s',
    )
    expect(code).toBe(0)
    expect(JSON.parse(readFileSync(file('argv.json'), 'utf8'))).toEqual(['$HOME', './mail/$(touch x).test.ts'])
    expect(existsSync(file('x'))).toBe(false)
  })

  it('says that nothing was selected; an empty run is no passed one', async () => {
    checkout.write('e2e/home.test.ts', '')
    checkout.write('docs/a.md', '')
    checkout.write('systems.yaml', '- id: docs\n  paths: [docs]\n')
    checkout.write('mail/send.test.ts', '')
    checkout.write('checkout/cart.test.ts', '')
    const plan = await suite('--changed', file('docs/a.md'))
    expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('Nothing was selected')])
    const run = await suite('--changed', file('docs/a.md'), '--run')
    expect([run.code, run.stdout]).toEqual([1, expect.stringContaining('An empty run proves nothing.')])
  })

  it.each([
    [['--changed', 'no-such-branch'], 'allowed: a revision that git knows here'],
    [['--changed', '--output=x'], 'allowed: a revision that git knows here'],
    [['--changed', '/etc/hostname'], 'lies outside of'],
    [['--changed', 'main', 'nothing.ts'], 'allowed: files that exist, or one revision alone'],
    [['--changed', 'main', '--budget', 'soon'], '--budget: found "soon"'],
    [['--changed', 'main', '--runner', 'mocha'], '--runner: found "mocha"'],
    [['--changed', 'main', '--runner', 'command'], 'needs the command'],
    [['--changed', 'main', '--runner', 'vitest', '--command', 'x'], 'does not go with'],
    [['--run'], 'What has changed?'],
  ])('refuses %j', async (args, told) => {
    const [first, ...rest] = args
    // An option that looks like another stands behind "=".
    const given = rest[0]?.startsWith('--output') ? [`${first}=${rest[0]}`, ...rest.slice(1)] : args
    const { code, stderr } = await suite(...given)
    expect(stderr).toContain(told)
    expect(code).toBe(2)
  })

  it('says where no runner is found', async () => {
    const { code, stderr } = await suite('--changed', 'main', '--runner', 'jest')
    expect([code, stderr]).toEqual([1, expect.stringContaining('No test runner was found')])
  })

  it.each([
    ['- paths: [a]\n', '/0/id'],
    ['systems:\n  - id: a\n    paths: a\n', '/systems/0/paths'],
    ['- id: a\n- id: a\n', 'stands there twice'],
    ['{', 'this is not YAML'],
  ])('refuses the system map %j', async (text, told) => {
    checkout.write('systems.yaml', text)
    const { code, stderr } = await suite('--changed', 'main')
    expect([code, stderr]).toEqual([2, expect.stringContaining(told)])
  })

  it('begins a history anew that cannot be read', async () => {
    checkout.write('.fuseboard/suite-history.json', '{')
    const { code, stderr } = await suite('--changed', file('mail/send.ts'))
    expect([code, stderr]).toEqual([0, expect.stringContaining('cannot be read')])
  })
})

describe('the suite of a hotfix in an incident', () => {
  const system = { name: 'n', owner: 'o', dependsOn: [], critical: false, approval: false }
  const run = (program: string) => {
    const rest = ['--incident-hotfix', 'i3-1', '--dir', checkout.root, '--command', program]
    return here.run('hotfix', 'suite', '--changed', 'main', '--run', ...rest)
  }

  beforeEach(() => {
    checkout.git('switch', '-qc', 'fix')
    checkout.write('mail/send.ts', 'export const value = 1 // new\n')
    const record = hotfixRecord({ status: 'implemented', regressionTest: 'mail/send.test.ts' })
    here.admin.on('GET /api/v1/hotfixes/i3-1', { body: record })
    here.admin.on('GET /api/v1/systems?limit=500', { body: { items: [{ ...system, id: 'mail', paths: ['mail/**'] }] } })
  })

  it('takes the map and the regression test from the instance, and hands in how it ended', async () => {
    here.admin.on('POST /api/v1/hotfixes/i3-1/suite', { body: hotfixRecord({ status: 'suite-passed' }) })
    const { code, stdout } = await run('true')
    expect(stdout).toContain('mail/send.test.ts [critical]  the regression test of the hotfix')
    expect(stdout).toContain('Handed in: hotfix i3-1 is suite-passed.')
    expect(code).toBe(0)
    expect(here.sent('POST')?.body).toEqual({ result: { passed: true, ran: 3, failed: 0, skipped: [] } })
  })

  it('hands in a failure as one', async () => {
    here.admin.on('POST /api/v1/hotfixes/i3-1/suite', { body: hotfixRecord({ status: 'implemented' }) })
    expect((await run('false')).code).toBe(1)
    expect(here.sent('POST')?.body).toMatchObject({ result: { passed: false, ran: 3, failed: 3 } })
  })

  it('tells what the instance refuses', async () => {
    const detail = 'hotfix i3-1 cannot go from implemented to suite-passed: a.ts inside a declared component'
    here.admin.on('POST /api/v1/hotfixes/i3-1/suite', problem(409, 'transition-refused', detail))
    const { code, stderr } = await run('true')
    expect(code).not.toBe(0)
    expect(stderr).toContain('a.ts inside a declared component')
  })
})

describe('tags', () => {
  it.each([
    ["it('pays @hotfix', x)", [{ name: 'hotfix' }]],
    ['test.each([1])("%s @smoke @hotfix", x)', [{ name: 'smoke' }]],
    ['describe(`@hotfix:check-out`, x)', [{ name: 'hotfix', component: 'check-out' }]],
    ["test('a', { tag: '@smoke' }, x)", [{ name: 'smoke' }]],
    ["it('me@hotfixes.example', x)", []],
    ['// @smoke', []],
  ])('of %s', (text, tags) => {
    expect(findTags(text)).toEqual(expect.arrayContaining(tags))
    if (tags.length === 0) expect(findTags(text)).toEqual([])
  })
})
