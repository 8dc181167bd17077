import { describe, expect, it } from 'vitest'
import { ask, freshDeployments, get, problem, putDocument } from '../deployment.ts'

freshDeployments()

const path = (name: string) => `/api/v1/segments/${encodeURIComponent(name)}`
const put = (name: string, body: unknown, headers: Record<string, string> = {}) =>
  ask('PUT', `${path(name)}?reason=test`, { body: JSON.stringify(body), headers })
const remove = (name: string, headers: Record<string, string> = { 'if-match': '*' }) =>
  ask('DELETE', path(name), { headers })
const rule = (domain: string) => ({ ends_with: [{ var: 'email' }, domain] })
const using = (name: string) => ({ enabled: true, user_segments: [name] })
const pointers = ({ body }: { body: { errors: { pointer: string }[] } }) => body.errors.map(({ pointer }) => pointer)

describe('a segment', () => {
  it('is created, read, replaced and removed', async () => {
    const created = await put('beta users', rule('@a'))
    expect(created).toMatchObject({ status: 201, body: { changed: [] } })
    const read = await get(path('beta users'))
    const etag = read.headers.get('etag') ?? ''
    expect(read.body).toEqual({
      name: 'beta users',
      etag: etag.slice(1, -1),
      rule: rule('@a'),
      usedBy: [],
      usedByCount: 0,
    })
    expect(created.headers.get('etag')).toBe(etag)
    expect((await get(path('beta users'), { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect((await put('beta users', rule('@b'), { 'if-match': etag })).status).toBe(200)
    expect((await remove('beta users')).status).toBe(200)
    expect(problem(await get(path('beta users')))).toBe('404 not-found')
    expect(problem(await remove('beta users'))).toBe('404 not-found')
  })

  it('changes every flag that uses it, also through another', async () => {
    await putDocument({
      $evaluators: { inner: rule('@a'), outer: { or: [{ $ref: 'inner' }, false] } },
      flags: { a: using('inner'), b: using('outer'), c: { enabled: true } },
    })
    const { body } = await put('inner', rule('@b'), { 'if-match': '*' })
    expect(body.changed).toEqual([
      { key: 'a', change: 'changed' },
      { key: 'b', change: 'changed' },
    ])
    expect((await get(path('inner'))).body).toMatchObject({ usedBy: ['a', 'b'], usedByCount: 2 })
    expect((await get('/api/v1/flags/b')).body.segments).toEqual(['inner', 'outer'])
  })

  it('stays while something uses it', async () => {
    await putDocument({
      $evaluators: { inner: rule('@a'), outer: { or: [{ $ref: 'inner' }, false] } },
      flags: { a: using('outer') },
    })
    const told = await remove('inner')
    expect(problem(told)).toBe('409 segment-in-use')
    expect(told.body.detail).toContain('flag "a" and segment "outer" use "inner"')
    await putDocument({ $evaluators: { inner: rule('@a'), outer: true }, flags: { a: using('outer') } })
    expect((await remove('inner')).status).toBe(200)
  })

  it('is guarded by preconditions', async () => {
    await put('a', rule('@a'), { 'if-none-match': '*' })
    expect(problem(await put('a', rule('@b')))).toBe('428 precondition-required')
    expect(problem(await remove('a', {}))).toBe('428 precondition-required')
    expect(problem(await put('a', rule('@b'), { 'if-match': '"old"' }))).toBe('412 stale-precondition')
    expect(problem(await put('a', rule('@b'), { 'if-none-match': '*' }))).toBe('412 already-exists')
  })

  it('that is wrong is told where', async () => {
    const told = await put('a', { nonsense: [] })
    expect(problem(told)).toBe('422 invalid-body')
    expect(pointers(told)).toEqual([''])
    const none = await put('a', null)
    expect(problem(none)).toBe('422 invalid-body')
    expect(none.body.detail).toContain('DELETE')
    expect(problem(await put('__proto__', true))).toBe('404 not-found')
  })

  it.each(['constructor', 'a/b', 'käse ☕', '100%'])('may be called %j', async (name) => {
    expect((await put(name, rule('@a'))).status).toBe(201)
    expect((await get(path(name))).body.name).toBe(name)
    expect((await remove(name)).status).toBe(200)
  })
})

describe('the list of segments', () => {
  it('is narrowed and sorted', async () => {
    await putDocument({
      $evaluators: { Alpha: rule('@a'), beta: rule('@b'), alphabet: rule('@c') },
      flags: { a: using('beta'), b: using('beta'), c: using('alphabet') },
    })
    const names = async (query: string) =>
      (await get(`/api/v1/segments?${query}`)).body.items.map(({ name }: { name: string }) => name)
    expect(await names('')).toEqual(['Alpha', 'alphabet', 'beta'])
    expect(await names('q=alpha')).toEqual(['Alpha', 'alphabet'])
    expect(await names('sort=-usedByCount')).toEqual(['beta', 'alphabet', 'Alpha'])
  })
})
