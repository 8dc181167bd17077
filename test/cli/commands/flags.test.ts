import { describe, expect, it } from 'vitest'
import { committed, definition, flagRecord, flagSummary, revisions } from './answers.ts'
import { problem } from './fake-admin.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const list = 'GET /api/v1/flags?limit=100'
const everyFlag = 'GET /api/v1/flags?limit=500'
const unknown = problem(404, 'not-found', 'There is no flag "new-chekout".')

describe('fuseboard flags', () => {
  it('lists the flags, marks what is killed, stale or never drilled, and says what next', async () => {
    const drilled = { drilledAt: new Date(Date.now() - 7_200_000).toISOString(), drillPassed: false }
    const items = [flagSummary(), flagSummary({ key: 'old', killedBy: ['k1'], stale: ['expired'], ...drilled })]
    here.admin.on(list, { body: { items, next: 'c' } })
    here.admin.on('GET /api/v1/flags?limit=98&cursor=c', { body: { items: [] } })
    const { code, stdout } = await here.run('flags')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^KEY +STATE +KIND +OWNER +SYSTEM +TYPE +KILLED +STALE +DRILLED +EVALUATED +EXPIRES\n/)
    expect(stdout).toMatch(/\nnew-checkout +enabled +release +payments +shop +boolean +! never +never +2026-12-31\n/)
    expect(stdout).toMatch(/\nold +.* KILLED +expired +! failed 2 h ago +never/)
    expect(stdout).toContain('2 flags, 1 killed, 1 stale, 1 never drilled')
    expect(stdout).toContain('Next: fuseboard flags get KEY')
  })

  it('means the same as flags list, and prints the list as JSON', async () => {
    here.admin.on(list, { body: { items: [flagSummary()] } })
    expect((await here.json('flags', 'list')).value).toEqual({ items: [flagSummary()] })
  })

  it('filters and sorts as the API does', async () => {
    const route =
      'GET /api/v1/flags?kind=ops&owner=a+b&system=shop&state=DISABLED&type=string&stale=expired&drilled=never&killed=true&q=x%26y&sort=-changedAt&limit=5'
    here.admin.on(route, { body: { items: [] } })
    const words = '--kind ops --system shop --state disabled --type string --stale expired --never-drilled --killed'
    const rest = ['--owner', 'a b', '--q', 'x&y', '--sort=-changedAt', '--limit', '5']
    const { code, stdout } = await here.run('flags', ...words.split(' '), ...rest)
    expect(code).toBe(0)
    expect(stdout).toContain('No flag fits.')
  })

  it.each([
    [['--stale'], 'stale=true'],
    [['--stale', '--limit', '100'], 'stale=true'],
    [['--stale', 'unused'], 'stale=unused'],
    [['--archived'], 'archived=true'],
  ])('takes a stale flag with or without its reason: %j', async (args, query) => {
    here.admin.on(`GET /api/v1/flags?${query}&limit=100`, { body: { items: [] } })
    expect((await here.run('flags', 'list', ...args)).code).toBe(0)
  })

  it('lists the archived ones with who archived them', async () => {
    const item = flagSummary({ archivedAt: new Date(Date.now() - 7_200_000).toISOString(), archivedBy: 'grace' })
    here.admin.on('GET /api/v1/flags?archived=true&limit=100', { body: { items: [item] } })
    const { stdout } = await here.run('flags', '--archived')
    expect(stdout).toMatch(/\nnew-checkout +release +payments +2 h ago +grace\n/)
    expect(stdout).toContain('fuseboard flags restore KEY')
  })

  it.each([
    [['--kind', 'relase'], '--kind: found "relase"', 'Try --kind release.'],
    [['--state', 'on'], '--state: found "on"; allowed: ENABLED, DISABLED.', '--state'],
    [['--stale', 'old'], '--stale: found "old"', 'Try --stale'],
    [['--sort', 'owner'], '--sort: found "owner"', '-changedAt'],
    [['--limit', '0'], '--limit: found "0"', 'Try --limit 100.'],
  ])('sends nothing on wrong usage: %j', async (args, message, remedy) => {
    const { code, stderr } = await here.run('flags', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).toContain(remedy)
    expect(here.admin.received).toEqual([])
  })

  it('escapes control characters in names', async () => {
    here.admin.on(list, { body: { items: [flagSummary({ owner: 'a\u001b[2Jb' })] } })
    expect((await here.run('flags')).stdout).toContain('a\\u001b[2Jb')
  })

  it('exits 4 without the read scope', async () => {
    here.admin.on(list, problem(403, 'missing-scope', 'This needs the scope read.'))
    expect((await here.run('flags')).code).toBe(4)
  })
})

describe('fuseboard flags get', () => {
  it('shows settings, rule, kills, what was served and the etag', async () => {
    here.admin.on('GET /api/v1/flags/new-checkout', { body: flagRecord({ killedBy: ['k1'], segments: ['beta'] }) })
    const { code, stdout } = await here.run('flags', 'get', 'new-checkout')
    expect(code).toBe(0)
    expect(stdout).toContain('KILLED: off for everybody, by kill k1')
    expect(stdout).toMatch(/share +25 %/)
    expect(stdout).toMatch(/segments +beta/)
    expect(stdout).toMatch(/etag +e1/)
    expect(stdout).toContain('off = false  (default)')
    expect(stdout).toContain('"fractional": [')
    expect(stdout).toContain(`off  ${'█'.repeat(15)}${'░'.repeat(5)}  90 (75 %)`)
    expect((await here.json('flags', 'get', 'new-checkout')).value.definition).toEqual(definition)
  })

  it('keeps a key within its place in the path, and escapes it on the screen', async () => {
    const key = 'a/b\u202ec'
    here.admin.on(`GET /api/v1/flags/${encodeURIComponent(key)}`, { body: flagRecord({ key }) })
    expect((await here.run('flags', 'get', key)).stdout).toContain('a/b\\u202ec  enabled')
  })

  it('names the nearest flags where there is none', async () => {
    here.admin.on('GET /api/v1/flags/new-chekout', unknown)
    here.admin.on(everyFlag, { body: { items: [flagSummary(), flagSummary({ key: 'zebra' })] } })
    const { code, stderr } = await here.run('flags', 'get', 'new-chekout')
    expect(code).toBe(1)
    expect(stderr).toContain('Did you mean new-checkout?')
  })
})

describe('fuseboard flags archive', () => {
  it('archives what it has read, with the reason', async () => {
    here.admin.on('GET /api/v1/flags/new-checkout', { body: flagRecord() })
    here.admin.on('DELETE /api/v1/flags/new-checkout?reason=all+done', { body: committed() })
    const { code, stdout } = await here.run('flags', 'archive', 'new-checkout', '--reason', 'all done')
    expect(code).toBe(0)
    expect(stdout).toContain('Archived new-checkout: revision 9f2c41aa07d1, seq 43, 1 flag changed.')
    expect(stdout).toContain('fuseboard flags restore new-checkout')
    expect(here.sent('DELETE')?.headers['if-match']).toBe('"e1"')
    expect((await here.json('flags', 'archive', 'new-checkout', '--reason', 'all done')).value).toEqual(committed())
  })

  it('says what to do while code still asks for it', async () => {
    here.admin.on('GET /api/v1/flags/new-checkout', { body: flagRecord() })
    const answer = problem(409, 'flag-in-use', 'It was evaluated at 2026-11-20.')
    here.admin.on('DELETE /api/v1/flags/new-checkout?reason=x', answer)
    const { code, stderr } = await here.run('flags', 'archive', 'new-checkout', '--reason', 'x')
    expect(code).toBe(1)
    expect(stderr).toContain('It was evaluated at 2026-11-20.')
    expect(stderr).toContain('Take it out of the code first.')
  })

  it('needs a reason, and sends nothing without one', async () => {
    expect((await here.run('flags', 'archive', 'a')).code).toBe(2)
    expect(here.admin.received).toEqual([])
  })
})

describe('fuseboard flags restore', () => {
  const args = ['flags', 'restore', 'new-checkout', '--reason', 'needed again']
  const route = 'POST /api/v1/flags/new-checkout/restore?reason=needed+again'

  it('puts the flag back', async () => {
    here.admin.on(route, { body: committed() })
    expect((await here.run(...args, '--yes')).stdout).toContain('Restored new-checkout')
    expect(here.sent('POST')?.body).toEqual({ reason: 'needed again' })
    expect((await here.json(...args, '--yes')).value).toEqual(committed())
  })

  it('sends nothing without --yes where nobody can be asked, nor without a reason', async () => {
    expect((await here.run(...args)).stderr).toContain('If you are sure: --yes.')
    expect((await here.run('flags', 'restore', 'a', '--yes')).code).toBe(2)
    expect(here.admin.received).toEqual([])
  })

  it('names the nearest archived flags where there is none', async () => {
    here.admin.on('POST /api/v1/flags/new-chekout/restore?reason=x', unknown)
    here.admin.on('GET /api/v1/flags?archived=true&limit=500', { body: { items: [flagSummary()] } })
    const { stderr } = await here.run('flags', 'restore', 'new-chekout', '--reason', 'x', '--yes')
    expect(stderr).toContain('Did you mean new-checkout?')
  })
})

describe('fuseboard flags history', () => {
  const entry = {
    revision: revisions.current,
    number: 41,
    at: '2026-11-20T10:00:00.000Z',
    by: 'ada',
    reason: 'wider\u0007',
    change: 'changed',
    lines: ['- ["on", 25]', '+ ["on", 50]'],
  }

  it('shows who changed what and why', async () => {
    here.admin.on('GET /api/v1/flags/a/history?limit=20', { body: { items: [entry], next: 'c' } })
    here.admin.on('GET /api/v1/flags/a/history?limit=19&cursor=c', { body: { items: [] } })
    const { code, stdout } = await here.run('flags', 'history', 'a')
    expect(code).toBe(0)
    expect(stdout).toContain('41  changed')
    expect(stdout).toContain('by ada: wider\\u0007\n  - ["on", 25]\n  + ["on", 50]')
    expect((await here.json('flags', 'history', 'a')).value).toEqual({ items: [entry] })
  })

  it('names the nearest flags where there is none', async () => {
    here.admin.on('GET /api/v1/flags/new-chekout/history?limit=20', unknown)
    here.admin.on(everyFlag, { body: { items: [flagSummary()] } })
    expect((await here.run('flags', 'history', 'new-chekout')).stderr).toContain('Did you mean new-checkout?')
  })
})
