import { describe, expect, it } from 'vitest'
import { problem } from './fake-admin.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const row = (more: object = {}): object => ({
  id: 7,
  at: '2026-11-20T10:00:00.000Z',
  actor: 'ada',
  action: 'kill',
  subject: 'new-checkout',
  detail: { reason: 'down' },
  hash: 'a'.repeat(64),
  ...more,
})

describe('fuseboard audit', () => {
  it('lists who did what', async () => {
    here.admin.on('GET /api/v1/audit?limit=50', { body: { items: [row({ actor: 'a\u001bb' })] } })
    const { code, stdout } = await here.run('audit')
    expect(code).toBe(0)
    expect(stdout).toMatch(/\n7 +2026-11-20T10:00:00.000Z +a\\u001bb +kill +new-checkout +\{"reason":"down"\}\n/)
    expect((await here.json('audit', 'list')).value.items[0].hash).toBe('a'.repeat(64))
  })

  it('filters, with times in UTC', async () => {
    const from = '2026-11-20T00%3A00%3A00.000Z'
    const to = '2026-11-20T11%3A30%3A00.000Z'
    const route = `GET /api/v1/audit?actor=ada&action=kill&subject=a+b&from=${from}&to=${to}&limit=5`
    here.admin.on(route, { body: { items: [] } }, { body: { items: [] } })
    const words = ['--actor', 'ada', '--action', 'kill', '--subject', 'a b', '--from', '2026-11-20', '--limit', '5']
    expect((await here.run('audit', ...words, '--to', '2026-11-20T11:30')).stdout).toContain('Nothing fits.')
    expect((await here.run('audit', ...words, '--to', '2026-11-20T12:30+01:00')).code).toBe(0)
  })

  it.each([
    [['--from', 'yesterday'], '--from: found "yesterday"'],
    [['--limit', '1.5'], '--limit: found "1.5"'],
  ])('sends nothing on wrong usage: %j', async (args, message) => {
    const { code, stderr } = await here.run('audit', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(here.admin.received).toEqual([])
  })
})

describe('fuseboard audit verify', () => {
  it('says that the log is whole', async () => {
    here.admin.on('GET /api/v1/audit/verify', { body: { ok: true, checked: 12 } })
    const { code, stdout } = await here.run('audit', 'verify')
    expect(code).toBe(0)
    expect(stdout).toContain('The audit log is whole: 12 rows checked.')
    expect((await here.json('audit', 'verify')).value).toEqual({ ok: true, checked: 12 })
  })

  it('exits 1 where the chain is broken, and says where', async () => {
    here.admin.on('GET /api/v1/audit/verify', { body: { ok: false, checked: 9, brokenAt: 9 } })
    const { code, stdout } = await here.run('audit', 'verify')
    expect(code).toBe(1)
    expect(stdout).toContain('broken at row 9')
    expect((await here.json('audit', 'verify')).value).toEqual({ ok: false, checked: 9, brokenAt: 9 })
  })

  it('exits 4 without the read scope', async () => {
    here.admin.on('GET /api/v1/audit/verify', problem(403, 'missing-scope', 'This needs the scope read.'))
    expect((await here.run('audit', 'verify')).code).toBe(4)
  })
})
