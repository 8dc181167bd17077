import { describe, expect, it } from 'vitest'
import { freshDeployments, get, post, problem, publishedHead, putDocument, settle } from '../deployment.ts'

freshDeployments()

const path = '/api/v1/revisions'
const at = (percentage: number) => ({ flags: { banner: { enabled: true, rollout_percentage: percentage } } })
const back = (rev: string | number, revision: string, reason = 'back') =>
  post(`${path}/${rev}/rollback`, { reason }, { headers: { 'if-match': `"${revision}"` } })

describe('a revision', () => {
  it('is found by number, hash and the beginning of a hash', async () => {
    const { revision } = (await putDocument(at(10))).body
    for (const name of ['1', revision, revision.slice(0, 8), revision.slice(0, 20).toUpperCase()]) {
      const { status, body } = await get(`${path}/${name}`)
      expect(status).toBe(200)
      expect(body).toMatchObject({ revision, number: 1, reason: 'test', by: 'boot', flags: 1, changed: 1 })
      expect(body.document.flags.banner.state).toBe('ENABLED')
    }
  })

  it.each(['7', 'abc', 'deadbeefdeadbeef', 'latest', '%00'])('that does not exist is not found: %s', async (name) => {
    expect(problem(await get(`${path}/${name}`))).toBe('404 not-found')
  })
})

describe('a diff', () => {
  it('is against the revision before it', async () => {
    const first = (await putDocument(at(10))).body.revision
    const second = (await putDocument(at(25))).body.revision
    const { body } = await get(`${path}/2/diff`)
    expect(body).toMatchObject({ from: first, to: second })
    expect(body.items).toHaveLength(1)
    expect(body.items[0]).toMatchObject({ key: 'banner', change: 'changed', before: { state: 'ENABLED' } })
    expect(body.items[0].lines).toEqual([
      expect.stringMatching(/^- .*\[\["on", 10\], \["off", 90\]\]/),
      expect.stringMatching(/^\+ .*\[\["on", 25\], \["off", 75\]\]/),
    ])
  })

  it('is between any two, in both directions', async () => {
    await putDocument({ flags: { a: { enabled: true } } })
    await putDocument({ flags: { a: { enabled: true }, b: { enabled: true } } })
    await putDocument({ flags: { b: { enabled: false }, c: { enabled: true } } })
    const forth = (await get(`${path}/3/diff?against=1`)).body.items
    expect(forth.map(({ key, change }: Record<string, string>) => `${key} ${change}`)).toEqual([
      'a removed',
      'b added',
      'c added',
    ])
    const diff = (await get(`${path}/1/diff?against=3`)).body.items
    expect(diff.map(({ key, change }: Record<string, string>) => `${key} ${change}`)).toEqual([
      'a added',
      'b removed',
      'c removed',
    ])
    expect((await get(`${path}/2/diff?against=2`)).body.items).toEqual([])
    expect(problem(await get(`${path}/2/diff?against=9`))).toBe('404 not-found')
  })

  it('leaves out what changed and changed back', async () => {
    await putDocument(at(10))
    await putDocument(at(25))
    await putDocument(at(10))
    expect((await get(`${path}/3/diff?against=1`)).body.items).toEqual([])
  })

  it('comes in pages', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'ä/ö']
    await putDocument({ flags: Object.fromEntries(names.map((key) => [key, { enabled: true }])) })
    const seen: string[] = []
    let cursor = ''
    for (let page = 0; page < 10; page++) {
      const { body } = await get(`${path}/1/diff?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...body.items.map(({ key }: { key: string }) => key))
      if (body.next === undefined) break
      cursor = body.next
    }
    expect(seen).toEqual(names)
  })
})

describe('rolling back', () => {
  it('is one call, publishes at once, and counts as a revision of its own', async () => {
    const first = (await putDocument(at(10))).body.revision
    const second = (await putDocument(at(25))).body.revision
    const { status, body } = await back(1, second, 'worse than before')
    expect(status).toBe(200)
    expect(body).toEqual({
      revision: first,
      seq: 3,
      changed: [{ key: 'banner', change: 'changed' }],
      published: true,
    })
    await settle()
    expect(await publishedHead()).toMatchObject({ revision: first, lowered: { banner: 3 } })
    const { items } = (await get(path)).body
    expect(items[0]).toMatchObject({ number: 3, revision: first, rolledBackTo: 1, reason: 'worse than before' })
    expect((await get('/api/v1/audit')).body.items[0]).toMatchObject({ action: 'document.rollback', subject: first })
    expect((await get(`${path}/${first}`)).body.number).toBe(3)
  })

  it('to where one is changes nothing', async () => {
    const { revision } = (await putDocument(at(10))).body
    expect((await back(1, revision)).body).toMatchObject({ revision, changed: [] })
    expect((await get(path)).body.items).toHaveLength(2)
  })

  it('needs a precondition, a reason and a revision that exists', async () => {
    const { revision } = (await putDocument(at(10))).body
    expect(problem(await post(`${path}/0/rollback`, { reason: 'r' }))).toBe('428 precondition-required')
    expect(problem(await back(0, 'f'.repeat(64)))).toBe('412 stale-precondition')
    expect(problem(await back(9, revision))).toBe('404 not-found')
    expect(problem(await back(0, revision, ''))).toBe('422 invalid-body')
    expect(problem(await post(`${path}/0/rollback`, {}, { headers: { 'if-match': '*' } }))).toBe('422 invalid-body')
  })
})

describe("a flag's history", () => {
  it('has every change, newest first, with readable lines', async () => {
    await putDocument(at(10))
    await putDocument({ flags: { ...at(10).flags, other: { enabled: true } } })
    await putDocument({ flags: { ...at(25).flags, other: { enabled: true } } })
    await putDocument({ flags: { other: { enabled: true } } })
    const { items } = (await get('/api/v1/flags/banner/history')).body
    expect(items.map(({ number, change }: Record<string, unknown>) => `${number} ${change}`)).toEqual([
      '4 removed',
      '3 changed',
      '1 added',
    ])
    expect(items[1].lines).toHaveLength(2)
    expect(items[1].lines[0]).toMatch(/^- .*\["on", 10\]/)
    expect(items[1].lines[1]).toMatch(/^\+ .*\["on", 25\]/)
    expect(items[0].lines.every((line: string) => line.startsWith('- '))).toBe(true)
    expect(items[2]).toMatchObject({ by: 'boot', reason: 'test', revision: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })

  it('shows the segment that changed it', async () => {
    const using = (domain: string) => ({
      $evaluators: { testers: { ends_with: [{ var: 'email' }, domain] } },
      flags: { banner: { enabled: true, user_segments: ['testers'] } },
    })
    await putDocument(using('@a.example'))
    await putDocument(using('@b.example'))
    const [change] = (await get('/api/v1/flags/banner/history')).body.items
    expect(change.lines.join('\n')).toContain('@b.example')
  })

  it('comes in pages, and keeps its lines across them', async () => {
    for (const percentage of [10, 20, 30, 40]) await putDocument(at(percentage))
    const whole = (await get('/api/v1/flags/banner/history')).body.items
    const first = (await get('/api/v1/flags/banner/history?limit=3')).body
    const second = (await get(`/api/v1/flags/banner/history?limit=3&cursor=${first.next}`)).body
    expect([...first.items, ...second.items]).toEqual(whole)
    expect(second).not.toHaveProperty('next')
  })

  it('of a flag that never was is not found', async () => {
    expect(problem(await get('/api/v1/flags/nobody/history'))).toBe('404 not-found')
  })

  it('is found for names that need quoting', async () => {
    await putDocument({ flags: { 'a/b c': { enabled: true } } })
    expect((await get('/api/v1/flags/a%2Fb%20c/history')).body.items).toHaveLength(1)
  })
})
