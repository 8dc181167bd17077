import { describe, expect, it } from 'vitest'
import { snapshotTtlSeconds } from '../../../protocol/published-snapshot.ts'
import {
  ask,
  evict,
  faultyStore,
  freshDeployments,
  get,
  hurry,
  inRoot,
  killFlag,
  kv,
  moveClock,
  post,
  publishedHead,
  putDocument,
  ring,
  settle,
} from '../deployment.ts'

freshDeployments()

const flagsOf = (settings: Record<string, boolean>) => ({
  flags: Object.fromEntries(Object.entries(settings).map(([key, enabled]) => [key, { enabled }])),
})
const head = async () => (await get('/api/v1/head')).body
const pull = () => inRoot((root) => root.pull({ relay: 'wnam', sightings: [], colos: [] }))

describe('while KV throws', () => {
  it('a document is committed, not named, and published as soon as KV is back', async () => {
    const store = await faultyStore()
    const first = (await putDocument(flagsOf({ a: true }))).body.revision
    store.mode = 'throw'
    const { body } = await putDocument(flagsOf({ a: false }))
    expect(body).toMatchObject({ published: false, changed: [{ key: 'a', change: 'changed' }] })
    expect(await head()).toMatchObject({
      revision: first,
      committedRevision: body.revision,
      publishing: { pending: expect.any(Number), lastError: 'KV failed: KV is away', since: expect.any(String) },
    })
    expect((await get('/healthz')).body).toMatchObject({ kvOk: false })
    expect((await pull()).revision).toBe(first)
    store.mode = 'ok'
    await settle()
    expect(await head()).toMatchObject({ revision: body.revision, lowered: { a: 2 }, publishing: { pending: 0 } })
    expect(await publishedHead()).toMatchObject({ seq: 2, revision: body.revision, lowered: { a: 2 } })
    expect((await get('/healthz')).body).toMatchObject({ kvOk: true })
  })

  it('a kill goes out all the same', async () => {
    const store = await faultyStore()
    await putDocument(flagsOf({ a: true }))
    store.mode = 'throw'
    const { status, body } = await killFlag('a')
    expect(status).toBe(201)
    for (const relay of body.relays) expect(relay).toHaveProperty('ackMs')
    expect((await pull()).kills).toEqual([{ seq: body.seq, target: { flag: 'a' } }])
    store.mode = 'ok'
    await settle()
    expect((await publishedHead()).kills).toEqual([{ seq: body.seq, target: { flag: 'a' } }])
  })

  it('revisions that are overtaken are skipped, what they lowered is not', async () => {
    const store = await faultyStore()
    await putDocument(flagsOf({ a: true, b: true, c: true }))
    store.mode = 'throw'
    const skipped = (await putDocument(flagsOf({ a: false, b: true, c: true }))).body.revision
    const last = (await putDocument(flagsOf({ a: false, b: false, c: true }))).body.revision
    store.mode = 'ok'
    await settle()
    expect(await publishedHead()).toMatchObject({ revision: last, lowered: { a: 2, b: 2 } })
    expect(store.written).not.toContain(`snapshot/${skipped}`)
  })

  it('it is tried again later and later', async () => {
    const store = await faultyStore()
    store.mode = 'throw'
    await putDocument(flagsOf({ a: true }))
    const delays: number[] = []
    await inRoot(async (root, { storage }) => {
      let at = root.surroundings.now()
      root.surroundings.now = () => at
      await root.alarm()
      for (let tried = at; delays.length < 9; ) {
        // The alarm also rings for what else is due, and KV is left alone then.
        const dueMs = ((await storage.getAlarm()) ?? 0) - Date.now()
        at += Math.max(1, Math.ceil(dueMs / 250)) * 250
        const before = store.asked
        await root.alarm()
        if (store.asked === before) continue
        delays.push(at - tried)
        tried = at
      }
    })
    expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  })
})

describe('while KV hangs', () => {
  it('a write does not wait for it', async () => {
    const store = await faultyStore()
    await hurry()
    await putDocument(flagsOf({ a: true }))
    store.mode = 'hang'
    expect((await putDocument(flagsOf({ a: false }))).body.published).toBe(false)
    expect((await killFlag('a')).body.relays[0]).toHaveProperty('ackMs')
    await expect.poll(async () => (await head()).publishing.lastError).toContain('has not answered')
    store.mode = 'ok'
    await settle()
    expect((await publishedHead()).kills).toHaveLength(1)
  })

  it('a head that lands late is put right', async () => {
    const store = await faultyStore()
    await hurry()
    await putDocument(flagsOf({ a: true }))
    await settle()
    store.mode = 'hang'
    await killFlag('b')
    await moveClock(1_000)
    await inRoot((root) => root.alarm())
    await expect.poll(async () => (await head()).publishing.lastError).toContain('has not answered')
    store.mode = 'ok'
    await killFlag('c')
    await settle()
    expect((await publishedHead()).seq).toBe(3)
    await inRoot(() => store.release())
    await expect.poll(() => store.heads).toContain(2)
    await settle()
    expect((await publishedHead()).seq).toBe(3)
    expect(store.heads.slice(-3)).toEqual([3, 2, 3])
  })
})

describe('a root that ends', () => {
  it('between commit and publish leaves it to its next life', async () => {
    const store = await faultyStore()
    await putDocument(flagsOf({ a: true }))
    await settle()
    store.mode = 'throw'
    const { body } = await putDocument(flagsOf({ a: false }))
    expect(body.published).toBe(false)
    await evict()
    await ring()
    await settle()
    expect(await publishedHead()).toMatchObject({ seq: 2, revision: body.revision, lowered: { a: 2 } })
  })

  it('between kill and mirror too', async () => {
    const store = await faultyStore()
    store.mode = 'throw'
    const { body } = await killFlag('a')
    await evict()
    await ring()
    await settle()
    expect(await publishedHead()).toMatchObject({ seq: body.seq, kills: [{ seq: body.seq }] })
  })

  it('forgets nothing that was acknowledged', async () => {
    await putDocument(flagsOf({ a: true }))
    await killFlag('a')
    const before = await head()
    await evict()
    expect(await head()).toMatchObject({ epoch: before.epoch, seq: before.seq, kills: before.kills })
    expect((await get('/api/v1/audit/verify')).body).toEqual({ ok: true, checked: 2 })
  })
})

describe('KV', () => {
  it('gets the head at most once a second, with everything in it', async () => {
    const store = await faultyStore()
    for (let i = 0; i < 20; i++) await killFlag(`flag-${i}`)
    await settle()
    expect((await publishedHead()).kills).toHaveLength(20)
    expect(store.written.filter((key) => key === 'head').length).toBeLessThanOrEqual(4)
  })

  it('never has a head that names a snapshot it does not have', async () => {
    await killFlag('a')
    await settle()
    const { revision } = await publishedHead()
    expect(await kv.get(`snapshot/${revision}`)).toBe('{"format":1,"keys":[],"document":{"flags":{}}}')
  })

  it('keeps old snapshots for thirty days, and the current one for ever', async () => {
    const ends = async () => {
      const { keys } = await kv.list({ prefix: 'snapshot/' })
      return new Map(keys.map(({ name, expiration }) => [name.slice('snapshot/'.length), expiration]))
    }
    const first = (await putDocument(flagsOf({ a: true }))).body.revision
    const second = (await putDocument(flagsOf({ a: false }))).body.revision
    await settle()
    await inRoot((root) => root.alarm())
    const inThirtyDays = Date.now() / 1000 + snapshotTtlSeconds
    expect((await ends()).get(second)).toBeUndefined()
    expect(Math.abs(((await ends()).get(first) ?? 0) - inThirtyDays)).toBeLessThan(60)
    await post('/api/v1/revisions/1/rollback', { reason: 'r' }, { headers: { 'if-match': '*' } })
    await settle()
    await inRoot((root) => root.alarm())
    expect((await ends()).get(first)).toBeUndefined()
    expect((await ends()).get(second)).toBeGreaterThan(0)
  })
})

describe('lifting', () => {
  it('reaches relays and KV like a kill', async () => {
    const { body } = await killFlag('a')
    const lift = await ask('DELETE', `/api/v1/kills/${body.id}`)
    await settle()
    expect(await publishedHead()).toMatchObject({ seq: lift.body.seq, kills: [] })
  })
})
