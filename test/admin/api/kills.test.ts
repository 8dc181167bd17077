import { describe, expect, it } from 'vitest'
import { relayNames } from '../../../protocol/relay.ts'
import {
  ask,
  freshDeployments,
  get,
  killFlag,
  moveClock,
  post,
  problem,
  putDocument,
  tokenWith,
} from '../deployment.ts'

freshDeployments()

const minute = 60_000
const document = {
  flags: {
    'new-checkout': { enabled: true, fuseboard: { system: 'shop' } },
    'new-search': { enabled: true },
    banner: { enabled: true },
  },
}

describe('killing', () => {
  it('answers with the seq, the time from which it is enforced, and every relay', async () => {
    await putDocument(document)
    const { status, body } = await post('/api/v1/kills', {
      target: { flag: 'banner' },
      reason: 'errors',
      incident: 'INC-7',
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      id: 'k2',
      seq: 2,
      target: { flag: 'banner' },
      reason: 'errors',
      incident: 'INC-7',
      by: 'boot',
      already: false,
    })
    expect(Date.parse(body.enforcedBy) - Date.parse(body.at)).toBe(2_500)
    expect(body.relays.map(({ region }: { region: string }) => region)).toEqual([...relayNames])
    for (const relay of body.relays) expect(relay.ackMs).toBeGreaterThanOrEqual(0)
    expect(body).not.toHaveProperty('warning')
    const head = await get('/api/v1/head')
    expect(head.body).toMatchObject({ seq: 2, kills: [{ seq: 2, target: { flag: 'banner' } }] })
  })

  it('twice is not an error', async () => {
    const first = await killFlag('banner')
    const second = await killFlag('banner')
    expect(second.status).toBe(200)
    expect(second.body).toMatchObject({ id: first.body.id, seq: first.body.seq, already: true, at: first.body.at })
    expect((await get('/api/v1/head')).body.seq).toBe(first.body.seq)
  })

  it('takes a system, and everything', async () => {
    await putDocument(document)
    const system = await post('/api/v1/kills', { target: { system: 'shop' }, reason: 'r' })
    expect(system).toMatchObject({ status: 201, body: { target: { system: 'shop' } } })
    expect(system.body).not.toHaveProperty('warning')
    const all = await post('/api/v1/kills', { target: { all: true }, reason: 'r' })
    expect(all).toMatchObject({ status: 201, body: { target: { all: true } } })
    // With everything killed only that travels; the other kill is still listed, and back when this one is lifted.
    expect((await get('/api/v1/head')).body.kills).toEqual([{ seq: all.body.seq, target: { all: true } }])
    expect((await get('/api/v1/kills')).body.items).toHaveLength(2)
    await ask('DELETE', `/api/v1/kills/${all.body.id}`)
    expect((await get('/api/v1/head')).body.kills).toEqual([{ seq: system.body.seq, target: { system: 'shop' } }])
  })

  it('warns of an unknown flag and names the nearest', async () => {
    await putDocument(document)
    const { status, body } = await killFlag('new-chekout')
    expect(status).toBe(201)
    expect(body.warning).toContain('"new-chekout"')
    expect(body.nearest[0]).toBe('new-checkout')
  })

  it('warns of an unknown system and of one without flags', async () => {
    await putDocument(document)
    const unknown = await post('/api/v1/kills', { target: { system: 'shpo' }, reason: 'r' })
    expect(unknown.body).toMatchObject({ nearest: ['shop'] })
    const system = { name: 'Mail', owner: 'team', paths: [], dependsOn: [], critical: false }
    await ask('PUT', '/api/v1/systems/mail', { body: system })
    const empty = await post('/api/v1/kills', { target: { system: 'mail' }, reason: 'r' })
    expect(empty.body.warning).toContain('no flag belongs to')
  })

  it.each<[string, unknown, string]>([
    ['no reason', { target: { flag: 'a' } }, '/reason'],
    ['an empty reason', { target: { flag: 'a' }, reason: '  ' }, '/reason'],
    ['a long reason', { target: { flag: 'a' }, reason: 'r'.repeat(501) }, '/reason'],
    ['no target', { reason: 'r' }, '/target'],
    ['two targets', { target: { flag: 'a', all: true }, reason: 'r' }, '/target'],
    ['a target that is no name', { target: { flag: ' a ' }, reason: 'r' }, '/target/flag'],
    ['all: false', { target: { all: false }, reason: 'r' }, '/target'],
    ['a name with a control character', { target: { flag: 'a\u0000b' }, reason: 'r' }, '/target/flag'],
    ['an unknown member', { target: { flag: 'a' }, reason: 'r', force: true }, '/force'],
    ['a list', [], ''],
  ])('refuses %s', async (_, body, pointer) => {
    const told = await post('/api/v1/kills', body)
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors[0].pointer).toBe(pointer)
    expect(told.body.errors[0].detail).toMatch(/^found .*; allowed: /)
    expect((await get('/api/v1/head')).body.seq).toBe(0)
  })

  it('refuses what is no JSON', async () => {
    expect(problem(await post('/api/v1/kills', '{"target"'))).toBe('400 malformed-json')
    expect(problem(await post('/api/v1/kills', ''))).toBe('400 malformed-json')
  })

  it('takes a body whatever its content type says', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await killFlag('banner', { headers })).status).toBe(201)
  })

  it('refuses a body of more than 64 KiB', async () => {
    const told = await post('/api/v1/kills', { target: { flag: 'a' }, reason: 'r'.repeat(70_000) })
    expect(problem(told)).toBe('413 too-large')
  })

  it('refuses one flag too many for the feed, and still takes a system and everything', async () => {
    const name = (i: number): string => `${i}-${'n'.repeat(250)}`
    let refused: Awaited<ReturnType<typeof killFlag>> | undefined
    for (let i = 0; refused === undefined && i < 200; i++) {
      const told = await killFlag(name(i))
      if (told.status !== 201) refused = told
    }
    expect(problem(refused!)).toBe('409 feed-full')
    expect((await post('/api/v1/kills', { target: { system: 'shop' }, reason: 'r' })).status).toBe(201)
    expect((await post('/api/v1/kills', { target: { all: true }, reason: 'r' })).status).toBe(201)
  }, 60_000)
})

describe('lifting', () => {
  it('takes back what was just done, with the scope kill and without a reason', async () => {
    const token = await tokenWith(['kill'])
    const kill = await killFlag('banner', { token })
    await moveClock(9 * minute)
    const lift = await ask('DELETE', `/api/v1/kills/${kill.body.id}`, { token })
    expect(lift.status).toBe(200)
    expect(lift.body).toMatchObject({ id: kill.body.id, seq: kill.body.seq + 1 })
    expect(Date.parse(lift.body.enforcedBy) - Date.parse(lift.body.liftedAt)).toBe(2_500)
    expect(lift.body.relays).toHaveLength(relayNames.length)
    expect((await get('/api/v1/head')).body).toMatchObject({ seq: lift.body.seq, kills: [] })
  })

  it('needs the scope write after ten minutes', async () => {
    const token = await tokenWith(['kill'])
    const kill = await killFlag('banner', { token })
    await moveClock(10 * minute + 1)
    const path = `/api/v1/kills/${kill.body.id}`
    expect(problem(await ask('DELETE', `${path}?reason=fixed`, { token }))).toBe('403 lift-needs-write')
    const writer = await tokenWith(['write'])
    expect(problem(await ask('DELETE', path, { token: writer }))).toBe('422 reason-required')
    expect(problem(await ask('DELETE', `${path}?reason=`, { token: writer }))).toBe('422 reason-required')
    expect((await ask('DELETE', `${path}?reason=fixed`, { token: writer })).status).toBe(200)
  })

  it('happens once', async () => {
    const { body } = await killFlag('banner')
    await ask('DELETE', `/api/v1/kills/${body.id}`)
    expect(problem(await ask('DELETE', `/api/v1/kills/${body.id}`))).toBe('409 already-lifted')
    expect(problem(await ask('DELETE', '/api/v1/kills/k99'))).toBe('404 not-found')
  })

  it('leaves a kill that can be made again', async () => {
    const first = await killFlag('banner')
    await ask('DELETE', `/api/v1/kills/${first.body.id}`)
    const second = await killFlag('banner')
    expect(second).toMatchObject({ status: 201, body: { already: false, seq: first.body.seq + 2 } })
  })
})

describe('listing', () => {
  it('shows what is in force, and with all=true what was lifted', async () => {
    const first = await killFlag('a')
    const second = await killFlag('b')
    await ask('DELETE', `/api/v1/kills/${first.body.id}?reason=over`)
    const inForce = await get('/api/v1/kills')
    expect(inForce.body.items.map(({ id }: { id: string }) => id)).toEqual([second.body.id])
    const all = await get('/api/v1/kills?all=true')
    expect(all.body.items).toMatchObject([
      { id: second.body.id, target: { flag: 'b' } },
      { id: first.body.id, liftedBy: 'boot', liftedSeq: 3 },
    ])
    expect(problem(await get('/api/v1/kills?all=maybe'))).toBe('400 invalid-query')
  })
})

describe('receipts', () => {
  it('of a seq that does not exist are not found', async () => {
    expect(problem(await get('/api/v1/kills/7/receipts'))).toBe('404 not-found')
    expect(problem(await get('/api/v1/kills/k7/receipts'))).toBe('404 not-found')
  })

  it('tell when the lease has passed', async () => {
    const { body } = await killFlag('banner')
    const early = await get(`/api/v1/kills/${body.seq}/receipts`)
    expect(early.body).toMatchObject({ seq: body.seq, committedAt: body.at, leaseMs: 2_500, leasePassed: false })
    expect(early.body).toMatchObject({ confirmed: [], p50Ms: null, p99Ms: null, worstMs: null })
    await moveClock(2_500)
    expect((await get(`/api/v1/kills/${body.seq}/receipts`)).body.leasePassed).toBe(true)
  })
})
