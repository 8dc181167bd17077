import { describe, expect, it } from 'vitest'
import { problem } from './fake-admin.ts'
import { cascade, notification, responder } from './incident-answers.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const key = 'a9c5d1f6d1d1f60a4f0b6d8e3f1f6a3be6b7e5e0a1b0c9d8e7f6a5b4c3d2e1f0'
const newest = 'GET /api/v1/notifications?limit=500'

describe('notifications', () => {
  it('lists what fits', async () => {
    here.admin.on(
      'GET /api/v1/notifications?incident=i3&channel=pager&status=dead&purpose=page&audience=responders&limit=50',
      {
        body: { items: [notification({ status: 'dead', lastError: 'HTTP 401' })] },
      },
    )
    const filters = ['--incident', 'i3', '--channel', 'pager', '--status', 'DEAD', '--purpose', 'page']
    const { code, stdout } = await here.run('notifications', ...filters, '--audience', 'responders')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^a9c5d1f6d1d1 +page +dead +pager +responders +i3 .* HTTP 401$/m)
    expect((await here.run('notifications', '--status', 'lost')).code).toBe(2)
  })

  it('shows one by the beginning of its key', async () => {
    const waiting = notification({ status: 'awaiting-approval', purpose: 'update', text: 'Some cards\nfail.\u0007' })
    here.admin.on(newest, { body: { items: [notification({ key: 'b'.repeat(64) }), waiting] } })
    const { stdout } = await here.run('notifications', 'show', 'a9c5d1f6')
    expect(stdout).toContain('SEV1: checkout fails  awaiting-approval (waits for an approval)')
    expect(stdout).toContain('  Some cards\n  fail.\\u0007')
    expect(stdout).toContain('Next: fuseboard notifications approve a9c5d1f6d1d1')
  })

  it('takes no beginning that is of several, of none, or too short', async () => {
    here.admin.on(newest, { body: { items: [notification(), notification({ key: `a9c5d1f6${'0'.repeat(56)}` })] } })
    expect(await here.run('notifications', 'show', 'a9c5d1f6')).toMatchObject({ code: 2 })
    expect(await here.run('notifications', 'show', 'ffffffff')).toMatchObject({ code: 1 })
    expect((await here.run('notifications', 'show', 'a9')).stderr).toContain('give at least 8 characters')
  })

  it.each([
    ['approve', 'pending', 'Approved: SEV1: checkout fails\nThrough pager: it waits to be sent.'],
    ['withdraw', 'withdrawn', 'Withdrawn: SEV1: checkout fails\nThrough pager: it was withdrawn.'],
    ['retry', 'pending', 'Sent again: SEV1: checkout fails'],
  ])('%s: decides about one', async (act, status, told) => {
    here.admin.on(`GET /api/v1/notifications/${key}`, { body: notification() })
    here.admin.on(`POST /api/v1/notifications/${key}/${act}`, { body: notification({ status }) })
    const { code, stdout } = await here.run('notifications', act, key, '--reason', 'agreed')
    expect(code).toBe(0)
    expect(stdout).toContain(told)
    expect(here.sent('POST')?.body).toEqual({ reason: 'agreed' })
  })

  it('says why nothing can be decided any more', async () => {
    here.admin.on(`GET /api/v1/notifications/${key}`, { body: notification() })
    here.admin.on(
      `POST /api/v1/notifications/${key}/withdraw`,
      problem(409, 'transition-refused', 'it is sent already', { missing: ['nothing: it is sent already'] }),
    )
    const { code, stderr } = await here.run('notifications', 'withdraw', key)
    expect(code).toBe(1)
    expect(stderr).toContain('it is sent already')
  })
})

describe('responders', () => {
  const one = '/api/v1/responders/alice'

  it('are listed in the order in which they are paged', async () => {
    const { rank: _, ...unranked } = responder({ id: 'aaron', name: '\u001b[2J' }) as { rank?: number }
    here.admin.on('GET /api/v1/responders?limit=500', {
      body: { items: [unranked, responder({ id: 'bob', rank: 2 }), responder()] },
    })
    const { code, stdout } = await here.run('responders')
    expect(code).toBe(0)
    expect(stdout).toMatch(/alice.*\nbob.*\naaron +\\u001b\[2J +never by itself/)
  })

  it('are told to be missing where there are none', async () => {
    here.admin.on('GET /api/v1/responders?limit=500', { body: { items: [] } })
    expect((await here.run('responders')).stdout).toContain('Nobody answers for incidents yet')
  })

  it('are added, and changed in what is given', async () => {
    here.admin.on(`GET ${one}`, problem(404, 'not-found', 'x'))
    here.admin.on(`PUT ${one}`, { status: 201, body: responder() })
    await here.run('responders', 'set', 'alice', '--name', 'Alice', '--phone', '+4930123456', '--rank', '1')
    expect(here.sent('PUT')).toMatchObject({ headers: { 'if-none-match': '*' } })
    expect(here.sent('PUT')?.body).toEqual({ name: 'Alice', phone: '+4930123456', rank: 1 })
    expect((await here.run('responders', 'set', 'alice', '--rank', '1')).stderr).toContain('a new one needs a name')
    here.admin.on(`GET ${one}`, { headers: { etag: '"e1"' }, body: responder() })
    await here.run('responders', 'set', 'alice', '--no-rank', '--email', '', '--slack', 'U02ABCDEF')
    expect(here.sent('PUT')).toMatchObject({ headers: { 'if-match': '"e1"' } })
    expect(here.sent('PUT')?.body).toEqual({ name: 'Alice Example', slack: 'U02ABCDEF' })
  })

  it('are removed', async () => {
    here.admin.on(`GET ${one}`, { headers: { etag: '"e1"' }, body: responder() })
    here.admin.on(`DELETE ${one}`, { status: 204 })
    expect((await here.run('responders', 'remove', 'alice')).stdout).toContain('Removed alice')
    expect(here.sent('DELETE')?.headers['if-match']).toBe('"e1"')
  })

  it.each([
    [['alice'], 'nothing to set is given'],
    [['alice', '--rank', '0'], '--rank: found "0"'],
    [['alice', '--rank', '1', '--no-rank'], 'do not go together'],
  ])('set %j is wrong usage', async (args, message) => {
    const { code, stderr } = await here.run('responders', 'set', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})

describe('cascades', () => {
  it('are listed with how much was taken back', async () => {
    here.admin.on('GET /api/v1/cascades?limit=50', { body: { items: [cascade()] } })
    expect((await here.run('cascades')).stdout).toMatch(/^c1 .* checkout, search +1 of 2 +i3$/m)
  })

  it('show the evidence of each system, and what was taken back', async () => {
    here.admin.on('GET /api/v1/cascades/c1', { body: cascade() })
    const { stdout } = await here.run('cascades', 'show', 'c1')
    const still = stdout.replace(/, [^,]* (?:ago|now);/, ', a while ago;')
    await expect(still).toMatchFileSnapshot('../incidents/golden/cascade.txt')
  })

  it('show what they can of evidence in another shape', async () => {
    const odd = { evidence: [{ system: '\u001b[2J', baseline: 'none', recent: { rate: null } }], reverted: [] }
    here.admin.on('GET /api/v1/cascades/c1', { body: cascade(odd) })
    const { code, stdout } = await here.run('cascades', 'show', 'c1')
    expect(code).toBe(0)
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toContain('nothing was taken back')
  })
})
