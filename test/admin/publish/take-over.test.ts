import { reset } from 'cloudflare:test'
import { afterEach, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../protocol/checksum.ts'
import type { Feed } from '../../../protocol/feed.ts'
import { type PublishedKey, renderSnapshot } from '../../../protocol/published-snapshot.ts'
import { ask, evict, get, inRoot, killFlag, kv, publishedHead, putDocument, ring, settle } from '../deployment.ts'

afterEach(reset)

const keys: PublishedKey[] = [{ id: 'web', kind: 'client', hash: 'a'.repeat(64) }]
const flag = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' }

/** Publishes the way something before this root did. */
async function publishElsewhere(more: Partial<Feed> = {}): Promise<Feed> {
  const text = renderSnapshot({ flags: { old: flag } }, keys)
  const revision = await sha256Hex(text)
  await kv.put(`snapshot/${revision}`, text)
  const feed: Feed = { format: 1, epoch: 3, seq: 9, revision, kills: [], lowered: {}, ...more }
  await kv.put('head', JSON.stringify(feed))
  return feed
}

const start = async () => {
  await inRoot(() => {})
  await ring()
  await settle()
}

describe('a new root in an account that was published to before', () => {
  it('takes flags, keys and kills over, and rises above what evaluators have seen', async () => {
    const before = await publishElsewhere({ kills: [{ seq: 7, target: { flag: 'bad' } }] })
    await start()
    expect((await get('/api/v1/document')).body).toEqual({ flags: { old: flag } })
    const head = await publishedHead()
    expect(head).toMatchObject({ epoch: 4, revision: before.revision, kills: [{ target: { flag: 'bad' } }] })
    const { items } = (await get('/api/v1/kills')).body
    expect(items).toMatchObject([{ target: { flag: 'bad' }, by: 'system' }])
    await putDocument({ flags: { old: flag, new: flag } })
    const snapshot = JSON.parse((await kv.get(`snapshot/${(await get('/api/v1/head')).body.revision}`)) ?? '')
    expect(snapshot.keys).toEqual(keys)
    const known = (await get('/api/v1/keys')).body.items
    expect(known).toMatchObject([{ id: 'web', name: 'web', kind: 'client', createdBy: 'system' }])
    expect(JSON.stringify(known)).not.toContain(keys[0]!.hash)
    expect((await ask('DELETE', '/api/v1/keys/web')).status).toBe(204)
    const { revision } = (await get('/api/v1/head')).body
    expect(JSON.parse((await kv.get(`snapshot/${revision}`)) ?? '').keys).toEqual([])
    expect((await get('/api/v1/audit/verify')).body.ok).toBe(true)
  })

  it('starts without flags where they cannot be read', async () => {
    await publishElsewhere({ revision: 'f'.repeat(64) })
    await start()
    expect((await get('/api/v1/head')).body.epoch).toBe(4)
    expect((await get('/api/v1/document')).body).toEqual({ flags: {} })
  })

  it('vouches for nothing before it knows', async () => {
    await publishElsewhere()
    await inRoot((root) => {
      const away = () => Promise.reject(new Error('KV is away'))
      root.surroundings.store = { get: away, put: away }
    })
    const pull = () => inRoot((root) => root.pull({ relay: 'wnam', sightings: [], colos: [] }))
    await expect(pull()).rejects.toThrow('does not know yet')
    await evict()
    expect(await pull()).toMatchObject({ epoch: 4 })
  })
})

describe('a root that was restored to an earlier time', () => {
  it('keeps its document, adds the kills it has lost, and raises the epoch', async () => {
    await start()
    const { revision } = (await putDocument({ flags: { a: flag } })).body
    await killFlag('a')
    await settle()
    const lost = await publishElsewhere({
      epoch: 1,
      seq: 50,
      kills: [
        { seq: 2, target: { flag: 'a' } },
        { seq: 50, target: { all: true } },
      ],
    })
    await evict()
    await start()
    const head = await publishedHead()
    expect(head).toMatchObject({ epoch: lost.epoch + 1, revision, kills: [{ target: { all: true } }] })
    expect((await get('/api/v1/kills')).body.items).toHaveLength(2)
    expect((await get('/api/v1/audit?action=epoch.raise')).body.items).toMatchObject([{ actor: 'system' }])
  })

  it('that lost nothing stays as it is', async () => {
    await start()
    await putDocument({ flags: { a: flag } })
    await settle()
    const before = await publishedHead()
    await evict()
    await start()
    expect(await publishedHead()).toEqual(before)
  })
})
