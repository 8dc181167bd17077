import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { goodToken, problem } from './fake-admin.ts'
import { channel, notification } from './incident-answers.ts'
import { runWith, useHere } from './run-here.ts'

const here = useHere()
const one = '/api/v1/channels/team'
const missing = problem(404, 'not-found', 'there is no channel "team"')
const tagged = { headers: { etag: '"e1"' }, body: channel() }

describe('channels', () => {
  it('lists where everything goes, and that nobody is paged', async () => {
    const gone = channel({ id: 'old', disabled: 'HTTP 410', hook: { events: ['contain'] } })
    here.admin.on('GET /api/v1/channels?limit=500', { body: { items: [channel(), gone] } })
    const { code, stdout } = await here.run('channels')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^team +slack +responders +used$/m)
    expect(stdout).toMatch(/^old +slack +responders +contain +disabled: HTTP 410$/m)
    expect(stdout).toContain('Nobody is paged: no channel has a paging rank.')
  })

  it('shows one, and only the names of its secrets', async () => {
    here.admin.on(`GET ${one}`, { body: channel({ settings: { channel: '\u001b[2J' }, pagingRank: 2 }) })
    const { stdout } = await here.run('channels', 'show', 'team')
    expect(stdout).toMatch(/pages +yes, in place 2/)
    expect(stdout).toMatch(/channel +\\u001b\[2J/)
    expect(stdout).toMatch(/secrets +token/)
  })

  it('names the nearest where one is not known', async () => {
    here.admin.on('GET /api/v1/channels/taem', missing)
    here.admin.on('GET /api/v1/channels?limit=500', { body: { items: [channel()] } })
    expect((await here.run('channels', 'show', 'taem')).stderr).toContain('Did you mean team?')
  })

  it('removes one', async () => {
    here.admin.on(`GET ${one}`, tagged)
    here.admin.on(`DELETE ${one}`, { status: 204 })
    expect((await here.run('channels', 'remove', 'team')).stdout).toContain('Removed team')
    expect(here.sent('DELETE')?.headers['if-match']).toBe('"e1"')
  })
})

describe('channels set', () => {
  it('makes one, with a secret from the environment', async () => {
    here.admin.on(`GET ${one}`, missing)
    here.admin.on(`PUT ${one}`, { status: 201, body: channel() })
    const args = ['channels', 'set', 'team', '--type', 'slack', '--audience', 'responders', '--paging-rank', '1']
    const more = ['--hook', 'logs', '--hook-system', 'payments', '--set', 'channel=0123', '--secret', 'token=env:SLACK']
    const environment = { FUSEBOARD_URL: here.admin.url, FUSEBOARD_TOKEN: goodToken, SLACK: 'xoxb-1' }
    const { code, stdout, stderr } = await runWith([...args, ...more], environment)
    expect(code).toBe(0)
    expect(stdout + stderr).not.toContain('xoxb-1')
    expect(here.sent('PUT')).toMatchObject({ headers: { 'if-none-match': '*' } })
    expect(here.sent('PUT')?.body).toEqual({
      type: 'slack',
      audiences: ['responders'],
      pagingRank: 1,
      hook: { events: ['logs'], systems: ['payments'] },
      settings: { channel: '0123' },
      secrets: { token: 'xoxb-1' },
    })
  })

  it('changes what is given, and leaves the rest and its secrets', async () => {
    here.admin.on(`GET ${one}`, { ...tagged, body: channel({ pagingRank: 1, hook: { events: ['logs'] } }) })
    here.admin.on(`PUT ${one}`, { body: channel() })
    await here.run(
      'channels',
      'set',
      'team',
      '--no-paging',
      '--hook',
      '',
      '--set',
      'map={"a":1}',
      '--remove-secret',
      'old',
    )
    expect(here.sent('PUT')).toMatchObject({ headers: { 'if-match': '"e1"' } })
    expect(here.sent('PUT')?.body).toEqual({
      type: 'slack',
      audiences: ['responders'],
      settings: { channel: 'C012AB3CD', map: { a: 1 } },
      secrets: { old: null },
    })
    await here.run('channels', 'set', 'team', '--audience', 'customers', '--set', 'channel=')
    expect(here.sent('PUT')?.body).toEqual({
      type: 'slack',
      audiences: ['customers'],
      pagingRank: 1,
      hook: { events: ['logs'] },
      settings: {},
    })
  })

  it('reads a secret from a file or from stdin', async () => {
    here.admin.on(`GET ${one}`, tagged)
    here.admin.on(`PUT ${one}`, { body: channel() })
    const dir = await mkdtemp(join(tmpdir(), 'secret-'))
    const file = join(dir, 'token')
    await writeFile(file, 'from-a-file\n')
    await here.feed('from-stdin\n', 'channels', 'set', 'team', '--secret', `token=@${file}`, '--secret', 'other=-')
    expect(here.sent('PUT')?.body).toMatchObject({ secrets: { token: 'from-a-file', other: 'from-stdin' } })
    await rm(dir, { recursive: true })
  })

  it('refuses a secret on the command line, and does not repeat it', async () => {
    const { code, stdout, stderr } = await here.run('channels', 'set', 'team', '--secret', 'token=xoxb-typed')
    expect(code).toBe(2)
    expect(stderr).toContain(
      'a secret on the command line is seen by every user of this machine, and kept by the shell',
    )
    expect(stdout + stderr).not.toContain('xoxb-typed')
    expect(here.admin.received).toEqual([])
  })

  it.each([
    [[], 'nothing to set is given'],
    [['--secret', 'token'], 'nobody can be asked here'],
    [['--secret', 'token=env:NOT_SET'], 'NOT_SET is not set'],
    [['--secret', 'token=@/nonexistent'], 'there is no such file'],
    [['--secret', 'token=-'], 'there is nothing in it'],
    [['--secret', 'a=-', '--secret', 'a=-'], 'there is nothing in it'],
    [['--secret', '=x'], 'a name is missing'],
    [['--paging-rank', '1', '--no-paging'], 'do not go together'],
    [['--paging-rank', '0'], '--paging-rank: found "0"'],
    [['--audience', 'everybody'], '--audience: found "everybody"'],
  ])('%j is wrong usage, and nothing is sent', async (args, message) => {
    const { code, stderr } = await here.run('channels', 'set', 'team', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(here.admin.received).toEqual([])
  })

  it('needs a type for a new one', async () => {
    here.admin.on(`GET ${one}`, missing)
    const { code, stderr } = await here.run('channels', 'set', 'team', '--set', 'channel=x')
    expect(code).toBe(2)
    expect(stderr).toContain('a new one needs a type')
  })
})

describe('channels test', () => {
  const key = 'b'.repeat(64)
  const told = `GET /api/v1/notifications/${key}`

  it('waits until the provider has taken it', async () => {
    here.admin.on(`POST ${one}/test`, { status: 202, body: { key } })
    const test = (status: string): object => ({ body: notification({ key, purpose: 'test', status }) })
    here.admin.on(told, test('pending'), test('sent'))
    const { code, stdout } = await here.run('channels', 'test', 'team', '--to', 'alice')
    expect(code).toBe(0)
    expect(stdout).toContain('team works: the provider took the test.')
    expect(here.sent('POST')?.body).toEqual({ to: 'alice' })
  })

  it('fails with what the provider said', async () => {
    here.admin.on(`POST ${one}/test`, { status: 202, body: { key } })
    here.admin.on(told, { body: notification({ key, status: 'dead', lastError: 'invalid_auth\u001b[2J' }) })
    const { code, stdout } = await here.run('channels', 'test', 'team')
    expect(code).toBe(1)
    expect(stdout).toContain('team does not work: the test was given up, after 1 attempt.')
    expect(stdout).toContain('The provider said: invalid_auth\\u001b[2J')
  })

  it('says why a channel cannot be tested', async () => {
    here.admin.on(`POST ${one}/test`, problem(409, 'channel-refused', 'the channel "team" is disabled: HTTP 410'))
    const { code, stderr } = await here.run('channels', 'test', 'team')
    expect(code).toBe(1)
    expect(stderr).toContain('is disabled: HTTP 410')
  })
})
