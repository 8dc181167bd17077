import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answerShape, planShape } from '../../../admin/api/restore.ts'
import { hashText } from '../../../admin/hash-text.ts'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { evaluationKeys } from '../../../admin/objects/root/schema.ts'
import { compareFeeds } from '../../../protocol/feed.ts'
import { renderSnapshot } from '../../../protocol/published-snapshot.ts'
import {
  ask,
  bootToken,
  evict,
  faultyStore,
  freshDeployments,
  get,
  hurry,
  inRoot,
  killFlag,
  kv,
  post,
  problem,
  publishedHead,
  putDocument,
  settle,
  tokenWith,
} from '../deployment.ts'
import { History } from '../history-fixture.ts'

freshDeployments()

const path = '/api/v1/restore'
const flags = (...names: string[]) => ({ flags: Object.fromEntries(names.map((name) => [name, { enabled: true }])) })
const wait = () => new Promise((go) => setTimeout(go, 5))

let history: History

beforeEach(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  history = new History()
  await history.install()
  await hurry()
})
afterEach(() => void vi.restoreAllMocks())

/** A moment that lies between what was before and what comes after. */
async function moment(): Promise<string> {
  await settle()
  await wait()
  await history.mark()
  const at = await inRoot((root) => new Date(root.surroundings.now()).toISOString())
  await wait()
  return at
}

const restoreNow = (at: string, more: object = {}) => post(path, { at, reason: 'a bad import' }, more)

/** Once KV has the newest head, which it takes once a second. */
async function restore(at: string, more: object = {}) {
  await settle()
  return restoreNow(at, more)
}

describe('a restore', () => {
  it('brings the document of that time back, under an epoch that evaluators accept', async () => {
    await putDocument(flags('a'))
    const at = await moment()
    await putDocument(flags('b'))
    await settle()
    const before = await publishedHead()
    const { status, body } = await restore(at)
    expect(status).toBe(200)
    expect(history.restarts).toBe(1)
    answerShape.strict().parse(body)
    expect((await get('/api/v1/document')).body.flags).toHaveProperty('a')
    expect((await get('/api/v1/document')).body.flags).not.toHaveProperty('b')
    expect(compareFeeds(body, before)).toBeGreaterThan(0)
    expect(body.epoch).toBe(before.epoch + 1)
    await settle()
    const after = await publishedHead()
    expect(compareFeeds(after, body)).toBeGreaterThanOrEqual(0)
    expect(after.revision).toBe(body.revision)
    expect(after.revision).not.toBe(before.revision)
  })

  it('keeps kills in force, with all that is known of them', async () => {
    await putDocument(flags('a'))
    const at = await moment()
    const kill = (await post('/api/v1/kills', { target: { flag: 'a' }, reason: 'declined', incident: 'INC-1' })).body
    const { body } = await restore(at)
    expect(body.keptKills).toEqual([kill.id])
    expect(body.kills).toEqual([{ seq: kill.seq, target: { flag: 'a' } }])
    const kept = (await get('/api/v1/kills')).body.items
    expect(kept).toMatchObject([{ id: kill.id, reason: 'declined', incident: 'INC-1', by: 'boot', at: kill.at }])
    expect((await ask('DELETE', `/api/v1/kills/${kill.id}`)).status).toBe(200)
  })

  it('brings lifted kills of that time into force again, and lifts none', async () => {
    const kill = (await killFlag('a')).body
    const at = await moment()
    await ask('DELETE', `/api/v1/kills/${kill.id}`)
    const later = (await killFlag('b')).body
    const { body } = await restore(at)
    expect(body.kills.map(({ target }: { target: unknown }) => target)).toEqual([{ flag: 'a' }, { flag: 'b' }])
    expect(body.keptKills).toEqual([later.id])
  })

  it('never calls two kills the same', async () => {
    const at = await moment()
    let seq = 0
    for (const name of ['a', 'b', 'c']) {
      const made = (await killFlag(name)).body
      await ask('DELETE', `/api/v1/kills/${made.id}`)
      seq = made.seq
    }
    await restore(at)
    expect((await killFlag('d')).body.seq).toBeGreaterThan(seq)
  })

  it('makes no revoked token valid again', async () => {
    const token = await tokenWith(['read'])
    const at = await moment()
    const { id } = (await get('/api/v1/tokens')).body.items[0]
    await ask('DELETE', `/api/v1/tokens/${id}`)
    expect((await restore(at)).body.keptRevocations).toEqual([id])
    expect((await get('/api/v1/head', { token })).status).toBe(401)
  })

  it('lets no revoked evaluation key back into a snapshot', async () => {
    const keys = ['old', 'new'].map((id) => ({ id, kind: 'server' as const, hash: hashText(`fb_${id}_secret`) }))
    const text = renderSnapshot(flags() as never, keys)
    await kv.put(`snapshot/${hashText(text)}`, text)
    const head = { format: 1, epoch: 7, seq: 1, revision: hashText(text), kills: [], lowered: {} }
    await kv.put('head', JSON.stringify(head))
    await evict()
    await inRoot((root) => root.alarm())
    await history.install()
    await hurry()
    const at = await moment()
    await inRoot((_, { storage }) => {
      const change = { revokedAt: Date.now() }
      openDatabase(storage).update(evaluationKeys).set(change).where(eq(evaluationKeys.id, 'old')).run()
    })
    expect((await get(`${path}?at=${at}`)).body.kept.revocations).toEqual(['old'])
    const { body } = await restore(at)
    expect(body.keptRevocations).toEqual(['old'])
    await settle()
    const { revision } = await publishedHead()
    const published = JSON.parse((await kv.get(`snapshot/${revision}`)) ?? '')
    expect(published.keys).toEqual([keys[1]])
    expect((await get('/api/v1/revisions')).body.items[0].reason).toContain('stay revoked')
  })

  it('answers whoever asked, though the token is younger than the restored state', async () => {
    const at = await moment()
    const token = await tokenWith(['admin'])
    expect((await restore(at, { token })).status).toBe(200)
    expect((await get('/api/v1/head', { token })).status).toBe(401)
  })

  it('names every flag that changed since, so that no newer snapshot keeps one on', async () => {
    await putDocument(flags('same', 'older'))
    const at = await moment()
    await putDocument(flags('same', 'newer'))
    await settle()
    const { body } = await restore(at)
    const { lowered } = (await get('/api/v1/head')).body
    expect(lowered).toEqual({ older: body.seq, newer: body.seq })
  })

  it('writes its snapshot to KV again, without an end', async () => {
    await putDocument(flags('a'))
    const at = await moment()
    const { revision } = (await get('/api/v1/head')).body
    await putDocument(flags('b'))
    await settle()
    await kv.delete(`snapshot/${revision}`)
    await restore(at)
    await settle()
    const { keys } = await kv.list({ prefix: `snapshot/${revision}` })
    expect(keys).toMatchObject([{ name: `snapshot/${revision}` }])
    expect(keys[0]!.expiration).toBeUndefined()
  })

  it('is in the audit log, whose chain holds, with the end of the chain it left', async () => {
    const at = await moment()
    await killFlag('a')
    const [last] = (await get('/api/v1/audit')).body.items
    const { body } = await restore(at)
    const [row] = (await get('/api/v1/audit')).body.items
    expect(row).toMatchObject({ action: 'restore', actor: 'boot', subject: body.undo })
    expect(row.detail).toMatchObject({ at, reason: 'a bad import', left: { audit: { id: last.id, hash: last.hash } } })
    expect((await get('/api/v1/audit/verify')).body.ok).toBe(true)
  })

  it('is undone by its bookmark, and keeps the kills made meanwhile', async () => {
    await putDocument(flags('a'))
    const at = await moment()
    await putDocument(flags('b'))
    await settle()
    const { undo } = (await restore(at)).body
    await history.install()
    await hurry()
    await killFlag('c')
    const { body } = await restore(undo)
    expect((await get('/api/v1/document')).body.flags).toHaveProperty('b')
    expect(body.kills).toMatchObject([{ target: { flag: 'c' } }])
    expect(body.epoch).toBe(3)
  })

  it('answers a repeated request with the same answer, and restores once', async () => {
    const at = await moment()
    const key = { headers: { 'idempotency-key': 'once' } }
    const first = await restore(at, key)
    const second = await restore(at, key)
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(history.restarts).toBe(1)
  })
})

describe('a restore that breaks on the way', () => {
  const begin = (at: string) =>
    inRoot((root) => {
      const token = { id: 'boot', hash: hashText(bootToken) }
      return root.beginRestore({ token, address: '', needs: ['admin'] }, { at, reason: 'r' })
    })

  it('writes nothing more that would be lost', async () => {
    const at = await moment()
    await inRoot((root) => {
      root.surroundings.sleep = () => new Promise(() => {})
    })
    expect(await begin(at)).toMatchObject({ ok: true })
    expect(problem(await killFlag('a'))).toBe('503 unavailable')
    expect(problem(await restore(at))).toBe('503 unavailable')
    expect((await get('/api/v1/head')).status).toBe(200)
  })

  it('keeps epoch and kills by what KV knows', async () => {
    const at = await moment()
    await killFlag('a')
    await settle()
    const before = await publishedHead()
    await inRoot((root) => {
      root.surroundings.sleep = () => new Promise(() => {})
    })
    await begin(at)
    await inRoot((root) => root.endForRestore()).catch(() => {})
    await inRoot((root) => root.alarm())
    await settle()
    const head = await publishedHead()
    expect(head.epoch).toBe(before.epoch + 1)
    expect(head.kills).toMatchObject([{ target: { flag: 'a' } }])
  })

  it('ends the object by itself, so that it does not stay closed', async () => {
    const at = await moment()
    let over = () => {}
    await inRoot((root) => {
      root.surroundings.sleep = () => new Promise((go) => (over = go))
    })
    await begin(at)
    await inRoot(() => over()).catch(() => {})
    await vi.waitFor(() => expect(history.restarts).toBe(1))
    expect((await killFlag('a')).status).toBe(201)
  })

  it('is refused while KV does not take the newest kills', async () => {
    const at = await moment()
    const store = await faultyStore()
    store.mode = 'throw'
    await killFlag('a')
    const told = await restoreNow(at)
    expect(problem(told)).toBe('501 not-available-here')
    expect(told.body.detail).toContain('nothing was changed')
    expect(history.restarts).toBe(0)
    store.mode = 'ok'
    expect((await killFlag('b')).status).toBe(201)
  })
})

describe('the plan of a restore', () => {
  it('tells what would be undone and what is kept, and changes nothing', async () => {
    await putDocument(flags('a'))
    const lifted = (await killFlag('x')).body
    const revoked = (await post('/api/v1/tokens', { name: 'old', scopes: ['read'] })).body
    const at = await moment()
    await putDocument(flags('b'))
    await ask('DELETE', `/api/v1/kills/${lifted.id}`)
    const made = (await killFlag('y')).body
    const minted = (await post('/api/v1/tokens', { name: 'new', scopes: ['read'] })).body
    await ask('DELETE', `/api/v1/tokens/${revoked.id}`)
    const head = (await get('/api/v1/head')).body
    const { status, body } = await get(`${path}?at=${at}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      at,
      available: true,
      undone: {
        revisions: { count: 1, newest: [{ number: 2 }] },
        killsMade: { count: 1, newest: [{ id: made.id }] },
        killsLifted: { count: 1, newest: [{ id: lifted.id }] },
        tokensMade: { count: 1, newest: [{ id: minted.id }] },
        auditRows: 5,
      },
      kept: { kills: [{ target: { flag: 'y' } }], revocations: [revoked.id] },
    })
    planShape.strict().parse(body)
    expect((await get('/api/v1/head')).body).toEqual(head)
    expect(history.restarts).toBe(0)
  })

  it('says so where the storage keeps no history, and the restore is refused', async () => {
    await killFlag('a')
    await evict()
    await wait()
    const at = await inRoot((root) => new Date(root.surroundings.now() - 1).toISOString())
    expect((await get(`${path}?at=${at}`)).body.available).toBe(false)
    const told = await restore(at)
    expect(problem(told)).toBe('501 not-available-here')
    expect(told.body.detail).toContain('point-in-time recovery')
    expect((await killFlag('b')).status).toBe(201)
  })
})

describe('a point in time', () => {
  it.each([
    ['in the future', '2999-01-01T00:00:00Z'],
    ['before the root was born', '2020-01-01T00:00:00Z'],
    ['that is none', 'yesterday'],
    ['that is only a day', '2026-01-01'],
    ['that is empty', ''],
  ])('%s is refused', async (_name, at) => {
    const told = await restore(at)
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors[0].pointer).toBe('/at')
    expect(problem(await get(`${path}?at=${at}`))).toBe('400 invalid-query')
  })

  it('that is an unknown bookmark is refused, and nothing is changed', async () => {
    expect(problem(await restore(`0000ffff-00000000-00000000-${'0'.repeat(32)}`))).toBe('501 not-available-here')
    expect((await killFlag('a')).status).toBe(201)
  })

  it('needs a reason, and the scope admin', async () => {
    const at = await moment()
    expect(problem(await post(path, { at }))).toBe('422 invalid-body')
    const token = await tokenWith(['read', 'write', 'kill', 'rollout', 'incident', 'telemetry'])
    expect(problem(await restore(at, { token }))).toBe('403 missing-scope')
    expect(problem(await get(`${path}?at=${at}`, { token }))).toBe('403 missing-scope')
    expect(problem(await restore(at, { token: null }))).toBe('401 unauthenticated')
  })
})
