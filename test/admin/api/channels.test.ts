import { describe, expect, it } from 'vitest'
import { findStoredSecrets } from '../../../admin/objects/root/channels/stored-secrets.ts'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { deployments, notifications } from '../../../admin/objects/root/incident-schema.ts'
import { disableChannel } from '../../../admin/objects/root/stores/channel-rows.ts'
import { putResponder } from '../../../admin/objects/root/stores/responder-rows.ts'
import { ask, freshDeployments, get, inRoot, post, problem, tokenWith } from '../deployment.ts'

freshDeployments()

const path = '/api/v1/channels'
const token = 'xoxb-2345-6789-abcdefABCDEF'
const slack = (more: object = {}) => ({
  type: 'slack',
  audiences: ['responders'],
  settings: { channel: 'C0123ABCD' },
  secrets: { token },
  ...more,
})
const any = { 'if-match': '*' }
const put = (id: string, body: unknown, headers: Record<string, string> = any) =>
  ask('PUT', `${path}/${id}`, { body, headers })
const create = (id: string, body: unknown) => ask('PUT', `${path}/${id}`, { body })
const pointers = (told: { body: { errors?: { pointer: string }[] } }) => told.body.errors?.map(({ pointer }) => pointer)
const withDb = <T>(work: (db: ReturnType<typeof openDatabase>) => T): Promise<T> =>
  inRoot((_, state) => work(openDatabase(state.storage)))

describe('channels', () => {
  it('are created, replaced, listed and removed', async () => {
    const created = await create('room', slack())
    expect(created).toMatchObject({ status: 201, body: { id: 'room', type: 'slack', secrets: ['token'] } })
    expect(await put('room', slack({ pagingRank: 2 }))).toMatchObject({ status: 200, body: { pagingRank: 2 } })
    expect((await get(`${path}?type=slack`)).body.items).toMatchObject([{ id: 'room', audiences: ['responders'] }])
    expect((await get(`${path}?type=resend`)).body.items).toEqual([])
    expect((await ask('DELETE', `${path}/room`)).status).toBe(204)
    expect(problem(await get(`${path}/room`))).toBe('404 not-found')
    expect(problem(await ask('DELETE', `${path}/room`))).toBe('404 not-found')
  })

  it('are never called as the built-in status page is', async () => {
    const told = await create('status-page', slack())
    expect([problem(told), pointers(told)]).toEqual(['422 invalid-body', ['/id']])
    expect(told.body.detail).toContain('the built-in status page itself')
    expect(problem(await get(`${path}/status-page`))).toBe('404 not-found')
  })

  it('have settings for an audience only where they tell it', async () => {
    const settings = { channel: 'C0123ABCD', rooms: true, preApproved: true }
    const told = await create('room', slack({ settings, audiences: ['leadership'] }))
    expect(pointers(told)).toEqual(['/settings/preApproved', '/settings/rooms'])
    const both = slack({ settings, audiences: ['responders', 'customers'] })
    expect(await create('room', both)).toMatchObject({ status: 201, body: { settings } })
  })

  it('keep a secret that a write leaves out, and lose one that it sets to null', async () => {
    await create('room', slack())
    const settings = { channel: 'C0456EFGH' }
    expect((await put('room', slack({ settings, secrets: {} }))).body).toMatchObject({ settings, secrets: ['token'] })
    const without = await put('room', slack({ secrets: { token: null } }))
    expect([problem(without), pointers(without)]).toEqual(['422 invalid-body', ['/secrets/token']])
  })

  it('never take a stored secret to another address', async () => {
    await create('room', slack())
    const settings = { channel: 'C0123ABCD', baseUrl: 'https://collector.example.com/api' }
    const told = await put('room', slack({ settings, secrets: {} }))
    expect([problem(told), pointers(told)]).toEqual(['422 invalid-body', ['/secrets/token']])
    expect(told.body.detail).toContain('the stored one stays only with the same type and baseUrl')
    const mail = { type: 'resend', settings: { from: 'a@example.com' }, secrets: {} }
    expect(pointers(await put('room', mail))).toEqual(['/secrets/apiKey'])
  })

  it('show and audit no secret, only which changed', async () => {
    await create('room', slack())
    await put('room', slack({ secrets: { token: 'xoxb-another-one-of-ours' } }))
    const told = [await get(path), await get(`${path}/room`), await get('/api/v1/audit')]
    expect(JSON.stringify(told)).not.toMatch(/xoxb/)
    const [second, first] = told[2]!.body.items
    expect(first.detail).toMatchObject({ type: 'slack', secretsSet: ['token'], secretsRemoved: [] })
    expect(second.detail).toMatchObject({ secretsSet: ['token'] })
  })

  it('are replaced by whoever has read them last, also where only a secret changed', async () => {
    await create('room', slack())
    expect(problem(await create('room', slack({ audiences: [] })))).toBe('428 precondition-required')
    const etag = { 'if-match': (await get(`${path}/room`)).headers.get('etag') ?? '' }
    expect((await put('room', slack({ secrets: { token: 'xoxb-another-one-of-ours' } }), etag)).status).toBe(200)
    expect(problem(await put('room', slack(), etag))).toBe('412 stale-precondition')
    expect(problem(await put('room', slack(), { 'if-none-match': '*' }))).toBe('412 already-exists')
    expect(problem(await ask('DELETE', `${path}/room`, { headers: etag }))).toBe('412 stale-precondition')
  })

  it('written as they are leave no trace', async () => {
    await create('room', slack())
    expect((await create('room', slack({ secrets: {} }))).status).toBe(200)
    expect((await get('/api/v1/audit')).body.items).toHaveLength(1)
  })

  it('are used again once they are written', async () => {
    await create('room', slack())
    await withDb((db) => disableChannel(db, 'room', 'status 410', Date.now()))
    expect((await get(`${path}/room`)).body.disabled).toBe('status 410')
    expect(problem(await post(`${path}/room/test`, {}))).toBe('409 channel-refused')
    expect((await put('room', slack({ secrets: {} }))).body).not.toHaveProperty('disabled')
  })

  it('need the scope admin to be written, and read to be seen', async () => {
    const [reader, writer] = [await tokenWith(['read']), await tokenWith(['incident', 'write'])]
    expect((await get(path, { token: reader })).status).toBe(200)
    for (const caller of [reader, writer]) {
      expect(problem(await ask('PUT', `${path}/room`, { token: caller, body: slack() }))).toBe('403 missing-scope')
      expect(problem(await post(`${path}/room/test`, {}, { token: caller }))).toBe('403 missing-scope')
    }
  })
})

describe('what is wrong with a channel', () => {
  it.each([
    [{ type: 'pigeon' }, ['/type']],
    [{ type: 'slack', settings: {}, secrets: {} }, ['/settings/channel', '/secrets/token']],
    [slack({ settings: { channel: '#room' } }), ['/settings/channel']],
    [slack({ settings: { channel: 'C0123ABCD', constructor: 1 } }), ['/settings/constructor']],
    [slack({ secrets: { token, __proto: 'xxxxxxxxx' } }), ['/secrets/__proto']],
    [slack({ secrets: { token: 7 } }), ['/secrets']],
    [slack({ secrets: { token: 'short' } }), ['/secrets/token']],
    [slack({ audiences: ['everybody'] }), ['/audiences/0']],
    [slack({ pagingRank: 0 }), ['/pagingRank']],
    [slack({ hook: { events: ['contain'] } }), ['/hook']],
    [slack({ hook: { events: ['explode'] } }), ['/hook/events/0']],
    [slack({ settings: { channel: 'C0123ABCD', baseUrl: 'https://10.0.0.8' } }), ['/settings/baseUrl']],
    [{ type: 'pagerduty', audiences: ['leadership'], secrets: { routingKey: 'a'.repeat(32) } }, ['/audiences/0']],
    [
      {
        ...{ type: 'statuspage', audiences: ['responders'], pagingRank: 1, secrets: { apiKey: 'a'.repeat(32) } },
        settings: { page: 'kctbh9vrtdwd', components: { nowhere: 'ft8g3x1nk2m9' } },
      },
      ['/audiences/0', '/pagingRank', '/settings/components/nowhere'],
    ],
    [
      {
        ...{ type: 'webhook', hook: { events: ['logs'], systems: ['nowhere'] } },
        ...{ settings: { url: 'https://ann:secret@example.com' }, secrets: { secret: 'whsec_c2hvcnQ=' } },
      },
      ['/settings/url', '/secrets/secret', '/hook/systems/0'],
    ],
    [slack({ settings: { channel: token } }), ['/settings/channel']],
    [slack({ more: 1 }), ['/more']],
  ])('is named by its place: %j', async (body, expected) => {
    const told = await create('room', body)
    expect(problem(told)).toBe('422 invalid-body')
    expect(pointers(told)).toEqual(expected)
    expect(JSON.stringify(told.body)).not.toMatch(/xoxb-\w|short"|xxxxxxxxx|c2hvcnQ|ann:/)
  })

  it('takes settings with the name of a prototype for what they are', async () => {
    const told = await create(
      'room',
      '{"type":"slack","settings":{"__proto__":{}},"secrets":{"__proto__":"aaaaaaaaa"}}',
    )
    expect(pointers(told)).toEqual(['/settings/__proto__', '/settings/channel', '/secrets/__proto__', '/secrets/token'])
  })

  it('is a secret among what is shown, its own or that of another channel, in any form', async () => {
    await create('room', slack())
    for (const text of [token, encodeURIComponent(token), btoa(`x:${token}`)]) {
      const body = { type: 'webhook', settings: { url: `https://hooks.example.com/${text}` }, secrets: {} }
      const told = await create('hook', body)
      expect(problem(told)).toBe('422 invalid-body')
      expect(pointers(told)).toContain('/settings/url')
      expect(JSON.stringify(told.body)).not.toContain(text)
    }
    expect(await withDb((db) => findStoredSecrets(db, `use ${token}`, '/text'))).toMatchObject([{ path: '/text' }])
    expect(await withDb((db) => findStoredSecrets(db, 'use the token', '/text'))).toEqual([])
  })
})

describe('a channel that is used', () => {
  it('stays while something is on its way through it', async () => {
    await create('room', slack())
    await post(`${path}/room/test`, {})
    expect(problem(await ask('DELETE', `${path}/room`))).toBe('409 channel-refused')
    await withDb((db) => db.update(notifications).set({ status: 'sent' }).run())
    expect((await ask('DELETE', `${path}/room`)).status).toBe(204)
  })

  it('stays while it would take a deployment back', async () => {
    await create('room', slack())
    const row = { id: 'd1', system: 's', version: '2', flags: [], by: 'ann', announcedAt: 1, rollbackHook: 'room' }
    await withDb((db) =>
      db
        .insert(deployments)
        .values({ ...row, status: 'live' })
        .run(),
    )
    const told = await ask('DELETE', `${path}/room`)
    expect([problem(told), told.body.detail]).toEqual(['409 channel-refused', expect.stringContaining('d1')])
  })
})

describe('a test', () => {
  it('goes the way of all notifications', async () => {
    await create('room', slack())
    const told = await post(`${path}/room/test`, {})
    expect(told).toMatchObject({ status: 202, body: { key: expect.stringMatching(/^[0-9a-f]{64}$/) } })
    const rows = await withDb((db) => db.select().from(notifications).all())
    expect(rows).toMatchObject([{ key: told.body.key, channel: 'room', purpose: 'test', incident: null }])
  })

  it('needs somebody to go to', async () => {
    await create('mail', { type: 'resend', settings: { from: 'a@example.com' }, secrets: { apiKey: 're_12345678' } })
    expect(problem(await post(`${path}/mail/test`, {}))).toBe('409 channel-refused')
    expect(pointers(await post(`${path}/mail/test`, { to: 'ann' }))).toEqual(['/to'])
    await withDb((db) => putResponder(db, { id: 'ann', name: 'Ann', email: 'ann@example.com' }))
    expect((await post(`${path}/mail/test`, { to: 'ann' })).status).toBe(202)
    expect(problem(await post(`${path}/nowhere/test`, {}))).toBe('404 not-found')
  })
})
