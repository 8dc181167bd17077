import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../../../domain/rollout/policy.ts'
import { flagRecord } from './answers.ts'
import { problem } from './fake-admin.ts'
import { policyRecord, rollout, rolloutSummary, startedRollout } from './rollout-answers.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const running = (flag: string): string => `GET /api/v1/rollouts?flag=${flag}&status=running&limit=1`
const anyOf = (flag: string): string => `GET /api/v1/rollouts?flag=${flag}&limit=1`

function answerRunning(change: object = {}): void {
  here.admin.on(running('new-checkout'), { body: { items: [rolloutSummary()] } })
  here.admin.on('GET /api/v1/rollouts/r7', { body: rollout(change) })
}

function answerStart(): void {
  here.admin.on('GET /api/v1/policies?limit=500', { body: { items: [policyRecord(), policyRecord('hotfix')] } })
  here.admin.on('GET /api/v1/flags/new-checkout', { body: flagRecord({ served: { on: 0, off: 60_480_000 } }) })
  here.admin.on('POST /api/v1/rollouts', { status: 201, body: startedRollout() })
}

describe('fuseboard rollout start', () => {
  it('shows the stages with what can be seen in each, and starts', async () => {
    answerStart()
    const { code, stdout, stderr } = await here.run('rollout', 'start', 'new-checkout', '--reason', 'fix', '--yes')
    expect(code).toBe(0)
    expect(stderr).toContain('internal    segment internal  at least 30 min       judged by limits alone')
    expect(stderr).toContain('canary      1 %               at least 2 h          a doubling shows after about 63 min')
    expect(stdout).toContain('What can be seen in each stage:\n  internal: only limits')
    expect(stdout).toContain('Next: fuseboard rollout watch new-checkout')
    expect(here.sent('POST')?.body).toEqual({ flag: 'new-checkout', variant: 'on', policy: 'default', reason: 'fix' })
  })

  it('sends everything that is given', async () => {
    answerStart()
    const probes = ['--probe', 'http://127.0.0.1:8787/health', '--probe', "post https://shop.example/pay 201 it's ok"]
    const options = ['--variant', 'blue', '--policy', 'hotfix', '--reason', 'fix', '--supersede', '--yes', ...probes]
    const { code } = await here.run('rollout', 'start', 'new-checkout', ...options)
    expect(code).toBe(0)
    const standard = { method: 'GET', expectStatus: 200, timeoutMs: 5_000 }
    expect(here.sent('POST')?.body).toEqual({
      flag: 'new-checkout',
      variant: 'blue',
      policy: 'hotfix',
      reason: 'fix',
      supersede: true,
      probes: [
        { ...standard, name: 'probe-1', url: 'http://127.0.0.1:8787/health' },
        {
          ...standard,
          name: 'probe-2',
          method: 'POST',
          url: 'https://shop.example/pay',
          expectStatus: 201,
          bodyIncludes: "it's ok",
        },
      ],
    })
  })

  it.each([
    ['GET http://10.0.0.1/ 200', '--probe/0/url'],
    ['GET https://ana:secret@shop.example/', '--probe/0/url'],
    ['PUT https://shop.example/', '--probe/0/method'],
    ['GET https://shop.example/ 99', '--probe/0/expectStatus'],
    ['GET https://shop.example/ ok', "allowed: 'METHOD URL STATUS [TEXT]'"],
    ['', "allowed: 'METHOD URL STATUS [TEXT]'"],
  ])('refuses the probe "%s" before it asks anybody', async (text, place) => {
    const { code, stderr } = await here.run('rollout', 'start', 'a', '--reason', 'x', '--yes', '--probe', text)
    expect(code).toBe(2)
    expect(stderr).toContain(place)
    expect(here.admin.received).toEqual([])
  })

  it('says that the start lifts a kill', async () => {
    answerStart()
    const killed = flagRecord({ killedBy: ['k1'], served: {} })
    here.admin.on('GET /api/v1/flags/new-checkout', { body: killed })
    const { stderr } = await here.run('rollout', 'start', 'new-checkout', '--reason', 'x', '--yes')
    expect(stderr).toContain('It is killed (k1): the start lifts its own kill.\n')
    expect(stderr).toContain('not known: it was not evaluated in the last 7 days\n')
    expect(stderr).not.toContain('Reckoned with')
  })

  it('shows one that waits for a second person', async () => {
    answerStart()
    const { forecast: _, ...started } = startedRollout() as { forecast: object }
    here.admin.on('POST /api/v1/rollouts', { status: 201, body: { ...started, status: 'draft' } })
    const { code, stdout } = await here.run('rollout', 'start', 'new-checkout', '--reason', 'x', '--yes')
    expect(code).toBe(0)
    expect(stdout).toContain('rollout r7: waits for a second person\n')
    expect(stdout).toContain('fuseboard rollout resume r7')
  })

  it('needs --yes where nobody can be asked', async () => {
    answerStart()
    const { code, stderr } = await here.run('rollout', 'start', 'new-checkout', '--reason', 'fix')
    expect(code).toBe(2)
    expect(stderr).toContain('If you are sure: --yes.')
    expect(here.sent('POST')).toBeUndefined()
  })

  it('names the nearest policy and the nearest flag', async () => {
    answerStart()
    const one = await here.run('rollout', 'start', 'new-checkout', '--policy', 'hotfixx', '--reason', 'x', '--yes')
    expect(one.code).toBe(1)
    expect(one.stderr).toContain('Did you mean hotfix?')
    here.admin.on('GET /api/v1/flags/new-chekout', problem(404, 'not-found', 'there is no such flag'))
    here.admin.on('GET /api/v1/flags?limit=500', { body: { items: [flagRecord()] } })
    const other = await here.run('rollout', 'start', 'new-chekout', '--reason', 'x', '--yes')
    expect(other.stderr).toContain('Did you mean new-checkout?')
  })

  it('passes on why the server refuses', async () => {
    answerStart()
    here.admin.on('POST /api/v1/rollouts', problem(409, 'rollout-running', 'r3 is running'))
    const { code, value } = await here.json('rollout', 'start', 'new-checkout', '--reason', 'fix', '--yes')
    expect(code).toBe(1)
    expect(value.error).toMatchObject({ message: 'rollout-running: r3 is running (409)' })
    expect(value.error.remedy).toContain('--supersede')
  })
})

describe('fuseboard rollout status', () => {
  it('shows the running rollout of a flag', async () => {
    answerRunning()
    const { code, stdout } = await here.run('rollout', 'status', 'new-checkout')
    expect(code).toBe(0)
    expect(stdout).toContain('new-checkout → "on"  rollout r7: running\n')
    expect(stdout).toContain('Verdict HOLD\n')
  })

  it('shows the last one of a flag where none runs', async () => {
    here.admin.on(running('new-checkout'), { body: { items: [] } })
    here.admin.on(anyOf('new-checkout'), { body: { items: [rolloutSummary({ status: 'killed' })] } })
    here.admin.on('GET /api/v1/rollouts/r7', { body: rollout({ status: 'killed', verdict: 'FAIL' }) })
    const { code, stdout } = await here.run('rollout', 'status', 'new-checkout')
    expect(code).toBe(0)
    expect(stdout).toContain('rollout r7: killed\n')
  })

  it('takes an id, and a flag that is called like one', async () => {
    here.admin.on('GET /api/v1/rollouts/r7', { body: rollout() })
    expect((await here.json('rollout', 'status', 'r7')).value).toEqual(rollout())
    here.admin.on('GET /api/v1/rollouts/r8', problem(404, 'not-found', 'no such rollout'))
    here.admin.on(running('r8'), { body: { items: [rolloutSummary()] } })
    expect((await here.run('rollout', 'status', 'r8')).code).toBe(0)
  })

  it('says that a flag was never rolled out', async () => {
    here.admin.on(running('a%2Fb'), { body: { items: [] } })
    here.admin.on(anyOf('a%2Fb'), { body: { items: [] } })
    const { code, stderr } = await here.run('rollout', 'status', 'a/b')
    expect(code).toBe(1)
    expect(stderr).toContain('no flag of that name was ever rolled out')
  })

  it('lists those that run, and with --all every one', async () => {
    here.admin.on('GET /api/v1/rollouts?status=running&limit=50', { body: { items: [] } })
    expect((await here.run('rollout', 'status')).stdout).toContain('No rollout is running.\n')
    const items = [rolloutSummary({ paused: true }), rolloutSummary({ id: 'r3', status: 'completed', stage: 4 })]
    here.admin.on('GET /api/v1/rollouts?limit=2', { body: { items, next: 'x' } })
    const { stdout } = await here.run('rollout', 'status', '--all', '--limit', '2')
    expect(stdout).toMatch(/new-checkout {2}on {7}paused {5}canary \(2 of 5\) {6}HOLD {5}default/)
    expect(stdout).toContain('completed  production (5 of 5)')
    expect(stdout).toContain('2 rollouts; there are more: --limit N')
  })
})

describe('fuseboard rollout pause, resume, revert and kill', () => {
  it.each(['pause', 'resume', 'revert', 'kill'])('%s acts on the running rollout, with the reason', async (act) => {
    answerRunning()
    here.admin.on(`POST /api/v1/rollouts/r7/${act}`, { body: rollout({ paused: act === 'pause' }) })
    const { code, value } = await here.json('rollout', act, 'new-checkout', '--reason', ' looks odd ')
    expect(code).toBe(0)
    expect(value).toMatchObject({ id: 'r7', paused: act === 'pause' })
    expect(here.sent('POST')?.body).toEqual({ reason: 'looks odd' })
  })

  it('asks for a reason before anything else', async () => {
    expect((await here.run('rollout', 'kill', 'new-checkout')).code).toBe(2)
    expect(here.admin.received).toEqual([])
  })

  it('does nothing to a rollout that is over', async () => {
    here.admin.on('GET /api/v1/rollouts/r7', { body: rollout({ status: 'completed' }) })
    const { code, stderr } = await here.run('rollout', 'revert', 'r7', '--reason', 'x')
    expect(code).toBe(1)
    expect(stderr).toContain('Rollout r7 of new-checkout is over: completed.')
    expect(here.sent('POST')).toBeUndefined()
  })
})

describe('fuseboard rollout watch', () => {
  it.each([
    ['completed', 0],
    ['killed', 1],
    ['superseded', 1],
  ])('ends with a rollout that is %s, with the exit code %i', async (status, expected) => {
    answerRunning({ status })
    const { code, stdout } = await here.run('rollout', 'watch', 'new-checkout')
    expect(code).toBe(expected)
    expect(stdout).toContain(`rollout r7: ${status}\n`)
  })

  it('tells why it cannot go on', async () => {
    here.admin.on('GET /api/v1/rollouts/r7', { body: rollout() }, problem(403, 'missing-scope', 'read is missing'))
    const { code, value } = await here.json('rollout', 'watch', 'r7')
    expect(code).toBe(4)
    expect(value.error.message).toContain('read is missing')
  })
})

describe('fuseboard policies', () => {
  const list = 'GET /api/v1/policies?limit=500'

  it('has those that come with every deployment, listed or not', async () => {
    here.admin.on(list, { body: { items: [policyRecord('hotfix', { builtIn: false, by: 'ana' })] } })
    const { value } = await here.json('policies')
    expect(value.items.map(({ name, by }: { name: string; by?: string }) => [name, by])).toEqual([
      ['default', undefined],
      ['hotfix', 'ana'],
    ])
    expect((await here.run('policies', 'show', 'default')).stdout).toMatch(/^default\n {2}○ internal/)
    expect((await here.run('policies', 'show', '3f2a91c04d'.padEnd(64, '0'))).stdout).toMatch(/^hotfix\n {2}3f2a/)
  })

  it('lists them with their stages and the least time they take', async () => {
    here.admin.on(list, { body: { items: [policyRecord()] } })
    const { code, stdout } = await here.run('policies')
    expect(code).toBe(0)
    expect(stdout).toContain(
      'default  3f2a91c04d00  built in  at least 14 h 30 min  internal → 1 % → 5 % → 25 % → 100 %\n',
    )
  })

  it('shows one with its criteria, and names the nearest where there is none', async () => {
    here.admin.on(list, { body: { items: [policyRecord()] } })
    const { stdout } = await here.run('policies', 'show', 'default')
    expect(stdout).toContain('canary      1 %               at least 2 h          goes back after 12 h held\n')
    expect(stdout).toContain('failures: users fail at most 10 % more often than in the control (proven)\n')
    expect((await here.run('policies', 'show', 'defualt')).stderr).toContain('Did you mean default?')
  })

  it('declares one from a file, as it stands there', async () => {
    here.admin.on('POST /api/v1/policies', { status: 201, body: policyRecord('mine') })
    const mine = { ...defaultPolicy, name: 'mine' }
    const { code, stdout } = await here.feed(JSON.stringify(mine), 'policies', 'set', '--file', '-')
    expect(code).toBe(0)
    expect(here.sent('POST')?.body).toEqual(mine)
    expect(stdout).toContain('Next: fuseboard rollout start FLAG --policy mine')
  })

  it('takes what policies show printed, with another name', async () => {
    here.admin.on('POST /api/v1/policies', { status: 201, body: policyRecord('mine') })
    const shown = JSON.stringify(policyRecord('mine'))
    expect((await here.feed(shown, 'policies', 'set', '--file', '-')).code).toBe(0)
    expect(here.sent('POST')?.body).toEqual({ ...defaultPolicy, name: 'mine' })
  })

  it('refuses what is no policy, with every place, and sends nothing', async () => {
    const wrong = JSON.stringify({ name: 'Mine', stages: [{}] })
    const { code, stderr } = await here.feed(wrong, 'policies', 'set', '--file', '-')
    expect(code).toBe(2)
    expect(stderr).toContain('/name: found "Mine"')
    expect(stderr).toContain('/stages/0/criteria')
    expect((await here.run('policies', 'set')).code).toBe(2)
    expect(here.admin.received).toEqual([])
  })
})
