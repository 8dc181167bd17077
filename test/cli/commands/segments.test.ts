import { describe, expect, it } from 'vitest'
import { change, committed } from './answers.ts'
import { problem } from './fake-admin.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const rule = { in: [{ var: 'country' }, ['NL', 'BE']] }
const segment = (more: object = {}): object => ({
  name: 'benelux',
  etag: 'g1',
  rule,
  usedBy: ['new-checkout'],
  usedByCount: 1,
  ...more,
})
const one = '/api/v1/segments/benelux'
const missing = problem(404, 'not-found', 'There is no such segment.')

describe('fuseboard segments', () => {
  it('lists them with the flags that use them', async () => {
    here.admin.on('GET /api/v1/segments?limit=100', { body: { items: [segment({ name: 'a\u0007' })] } })
    const { stdout } = await here.run('segments')
    expect(stdout).toMatch(/\na\\u0007 +1 +new-checkout +\{"in":/)
    expect((await here.json('segments', 'list')).value.items).toHaveLength(1)
  })

  it('shows one, and names the nearest where there is none', async () => {
    here.admin.on(`GET ${one}`, { body: segment({ usedByCount: 120 }) })
    const { stdout } = await here.run('segments', 'get', 'benelux')
    expect(stdout).toContain('120 flags: new-checkout, and 119 more')
    expect(stdout).toContain('"country"')
    expect((await here.json('segments', 'get', 'benelux')).value.rule).toEqual(rule)
    here.admin.on('GET /api/v1/segments/benlux', missing)
    here.admin.on('GET /api/v1/segments?limit=500', { body: { items: [segment()] } })
    expect((await here.run('segments', 'get', 'benlux')).stderr).toContain('Did you mean benelux?')
  })
})

describe('fuseboard segments set', () => {
  const set = ['segments', 'set', 'benelux', '--file', '-']

  it('makes one, unasked since no flag refers to it', async () => {
    here.admin.on(`GET ${one}`, missing)
    here.admin.on(`PUT ${one}`, { status: 201, body: committed({ changed: [] }) })
    const { code, stdout } = await here.feed(JSON.stringify(rule), ...set)
    expect(code).toBe(0)
    expect(stdout).toContain('Made the segment benelux: revision 9f2c41aa07d1, seq 43, no flag answers otherwise.')
    expect(here.sent('PUT')?.body).toEqual(rule)
    expect(here.sent('PUT')?.headers['if-none-match']).toBe('*')
  })

  it('names the flags it decides, and changes nothing unasked', async () => {
    here.admin.on(`GET ${one}`, { body: segment() })
    here.admin.on(`PUT ${one}?reason=x`, { body: committed() }, { status: 202, body: { pending: change() } })
    const wider = 'in: [{ var: country }, [NL, BE, LU]]'
    const { code, stderr } = await here.feed(wider, ...set, '--reason', 'x')
    expect(code).toBe(2)
    expect(stderr).toContain('It decides 1 flag: new-checkout')
    expect(stderr).toContain('+ /in/1: ["NL","BE","LU"]')
    expect(here.sent('PUT')).toBe(undefined)
    expect((await here.feed(wider, ...set, '--reason', 'x', '--yes')).code).toBe(0)
    expect(here.sent('PUT')?.headers['if-match']).toBe('"g1"')
    const waiting = await here.feed(wider, ...set, '--reason', 'x', '--yes', '--json')
    expect(JSON.parse(waiting.stdout)).toEqual({ pending: change() })
  })

  it('exits 6 when somebody was faster', async () => {
    here.admin.on(`GET ${one}`, { body: segment({ usedBy: [], usedByCount: 0 }) })
    here.admin.on(`PUT ${one}`, problem(412, 'stale-precondition', 'It is "g2" now.'))
    expect((await here.feed('{}', ...set)).code).toBe(6)
  })

  it('sends nothing without a rule', async () => {
    expect((await here.run('segments', 'set', 'benelux')).stderr).toContain('the rule is missing')
    expect((await here.run(...set)).stderr).toContain('stdin: found nothing')
    expect(here.admin.received).toEqual([])
  })
})

describe('fuseboard segments remove', () => {
  it('takes it out', async () => {
    here.admin.on(`GET ${one}`, { body: segment({ usedBy: [], usedByCount: 0 }) })
    here.admin.on(`DELETE ${one}`, { body: committed({ changed: [] }) })
    expect((await here.run('segments', 'remove', 'benelux')).stdout).toContain('Removed the segment benelux')
    expect(here.sent('DELETE')?.headers['if-match']).toBe('"g1"')
    expect((await here.json('segments', 'remove', 'benelux')).value).toEqual(committed({ changed: [] }))
  })

  it('passes on which flags use it still', async () => {
    here.admin.on(`GET ${one}`, { body: segment() })
    here.admin.on(`DELETE ${one}`, problem(409, 'segment-in-use', 'The flag new-checkout uses it.'))
    const { code, stderr } = await here.run('segments', 'remove', 'benelux')
    expect(code).toBe(1)
    expect(stderr).toContain('The flag new-checkout uses it.')
    expect(stderr).toContain('Take it out of those flags first.')
  })
})
