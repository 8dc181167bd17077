import { describe, expect, it } from 'vitest'
import {
  ask,
  freshDeployments,
  get,
  inRoot,
  killFlag,
  moveClock,
  post,
  problem,
  putDocument,
  tokenWith,
} from '../deployment.ts'

freshDeployments()

const path = (key: string) => `/api/v1/flags/${encodeURIComponent(key)}`
const full = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' }
const testers = { in: [{ var: 'email' }, ['a@example.com']] }
const put = (key: string, body: unknown, headers: Record<string, string> = {}) =>
  ask('PUT', `${path(key)}?reason=test`, { body, headers })
const patch = (key: string, body: unknown, headers: Record<string, string> = { 'if-match': '*' }) =>
  ask('PATCH', `${path(key)}?reason=test`, {
    body,
    headers: { 'content-type': 'application/merge-patch+json', ...headers },
  })
const remove = (key: string, headers: Record<string, string> = { 'if-match': '*' }) =>
  ask('DELETE', `${path(key)}?reason=done`, { headers })
const keysOf = ({ body }: { body: { items: { key: string }[] } }) => body.items.map(({ key }) => key)

/** As evaluators would have reported it. */
const evaluated = (key: string, at: number, variant = 'on', count = 1) =>
  inRoot((_, state) => {
    const day = Math.floor(at / 86_400_000)
    state.storage.sql.exec('INSERT OR REPLACE INTO flag_usage VALUES (?, ?, ?, ?, ?)', key, day, variant, count, at)
  })

describe('a flag', () => {
  it('is created, read, replaced, patched, archived and restored', async () => {
    const created = await put('banner', { enabled: true, rollout_percentage: 25 })
    expect(created).toMatchObject({ status: 201, body: { changed: [{ key: 'banner', change: 'added' }] } })
    const read = await get(path('banner'))
    expect(read.headers.get('etag')).toBe(created.headers.get('etag'))
    expect(read.body).toMatchObject({ key: 'banner', state: 'ENABLED', type: 'boolean', changedIn: 1, segments: [] })
    expect(read.body.definition.defaultVariant).toBe('off')
    const replaced = await put('banner', full, { 'if-match': `"${read.body.etag}"` })
    expect(replaced).toMatchObject({ status: 200, body: { changed: [{ change: 'changed' }] } })
    const patched = await patch('banner', { state: 'DISABLED' }, { 'if-match': replaced.headers.get('etag') ?? '' })
    expect(patched.status).toBe(200)
    expect((await get(path('banner'))).body.definition).toEqual({ ...full, state: 'DISABLED' })
    expect(await remove('banner')).toMatchObject({ status: 200, body: { changed: [{ change: 'removed' }] } })
    const gone = await get(path('banner'))
    expect(problem(gone)).toBe('404 not-found')
    expect(gone.body.detail).toMatch(/archived at .* by boot, in revision 4; POST .*restore/)
    const restored = await post(`${path('banner')}/restore`, { reason: 'missed' })
    expect(restored).toMatchObject({ status: 200, body: { changed: [{ change: 'added' }] } })
    expect(restored.headers.get('etag')).toBe(patched.headers.get('etag'))
    expect((await get('/api/v1/document')).body.flags).toEqual({ banner: { ...full, state: 'DISABLED' } })
    const { items } = (await get(`${path('banner')}/history`)).body
    expect(items.map(({ change, reason }: { change: string; reason: string }) => `${change}: ${reason}`)).toEqual([
      'added: missed',
      'removed: done',
      'changed: test',
      'changed: test',
      'added: test',
    ])
    for (const { by, at, lines } of items) {
      expect(by).toBe('boot')
      expect(Date.parse(at)).toBeGreaterThan(0)
      expect(lines[0]).toMatch(/^[-+] /)
    }
  })

  it('keeps its age while it is archived', async () => {
    await put('a', full)
    const { createdAt } = (await get(path('a'))).body
    await moveClock(1_000)
    await remove('a')
    await post(`${path('a')}/restore`, { reason: 'back' })
    expect((await get(path('a'))).body.createdAt).toBe(createdAt)
  })

  it('is written without touching what others write to other flags', async () => {
    const written = await Promise.all(['a', 'b', 'c', 'd'].map((key) => put(key, full)))
    expect(written.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    expect(Object.keys((await get('/api/v1/document')).body.flags).sort()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('spares reading what is known', async () => {
    const { headers } = await put('a', full)
    const known = { 'if-none-match': headers.get('etag') ?? '' }
    expect((await get(path('a'), { headers: known })).status).toBe(304)
    await patch('a', { state: 'DISABLED' })
    expect((await get(path('a'), { headers: known })).status).toBe(200)
  })

  it('larger than what is kept for diffs is read and patched all the same', async () => {
    const large = { ...full, variants: { on: 'x'.repeat(600_000), off: '' } }
    await put('large', large)
    expect((await get(path('large'))).body.definition).toEqual(large)
    await patch('large', { state: 'DISABLED' })
    expect((await get(path('large'))).body.definition).toEqual({ ...large, state: 'DISABLED' })
    await remove('large')
    // Nobody knows any more whether it asked for a second person: so it does.
    const { pending } = (await post(`${path('large')}/restore`, { reason: 'r' })).body
    await post(`/api/v1/changes/${pending.id}/approve`, {}, { token: await tokenWith(['write']) })
    expect((await get(path('large'))).body.definition.variants).toEqual(large.variants)
  })

  it.each(['constructor', 'toString', 'a/b', 'käse ☕', '100%', 'a%2Fb', '?x#y', 'a\\b', '漢字🚦'])(
    'may be called %j',
    async (key) => {
      expect((await put(key, full)).status).toBe(201)
      expect((await get(path(key))).body.key).toBe(key)
      expect(Object.keys((await get('/api/v1/document')).body.flags)).toEqual([key])
      expect((await patch(key, { state: 'DISABLED' })).status).toBe(200)
      expect((await remove(key)).status).toBe(200)
      expect((await post(`${path(key)}/restore`, { reason: 'r' })).status).toBe(200)
      expect(keysOf(await get('/api/v1/flags'))).toEqual([key])
    },
  )

  it.each(['__proto__', ' a', 'a\u0007', 'x'.repeat(257)])('may not be called %j', async (key) => {
    const told = await put(key, full)
    expect(problem(told)).toBe('404 not-found')
    expect(told.body.detail).toContain('256 characters')
  })

  it('that nobody has ever had is not found', async () => {
    for (const told of [await get(path('no')), await patch('no', {}), await remove('no')]) {
      expect(problem(told)).toBe('404 not-found')
      expect(told.body.detail).toContain('GET /api/v1/flags')
    }
    expect(problem(await post(`${path('no')}/restore`, { reason: 'r' }))).toBe('404 not-found')
  })
})

describe('preconditions of a flag', () => {
  it('are required of whoever replaces, patches or archives', async () => {
    await put('a', full)
    for (const told of [await put('a', full), await patch('a', {}, {}), await remove('a', {})]) {
      expect(problem(told)).toBe('428 precondition-required')
      expect(told.body.detail).toContain('GET /api/v1/flags/a')
    }
  })

  it('that are stale are told the current ETag', async () => {
    await put('a', full)
    const { etag } = (await get(path('a'))).body
    for (const told of [
      await put('a', full, { 'if-match': '"old"' }),
      await patch('a', {}, { 'if-match': '"old"' }),
      await remove('a', { 'if-match': '"old"' }),
    ]) {
      expect(problem(told)).toBe('412 stale-precondition')
      expect(told.headers.get('etag')).toBe(`"${etag}"`)
    }
  })

  it('can ask for a flag that is new, or for one that is there', async () => {
    const fresh = { 'if-none-match': '*' }
    expect((await put('a', full, fresh)).status).toBe(201)
    expect(problem(await put('a', full, fresh))).toBe('412 already-exists')
    expect(problem(await put('b', full, { 'if-match': '*' }))).toBe('412 stale-precondition')
  })

  it('let one of those who write to the same flag win', async () => {
    await put('a', full)
    const { etag } = (await get(path('a'))).body
    const states = ['ENABLED', 'DISABLED', 'DISABLED']
    const writes = states.map((state, i) => put('a', { ...full, state, metadata: { i } }, { 'if-match': `"${etag}"` }))
    const statuses = (await Promise.all(writes)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([200, 412, 412])
  })

  it('see a changed segment as a change of the flag', async () => {
    await putDocument({ $evaluators: { testers }, flags: { a: { enabled: true, user_segments: ['testers'] } } })
    const { etag } = (await get(path('a'))).body
    await putDocument({ $evaluators: { testers: true }, flags: { a: { enabled: true, user_segments: ['testers'] } } })
    expect(problem(await remove('a', { 'if-match': `"${etag}"` }))).toBe('412 stale-precondition')
  })
})

describe('a wrong flag', () => {
  it('is told where, relative to what was sent', async () => {
    const told = await put('a/b', { ...full, state: 'ON', defaultVariant: 'neither' })
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors).toEqual([
      { pointer: '/state', detail: 'found "ON"; allowed: "ENABLED" or "DISABLED"' },
      { pointer: '/defaultVariant', detail: expect.stringContaining('a variant (on, off)') },
    ])
    const short = await put('a', { enabled: 'yes', user_segments: ['nobody'] })
    expect(short.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/enabled',
      '/user_segments/0',
    ])
  })

  it.each([null, [], 'on', 7])('%j is none', async (body) => {
    await put('a', full)
    for (const told of [
      await put('a', JSON.stringify(body), { 'if-match': '*' }),
      await patch('a', JSON.stringify(body)),
    ]) {
      expect(problem(told)).toBe('422 invalid-body')
      expect(told.body.errors[0].pointer).toBe('')
    }
    expect(keysOf(await get('/api/v1/flags'))).toEqual(['a'])
  })

  it('is told when a patch makes it so', async () => {
    await put('a', full)
    const told = await patch('a', { variants: { on: null, beta: 'x' }, state: null })
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/defaultVariant',
      '/state',
      '/variants/beta',
    ])
    expect((await get(path('a'))).body.definition).toEqual(full)
  })

  it('is told when a patch uses the short form, which would mean nothing', async () => {
    await put('a', full)
    const told = await patch('a', { rollout_percentage: 50 })
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors).toMatchObject([{ pointer: '/rollout_percentage' }])
  })
})

describe('archiving', () => {
  it('waits for seven days without an evaluation, whichever door it comes through', async () => {
    await putDocument({ flags: { a: full, b: full } })
    const now = Date.now()
    await evaluated('a', now)
    const told = await remove('a')
    expect(problem(told)).toBe('409 flag-in-use')
    expect(told.body.detail).toContain(new Date(now).toISOString())
    expect(problem(await putDocument({ flags: { b: full } }))).toBe('409 flag-in-use')
    expect((await remove('b')).status).toBe(200)
    await moveClock(7 * 86_400_000 + 60_000)
    expect((await remove('a')).status).toBe(200)
  })

  it('does not hinder going back to an earlier revision', async () => {
    await putDocument({ flags: { b: full } })
    await putDocument({ flags: { a: full } }) // b is archived
    await evaluated('a', Date.now())
    const back = await post('/api/v1/revisions/1/rollback', { reason: 'r' }, { headers: { 'if-match': '*' } })
    expect(back.status).toBe(200)
    expect(keysOf(await get('/api/v1/flags'))).toEqual(['b'])
    expect(keysOf(await get('/api/v1/flags?archived=true'))).toEqual(['a'])
  })

  it('is not undone by writing the key anew', async () => {
    await put('a', full)
    await remove('a')
    for (const told of [await put('a', full), await putDocument({ flags: { a: full } })]) {
      expect(problem(told)).toBe('409 flag-archived')
      expect(told.body.detail).toMatch(/"a" was archived at .* by boot.*restore/)
    }
  })

  it('is not undone while the segments of the flag are gone', async () => {
    await putDocument({ $evaluators: { testers }, flags: { a: { enabled: true, user_segments: ['testers'] } } })
    await remove('a')
    await ask('DELETE', '/api/v1/segments/testers', { headers: { 'if-match': '*' } })
    const told = await post(`${path('a')}/restore`, { reason: 'r' })
    expect(problem(told)).toBe('409 segment-missing')
    expect(told.body.detail).toContain('"testers"')
    await ask('PUT', '/api/v1/segments/testers', { body: testers })
    expect((await post(`${path('a')}/restore`, { reason: 'r' })).status).toBe(200)
    expect((await get(path('a'))).body.segments).toEqual(['testers'])
  })

  it('asked for again with the same idempotency key is undone once', async () => {
    await put('a', full)
    await remove('a')
    const again = () => post(`${path('a')}/restore`, { reason: 'r' }, { headers: { 'idempotency-key': 'one' } })
    expect([(await again()).status, (await again()).status]).toEqual([200, 200])
    expect((await get('/api/v1/revisions')).body.items).toHaveLength(4)
  })
})

describe('the list of flags', () => {
  async function fill(): Promise<void> {
    const settings = (fuseboard: object, more: object = {}) => ({ ...full, ...more, fuseboard })
    await putDocument({
      flags: {
        alpha: settings({ kind: 'release', owner: 'ann', system: 'pay', createdAt: '2020-01-01' }),
        beta: settings({ kind: 'ops', owner: 'bob', clientSide: true, expiresAt: '2100-01-01' }),
        gamma: settings({ approval: true }, { state: 'DISABLED', variants: { on: 'a', off: 'b' } }),
        delta: settings({ owner: 'ann' }, { variants: { on: 1, off: 2 } }),
      },
    })
    // After its flags: they would have to wait for a second person.
    await ask('PUT', '/api/v1/systems/pay', {
      body: { name: 'p', owner: 'o', paths: [], dependsOn: [], critical: true, approval: true },
    })
  }

  it.each<[string, string[]]>([
    ['', ['alpha', 'beta', 'delta', 'gamma']],
    ['kind=release', ['alpha']],
    ['owner=ann', ['alpha', 'delta']],
    ['owner=ann&type=number', ['delta']],
    ['system=pay', ['alpha']],
    ['state=DISABLED', ['gamma']],
    ['type=string', ['gamma']],
    ['clientSide=true', ['beta']],
    ['approval=true', ['alpha', 'gamma']],
    ['stale=true', ['alpha']],
    ['stale=expired', ['alpha']],
    ['stale=false', ['beta', 'delta', 'gamma']],
    ['drilled=never', ['alpha', 'beta', 'delta', 'gamma']],
    ['killed=true', ['alpha', 'beta']],
    ['q=ALPH', ['alpha']],
    ['archived=true', []],
    ['sort=-key', ['gamma', 'delta', 'beta', 'alpha']],
    ['sort=createdAt&limit=1', ['alpha']],
    ['sort=expiresAt', ['alpha', 'beta', 'delta', 'gamma']],
    ['sort=-lastEvaluatedAt', ['delta', 'gamma', 'beta', 'alpha']],
  ])('narrowed by %s', async (query, keys) => {
    await fill()
    await killFlag('beta')
    await post('/api/v1/kills', { target: { system: 'pay' }, reason: 'r' })
    await evaluated('delta', Date.now())
    expect(keysOf(await get(`/api/v1/flags?${query}`))).toEqual(keys)
  })

  it('tells what is known', async () => {
    await fill()
    const { id } = (await killFlag('alpha')).body
    const now = Date.now()
    await evaluated('alpha', now, 'on', 3)
    await evaluated('alpha', now - 10 * 86_400_000, 'on', 100)
    await evaluated('alpha', now - 86_400_000, 'constructor', 2)
    await inRoot((_, { storage }) => {
      storage.sql.exec("INSERT INTO drills (key, at, by, passed, detail) VALUES ('alpha', 5, 'x', 1, '{}')")
      storage.sql.exec("INSERT INTO drills (key, at, by, passed, detail) VALUES ('alpha', 9, 'x', 0, '{}')")
    })
    expect((await get('/api/v1/flags?owner=ann')).body.items[0]).toEqual({
      key: 'alpha',
      state: 'ENABLED',
      type: 'boolean',
      kind: 'release',
      owner: 'ann',
      system: 'pay',
      clientSide: false,
      approval: true,
      createdAt: '2020-01-01T00:00:00.000Z',
      changedAt: expect.any(String),
      changedIn: 1,
      expiresAt: '2020-01-31T00:00:00.000Z',
      killedBy: [id],
      lastEvaluatedAt: new Date(now).toISOString(),
      served: { on: 3, constructor: 2 },
      drilledAt: '1970-01-01T00:00:00.009Z',
      drillPassed: false,
      stale: ['expired'],
    })
  })

  it('of archived ones knows what they were, when they went and through whom', async () => {
    await fill()
    await Promise.all(['alpha', 'gamma', 'delta'].map((key) => remove(key)))
    const { items } = (await get('/api/v1/flags?archived=true&sort=key')).body
    expect(items).toMatchObject([
      { key: 'alpha', kind: 'release', owner: 'ann', system: 'pay', approval: true, archivedBy: 'boot', stale: [] },
      { key: 'delta', type: 'number' },
      { key: 'gamma', type: 'string', state: 'DISABLED', approval: true },
    ])
    expect(items[0]).toMatchObject({ createdAt: '2020-01-01T00:00:00.000Z', expiresAt: '2020-01-31T00:00:00.000Z' })
    expect(items[0].archivedAt).toBe(items[0].changedAt)
    expect(keysOf(await get('/api/v1/flags?archived=true&owner=ann'))).toEqual(['alpha', 'delta'])
    expect(keysOf(await get('/api/v1/flags'))).toEqual(['beta'])
  })

  it.each(['ownr=ann', 'kind=big', 'sort=owner', 'killed=yes', 'q=a&q=b&limit=0'])('refuses %s', async (query) => {
    const told = await get(`/api/v1/flags?${query}`)
    expect(problem(told)).toBe('400 invalid-query')
    expect(told.body.detail).toMatch(/: found .*; allowed: /)
  })
})

describe('a document of 5,000 flags', () => {
  it('takes writes of single flags, and lists them all', async () => {
    const flags = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`flag-${i}`, { enabled: true }]))
    await putDocument({ flags })
    expect((await put('one-more', full)).status).toBe(201)
    expect((await patch('flag-77', { state: 'DISABLED' })).body.changed).toEqual([
      { key: 'flag-77', change: 'changed' },
    ])
    expect(keysOf(await get('/api/v1/flags?q=MORE'))).toEqual(['one-more'])
    expect(keysOf(await get('/api/v1/flags?state=DISABLED'))).toEqual(['flag-77'])
    const page = await get('/api/v1/flags?limit=500&sort=-createdAt')
    expect(page.body.items).toHaveLength(500)
  }, 60_000)
})
