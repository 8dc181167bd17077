import { beforeEach, describe, expect, it, vi } from 'vitest'
import { freshDeployments, get, inRoot, problem, tokenWith } from '../deployment.ts'
import { act, incident, kinds, open, openShop, system, timeline } from './incident-fixture.ts'

freshDeployments()
beforeEach(openShop)

const kills = async () => (await get('/api/v1/kills')).body.items
const pointers = (told: { body: { errors?: { pointer: string }[] } }) => told.body.errors?.map(({ pointer }) => pointer)

describe('containing', () => {
  it('later with more flags adds to what is contained', async () => {
    await open({ exceptFlags: ['pay-later'] })
    const told = await act('contain', { how: 'killed', reason: 'carts as well', flags: ['cart'] })
    expect(told.body).toMatchObject({
      killed: ['cart'],
      containment: { reason: 'carts as well', flags: ['pay-fast', 'cart'], kills: ['k2', 'k3'] },
    })
    const rest = await act('contain', { how: 'killed', reason: 'all of it', systems: ['payments'] })
    expect(rest.body).toMatchObject({ killed: ['pay-later'], killedBefore: ['pay-fast'] })
    expect((await incident()).containment.flags).toEqual(['pay-fast', 'cart', 'pay-later'])
  })

  it('of what was only detected brings it to contain, however it was done', async () => {
    await open({ contain: false })
    const told = await act('contain', { how: 'none', reason: 'the bank is down' })
    expect(told.body).toMatchObject({ phase: 'contain', containment: { how: 'none' }, killed: [] })
    expect((await act('contain', { how: 'killed', reason: 'a way after all' })).body.killed).toHaveLength(2)
    const late = await act('contain', { how: 'none', reason: 'nothing' })
    expect(problem(late)).toBe('409 transition-refused')
    expect(late.body.missing[0]).toContain('contained already')
  })

  it('with kills needs the scope kill, known flags, and something to cut', async () => {
    await open({ contain: false })
    const token = await tokenWith(['incident'])
    expect(problem(await act('contain', { how: 'killed', reason: 'r' }, 'i1', { token }))).toBe('403 missing-scope')
    expect((await act('contain', { how: 'other', reason: 'r' }, 'i1', { token })).status).toBe(200)
    const unknown = await act('contain', { how: 'killed', reason: 'r', flags: ['card'], systems: ['paymens'] })
    expect(pointers(unknown)).toEqual(['/flags/0', '/systems/0'])
    await system('search')
    expect(pointers(await act('contain', { how: 'killed', reason: 'r', systems: ['search'] }))).toEqual(['/systems'])
    expect(pointers(await act('contain', { how: 'reverted', reason: 'r', flags: ['cart'] }))).toEqual(['/how'])
    expect(pointers(await act('contain', { how: 'magic', reason: '' }))?.sort()).toEqual(['/how', '/reason'])
    expect(problem(await act('contain', { how: 'other', reason: 'r' }, 'i9'))).toBe('404 not-found')
    expect(await kills()).toEqual([])
  })

  it('calls the hooks of its systems in the same transaction, each address once', async () => {
    await inRoot((_root, state) => {
      const put = (id: string, hook: object) =>
        state.storage.sql.exec(
          `INSERT INTO channels (id, type, audiences, hook, settings, secrets, created_at, created_by, changed_at)
           VALUES (?, 'webhook', '[]', ?, '{}', '{}', 0, 'test', 0)`,
          id,
          JSON.stringify(hook),
        )
      put('ops', { events: ['contain', 'logs', 'scale'], systems: ['payments', 'checkout'] })
      put('deaf', { events: ['rollback'] })
    })
    await open()
    await act('contain', { how: 'killed', reason: 'carts as well', flags: ['cart'] })
    const rows = await inRoot((_root, state) =>
      state.storage.sql.exec(`SELECT channel, purpose, message FROM notifications WHERE purpose = 'hook'`).toArray(),
    )
    const hooks = rows.map(({ channel, message }) => [channel, JSON.parse(String(message)).hook])
    expect(hooks).toMatchObject([
      ['ops', { event: 'contain', data: { incident: 'i1', systems: ['payments'], flags: ['pay-fast', 'pay-later'] } }],
      ['ops', { event: 'logs', data: { systems: ['payments'] } }],
      ['ops', { event: 'scale', data: { systems: ['checkout'] } }],
      ['ops', { event: 'contain', data: { flags: ['cart'] } }],
    ])
    const { from, to } = hooks[1]![1].data
    expect(Date.parse(to) - Date.parse(from)).toBe(900_000)
    expect(await kinds()).toContain('hooks')
  })

  it('stands where nothing can be told, and the incident says that nobody was', async () => {
    const loud = vi.spyOn(console, 'error').mockImplementation(() => {})
    await inRoot((_root, state) => {
      // Reading this channel throws, in whatever asks for channels.
      state.storage.sql.exec(
        `INSERT INTO channels (id, type, audiences, settings, secrets, created_at, created_by, changed_at)
         VALUES ('torn', 'webhook', '["responders"]', '{"xoxb-', '{"secret": "xoxb-', 0, 'test', 0)`,
      )
    })
    const opened = await open()
    expect(opened).toMatchObject({ status: 201, body: { phase: 'contain', killed: ['pay-fast', 'pay-later'] } })
    expect((await act('contain', { how: 'killed', reason: 'carts as well', flags: ['cart'] })).status).toBe(200)
    expect((await kills()).map(({ target }: { target: { flag: string } }) => target.flag).sort()).toEqual([
      'cart',
      'pay-fast',
      'pay-later',
    ])
    const told = (await timeline()).filter(({ kind }: { kind: string }) => kind === 'delivery')
    expect(told.map(({ text }: { text: string }) => text.split(':')[0])).toEqual(Array(5).fill('nobody was told'))
    expect(loud).toHaveBeenCalledTimes(5)
    expect(JSON.stringify([told, loud.mock.calls])).not.toContain('xoxb')
    expect((await get('/api/v1/incidents/i1/timeline/verify')).body).toMatchObject({ ok: true })
    loud.mockRestore()
  })
})
