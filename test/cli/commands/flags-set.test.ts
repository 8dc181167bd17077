import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { change, committed, definition, flagRecord, flagSummary } from './answers.ts'
import { problem } from './fake-admin.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const flag = '/api/v1/flags/new-checkout'
const set = (...args: string[]): string[] => ['flags', 'set', 'new-checkout', ...args]

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuseboard-set-test-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

describe('fuseboard flags set with NAME=VALUE', () => {
  beforeEach(() => {
    here.admin.on(`GET ${flag}`, { body: flagRecord() })
    here.admin.on(`PATCH ${flag}`, { body: committed() })
    here.admin.on(`PATCH ${flag}?reason=x`, { body: committed() })
  })

  it.each([
    [['enabled=false'], { state: 'DISABLED' }],
    [['owner=a b', 'kind=ops'], { fuseboard: { owner: 'a b', kind: 'ops' } }],
    [['approval=true', 'system='], { fuseboard: { system: null, approval: true } }],
    [
      ['percentage=10'],
      {
        targeting: {
          fractional: [
            ['on', 10],
            ['off', 90],
          ],
        },
        defaultVariant: 'off',
      },
    ],
    [['percentage=0'], { targeting: null, defaultVariant: 'off' }],
  ])('sends %j as a merge patch of what it has read, unasked since nobody gains anything', async (words, patch) => {
    const { code, stdout } = await here.run(...set(...words))
    expect(code).toBe(0)
    expect(stdout).toContain('Changed new-checkout: revision 9f2c41aa07d1, seq 43')
    expect(here.sent('PATCH')?.body).toEqual(patch)
    expect(here.sent('PATCH')?.headers['if-match']).toBe('"e1"')
  })

  it('shows the difference first, on stderr', async () => {
    const { stderr } = await here.run(...set('percentage=50', '--reason', 'x', '--yes'))
    expect(stderr).toContain('new-checkout (changed)')
    expect(stderr).toContain('- /targeting/fractional/0/1: 25\n  + /targeting/fractional/0/1: 50')
  })

  it('prints the server’s answer as JSON', async () => {
    expect((await here.json(...set('enabled=false'))).value).toEqual(committed())
  })

  it.each([
    [['percentage=26']],
    [['--patch', '{"targeting": {"if": [true, "on"]}}']],
    [['--patch', '{"fuseboard": {"offVariant": "on"}}']],
  ])('changes nothing unasked where somebody may gain the feature: %j', async (words) => {
    const { code, stderr } = await here.run(...set(...words, '--reason', 'x'))
    expect(code).toBe(2)
    expect(stderr).toContain('Somebody may gain the feature by this. Nobody can be asked here.')
    expect(here.sent('PATCH')).toBe(undefined)
    expect((await here.run(...set(...words, '--reason', 'x', '--yes'))).code).toBe(0)
  })

  it('breaks the glass only with a reason, for 1 to 24 hours', async () => {
    here.admin.on(`PATCH ${flag}?reason=x&breakGlass=true&breakGlassHours=2`, { body: committed() })
    const glass = ['percentage=50', '--yes', '--break-glass']
    expect((await here.run(...set(...glass, '--reason', 'x', '--break-glass-hours', '2'))).code).toBe(0)
    const before = here.admin.received.length
    expect((await here.run(...set(...glass))).stderr).toContain('--break-glass needs a reason.')
    expect((await here.run(...set(...glass, '--reason', 'x', '--break-glass-hours', '25'))).code).toBe(2)
    expect((await here.run(...set('enabled=true', '--break-glass-hours', '2'))).code).toBe(2)
    expect(here.admin.received).toHaveLength(before)
  })

  it('says what waits, until when, and how somebody else approves it', async () => {
    here.admin.on(`PATCH ${flag}?reason=x`, { status: 202, body: { pending: change() } })
    const { code, stdout } = await here.run(...set('percentage=50', '--reason', 'x', '--yes'))
    expect(code).toBe(0)
    expect(stdout).toContain('Nothing has changed yet: change c1 waits for a second person.')
    expect(stdout).toContain('2026-11-24T10:00:00.000Z')
    expect(stdout).toContain('fuseboard changes approve c1')
    expect((await here.json(...set('percentage=50', '--reason', 'x', '--yes'))).value).toEqual({ pending: change() })
  })

  it('exits 6 when somebody was faster, and sends the change once', async () => {
    here.admin.on(`PATCH ${flag}`, problem(412, 'stale-precondition', 'The flag is "e2" now.'))
    const { code, stderr } = await here.run(...set('enabled=false'))
    expect(code).toBe(6)
    expect(stderr).toContain('then repeat')
    here.admin.on(`PATCH ${flag}`, { breaks: true })
    expect((await here.run(...set('enabled=false'))).stderr).toContain('it may have arrived all the same')
    expect(here.admin.received.filter(({ method }) => method === 'PATCH')).toHaveLength(2)
  })

  it('refuses a percentage where the rule is more than one share', async () => {
    const targeting = { if: [{ '==': [{ var: 'country' }, 'NL'] }, 'on', { fractional: [['on', 1]] }] }
    here.admin.on(`GET ${flag}`, { body: flagRecord({ definition: { ...definition, targeting } }) })
    const { code, stderr } = await here.run(...set('percentage=50', '--yes'))
    expect(code).toBe(1)
    expect(stderr).toContain('The percentage of new-checkout cannot be set')
    expect(stderr).toContain('Change it with --patch or --file.')
    expect(here.sent('PATCH')).toBe(undefined)
  })

  it('names the nearest flags where there is none', async () => {
    here.admin.on('GET /api/v1/flags/new-chekout', problem(404, 'not-found', 'There is no such flag.'))
    here.admin.on('GET /api/v1/flags?limit=500', { body: { items: [flagSummary()] } })
    const { code, stderr } = await here.run('flags', 'set', 'new-chekout', 'enabled=true')
    expect(code).toBe(1)
    expect(stderr).toContain('Did you mean new-checkout?')
  })
})

describe('fuseboard flags set with --file', () => {
  it('makes a flag from the short form, only where there is none', async () => {
    here.admin.on(`GET ${flag}`, problem(404, 'not-found', 'There is no such flag.'))
    here.admin.on(`PUT ${flag}?reason=new`, { status: 201, body: committed() })
    const short = { enabled: true, rollout_percentage: 5, user_segments: ['beta'] }
    const path = await file('flag.json', JSON.stringify(short))
    const { code, stdout, stderr } = await here.run(...set('--file', path, '--reason', 'new', '--yes'))
    expect(code).toBe(0)
    expect(stdout).toContain('Made new-checkout')
    expect(stderr).toContain('new-checkout (added)')
    expect(here.sent('PUT')?.body).toEqual(short)
    expect(here.sent('PUT')?.headers['if-none-match']).toBe('*')
  })

  it('replaces a flag as a whole, and shows what goes', async () => {
    here.admin.on(`GET ${flag}`, { body: flagRecord() })
    here.admin.on(`PUT ${flag}`, { body: committed() })
    const path = await file('flag.yaml', 'state: DISABLED\nvariants: { on: true, off: false }\n')
    const { code, stderr } = await here.run(...set('--file', path))
    expect(code).toBe(0)
    expect(stderr).toContain('- /defaultVariant: "off"')
    expect(here.sent('PUT')?.headers['if-match']).toBe('"e1"')
  })

  it('reads stdin', async () => {
    here.admin.on(`GET ${flag}`, { body: flagRecord() })
    here.admin.on(`PUT ${flag}`, { body: committed() })
    expect((await here.feed('enabled: false\n', ...set('--file', '-'))).code).toBe(0)
    expect(here.sent('PUT')?.body).toEqual({ enabled: false })
  })

  it.each([
    ['{"flags": {}}', 'this is a whole document'],
    ['[1]', 'this is no flag'],
    ['{"enabled": true, "enabled": false}', '/enabled: found twice'],
    ['{"enabled": true, "rollout_percentage": 101}', '/flags/new-checkout/rollout_percentage'],
    ['{', 'this is not JSON'],
  ])('sends nothing for %s', async (text, message) => {
    const { code, stderr } = await here.run(...set('--file', await file('flag.json', text)))
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(here.admin.received).toEqual([])
  })
})

describe('wrong usage of fuseboard flags set', () => {
  it.each([
    [[], 'nothing to change is given'],
    [['enabled=true', '--patch', '{}'], 'do not go together'],
    [['enabled'], '"enabled" is no edit.'],
    [['enabled=on'], 'enabled: found "on"; allowed: true or false.'],
    [['ownr=a'], 'Did you mean owner?'],
    [['__proto__=a'], '__proto__: no such edit'],
    [['owner=a', 'owner=b'], 'owner is given twice.'],
    [['percentage=101'], 'percentage: found "101"'],
    [['percentage=-1'], 'percentage: found "-1"'],
    [['kind=oops'], 'kind: found "oops"'],
    [['--patch', '[]'], '--patch: this is no JSON object.'],
    [['--patch', '{'], '--patch: this is not JSON'],
  ])('sends nothing: %j', async (args, message) => {
    const { code, stderr } = await here.run(...set(...args))
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(here.admin.received).toEqual([])
  })
})
