import { describe, expect, it } from 'vitest'
import { change, committed } from './answers.ts'
import { problem } from './fake-admin.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const one = '/api/v1/changes/c1'

describe('fuseboard changes', () => {
  it('lists what waits and what broke the glass', async () => {
    const glass = change({ id: 'c2', kind: 'break-glass', status: 'applied', reason: 'a\u001bb' })
    here.admin.on('GET /api/v1/changes?limit=20', { body: { items: [change(), glass] } })
    const { code, stdout } = await here.run('changes')
    expect(code).toBe(0)
    expect(stdout).toMatch(/\nc1 +approval +pending +ada .* 2026-11-24T10:00:00.000Z +new-checkout +wider roll-out\n/)
    expect(stdout).toContain('a\\u001bb')
    expect(stdout).toContain('2 changes, 1 waiting for a second person, 1 to be reviewed')
    expect((await here.json('changes', 'list')).value).toEqual({ items: [change(), glass] })
  })

  it('filters, and sends nothing for a status that is none', async () => {
    here.admin.on('GET /api/v1/changes?status=pending&kind=approval&by=ada&limit=5', { body: { items: [] } })
    const words = ['--status', 'pending', '--kind', 'approval', '--by', 'ada', '--limit', '5']
    expect((await here.run('changes', ...words)).stdout).toContain('No change fits.')
    const before = here.admin.received.length
    expect((await here.run('changes', '--status', 'open')).code).toBe(2)
    expect(here.admin.received).toHaveLength(before)
  })
})

describe('fuseboard changes show', () => {
  it('shows what it does to whom, and what next', async () => {
    here.admin.on(`GET ${one}`, { body: change() })
    const { stdout } = await here.run('changes', 'show', 'c1')
    expect(stdout).toContain('Change c1  approval, pending')
    expect(stdout).toContain('raises exposure, 25 % → 50 % of samples: the share grows from 25 % to 50 %')
    expect(stdout).toContain('  - ["on", 25]\n  + ["on", 50]\n  note: never drilled')
    expect(stdout).toContain('fuseboard changes approve c1')
    expect((await here.json('changes', 'show', 'c1')).value).toEqual(change())
  })

  it('shows how it ended', async () => {
    const decided = { decidedBy: 'grace', decidedAt: '2026-11-21T11:00:00.000Z', decision: 'fine', number: 42 }
    here.admin.on(`GET ${one}`, { body: change({ status: 'approved', ...decided }) })
    const { stdout } = await here.run('changes', 'show', 'c1')
    expect(stdout).toContain('approved by grace at 2026-11-21T11:00:00.000Z, as revision number 42: fine')
    expect(stdout).not.toContain('fuseboard changes approve')
  })
})

describe('fuseboard changes approve', () => {
  it('shows it and applies it', async () => {
    here.admin.on(`GET ${one}`, { body: change() })
    here.admin.on(`POST ${one}/approve`, { body: committed() })
    const { code, stdout, stderr } = await here.run('changes', 'approve', 'c1', '--reason', 'seen', '--yes')
    expect(code).toBe(0)
    expect(stderr).toContain('raises exposure, 25 % → 50 %')
    expect(stdout).toContain('Approved change c1: revision 9f2c41aa07d1')
    expect(here.sent('POST')?.body).toEqual({ reason: 'seen' })
    expect((await here.json('changes', 'approve', 'c1', '--yes')).value).toEqual(committed())
    expect(here.sent('POST')?.body).toEqual({})
  })

  it('sends nothing without --yes where nobody can be asked', async () => {
    expect((await here.run('changes', 'approve', 'c1')).code).toBe(2)
    expect(here.admin.received).toEqual([])
  })

  it.each([
    ['own-change', 'Somebody else decides on it'],
    ['change-closed', 'It is decided already.'],
    ['change-outdated', 'make the change again'],
  ])('says what to do about %s', async (kind, remedy) => {
    here.admin.on(`GET ${one}`, { body: change() })
    here.admin.on(`POST ${one}/approve`, problem(409, kind, 'No.'))
    const { code, stderr } = await here.run('changes', 'approve', 'c1', '--yes')
    expect(code).toBe(1)
    expect(stderr).toContain(remedy)
  })
})

describe('fuseboard changes reject and review', () => {
  it('rejects with a reason, and tells withdrawing from rejecting', async () => {
    here.admin.on(
      `POST ${one}/reject`,
      { body: change({ status: 'rejected' }) },
      { body: change({ status: 'withdrawn' }) },
    )
    const args = ['changes', 'reject', 'c1', '--reason', 'too early']
    expect((await here.run(...args)).stdout).toContain('Rejected: change c1 of ada. Nothing was applied.')
    expect(here.sent('POST')?.body).toEqual({ reason: 'too early' })
    expect((await here.run(...args)).stdout).toContain('Taken back: change c1')
    expect((await here.json(...args)).value).toEqual(change({ status: 'withdrawn' }))
  })

  it('needs a reason to reject', async () => {
    expect((await here.run('changes', 'reject', 'c1')).code).toBe(2)
    expect(here.admin.received).toEqual([])
  })

  it('lets a change stay that broke the glass', async () => {
    const reviewed = change({ kind: 'break-glass', status: 'reviewed' })
    here.admin.on(`POST ${one}/review`, { body: reviewed })
    expect((await here.run('changes', 'review', 'c1')).stdout).toContain('Reviewed: change c1 of ada stays.')
    expect((await here.json('changes', 'review', 'c1')).value).toEqual(reviewed)
  })
})
