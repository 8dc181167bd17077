import { beforeEach, describe, expect, it } from 'vitest'
import {
  ask,
  bootToken,
  evict,
  freshDeployments,
  get,
  inRoot,
  moveClock,
  post,
  problem,
  putDocument,
  tokenWith,
} from '../deployment.ts'
import {
  agree,
  approve,
  free,
  guarded,
  hourMs,
  pass,
  percentOf,
  putFlags,
  reject,
  type Two,
  twoPeople,
} from '../guarded.ts'

freshDeployments()

let two: Two
beforeEach(async () => {
  two = await twoPeople()
})

const revisions = async () => (await get('/api/v1/revisions')).body.items.length
const auditOf = async (action: string) => (await get(`/api/v1/audit?action=${action}`)).body.items
const change = async (id: string) => (await get(`/api/v1/changes/${id}`)).body

describe('a raise', () => {
  it('needs a reason, and names what it raises', async () => {
    const told = await ask('PUT', '/api/v1/document', {
      body: { flags: { banner: free(5) } },
      headers: { 'if-match': '*' },
    })
    expect(problem(told)).toBe('422 reason-required')
    expect(told.body.detail).toBe('raising exposure (banner) needs a reason: add ?reason=')
    expect(await revisions()).toBe(1)
  })

  it('of a flag that asks for a second person waits, whole, and says so', async () => {
    const told = await putFlags({ pay: guarded(5), banner: free(5) }, two.ann)
    expect(told.status).toBe(202)
    expect(told.headers.get('etag')).toBeNull()
    expect(told.body.pending).toMatchObject({
      id: 'c1',
      kind: 'approval',
      status: 'pending',
      reason: 'because',
      base: 0,
    })
    expect(told.body.pending.by).toMatch(/^ann-/)
    const [first, second] = told.body.pending.flags
    expect(first).toMatchObject({ key: 'banner', change: 'added', approval: false })
    expect(second).toMatchObject({ key: 'pay', approval: true, exposure: { direction: 'raises' } })
    expect(second.notes).toContain('waits for a second person: the flag asks for one')
    expect((await get('/api/v1/document')).body).toEqual({ flags: {} })
    expect(await auditOf('change.request')).toHaveLength(1)
  })

  it('of a flag whose system asks for one waits too', async () => {
    const system = { name: 'Shop', owner: 'o', paths: [], dependsOn: [], critical: true, approval: true }
    await ask('PUT', '/api/v1/systems/shop', { body: system })
    const told = await putFlags({ pay: { ...free(5), fuseboard: { system: 'shop' } } }, two.ann)
    expect(told.status).toBe(202)
    expect(told.body.pending.flags[0].notes).toContain('waits for a second person: its system "shop" asks for one')
  })

  it('asked for twice is one change', async () => {
    const first = await putFlags({ pay: guarded(5) }, two.ann)
    const second = await putFlags({ pay: guarded(5) }, two.ann)
    expect(second).toMatchObject({ status: 202, body: first.body })
    expect((await putFlags({ pay: guarded(5) }, two.bob)).body.pending.id).toBe('c2')
    expect(await auditOf('change.request')).toHaveLength(2)
  })

  it('by rollback waits as well, and its repetition with the same key is the same answer', async () => {
    await agree({ pay: guarded(50) }, two)
    await putFlags({ pay: guarded(10) }, two.ann)
    const headers = { 'if-match': '*', 'idempotency-key': 'k' }
    const first = await post('/api/v1/revisions/1/rollback', { reason: 'r' }, { token: two.ann, headers })
    const again = await post('/api/v1/revisions/1/rollback', { reason: 'r' }, { token: two.ann, headers })
    expect(first.status).toBe(202)
    expect(again).toMatchObject({ status: 202, body: first.body })
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect((await get('/api/v1/changes?status=pending')).body.items).toHaveLength(1)
  })
})

describe('lowering and keeping', () => {
  it('wait for nobody, and need no reason', async () => {
    await agree({ pay: guarded(50) }, two)
    const path = '/api/v1/document'
    const headers = { 'if-match': '*' }
    const lower = await ask('PUT', path, { token: two.ann, body: { flags: { pay: guarded(10) } }, headers })
    expect(lower.status).toBe(200)
    expect((await ask('PUT', path, { token: two.ann, body: { flags: {} }, headers })).status).toBe(200)
  })

  it('but ending the approval waits: otherwise one would end it first and raise then', async () => {
    await agree({ pay: guarded(50) }, two)
    const told = await putFlags({ pay: free(50) }, two.ann)
    expect(told.status).toBe(202)
    expect(told.body.pending.flags[0].notes[0]).toBe(
      'ends its approval, so it waits for a second person: the flag asks for one',
    )
  })

  it('and so does leaving a system that asks for one', async () => {
    const system = { name: 'Shop', owner: 'o', paths: [], dependsOn: [], critical: true, approval: true }
    await ask('PUT', '/api/v1/systems/shop', { body: system })
    await agree({ pay: { ...free(50), fuseboard: { system: 'shop' } } }, two)
    expect((await putFlags({ pay: free(50) }, two.ann)).status).toBe(202)
    expect((await putFlags({ pay: { ...free(50), fuseboard: { system: 'shop', owner: 'x' } } }, two.ann)).status).toBe(
      200,
    )
  })
})

describe('a flag that comes back from the archive', () => {
  it('is under approval as it was there, even as a version that did not ask for it', async () => {
    await putFlags({ pay: free(5) }, two.ann)
    await putFlags({ pay: guarded(5) }, two.ann)
    await putFlags({}, two.ann)
    const more = { token: two.ann, headers: { 'if-match': '*' } }
    const told = await post('/api/v1/revisions/1/rollback', { reason: 'r' }, more)
    expect(told.status).toBe(202)
    expect(told.body.pending.flags).toMatchObject([{ key: 'pay', change: 'added', approval: true }])
  })
})

describe('a system that asks for a second person', () => {
  it('stops asking by an admin only', async () => {
    const system = { name: 'Shop', owner: 'o', paths: [], dependsOn: [], critical: true }
    const put = (approval: boolean, token: string) =>
      ask('PUT', '/api/v1/systems/shop', { token, body: { ...system, approval }, headers: { 'if-match': '*' } })
    expect((await ask('PUT', '/api/v1/systems/shop', { body: { ...system, approval: true } })).status).toBe(201)
    expect(problem(await put(false, two.ann))).toBe('403 missing-scope')
    expect(problem(await ask('DELETE', '/api/v1/systems/shop', { token: two.ann }))).toBe('403 missing-scope')
    expect((await put(false, bootToken)).status).toBe(200)
    expect(await auditOf('system.put')).toHaveLength(2)
  })
})

describe('approving', () => {
  it('applies the change, by its author and for its reason, and names who agreed', async () => {
    const { id } = (await putFlags({ pay: guarded(5) }, two.ann)).body.pending
    const told = await approve(id, two.bob)
    expect(told).toMatchObject({ status: 200, body: { changed: [{ key: 'pay', change: 'added' }], published: true } })
    expect(told.headers.get('etag')).toBe(`"${told.body.revision}"`)
    expect(await percentOf('pay')).toBe(5)
    const record = await change(id)
    expect(record).toMatchObject({ status: 'approved', number: 1 })
    expect(record.decidedBy).toMatch(/^bob-/)
    const [revision] = (await get('/api/v1/revisions')).body.items
    expect(revision).toMatchObject({ by: record.by, reason: 'because' })
    const [row] = await auditOf('change.approve')
    expect(row).toMatchObject({ actor: record.decidedBy, subject: id, detail: { number: 1, by: record.by } })
    expect((await auditOf('document.commit'))[0]).toMatchObject({ actor: record.decidedBy, detail: { change: id } })
    expect((await get('/api/v1/audit/verify')).body.ok).toBe(true)
  })

  it('is not for the author, whatever scopes the token has', async () => {
    const { id } = (await putFlags({ pay: guarded(5) }, bootToken)).body.pending
    expect(problem(await approve(id, bootToken))).toBe('409 own-change')
    expect((await approve(id, two.ann)).status).toBe(200)
  })

  it('needs the scope write', async () => {
    const { id } = (await putFlags({ pay: guarded(5) }, two.ann)).body.pending
    expect(problem(await approve(id, await tokenWith(['read', 'kill'])))).toBe('403 missing-scope')
  })

  it('works on top of what others did to other parts', async () => {
    const { id } = (await putFlags({ pay: guarded(5) }, two.ann)).body.pending
    await putFlags({ banner: free(7) }, two.bob)
    expect((await approve(id, two.bob)).status).toBe(200)
    expect([await percentOf('pay'), await percentOf('banner')]).toEqual([5, 7])
  })

  it('is refused where a part has changed since, by name', async () => {
    await agree({ pay: guarded(5), 'a/b': guarded(5) }, two)
    const { id } = (await putFlags({ pay: guarded(50), 'a/b': guarded(50) }, two.ann)).body.pending
    await putFlags({ pay: guarded(5), 'a/b': guarded(4) }, two.bob)
    const told = await approve(id, two.bob)
    expect(problem(told)).toBe('409 change-outdated')
    expect(told.body.parts).toEqual(['/flags/a~1b'])
    expect(await change(id)).toMatchObject({ status: 'pending' })
  })

  it('is refused where it would do more now than what was shown', async () => {
    const segment = (domain: string) => ({ team: { ends_with: [{ var: 'email' }, domain] } })
    const write = (document: unknown, token: string) => putDocument(document, { token })
    const user = { enabled: true, user_segments: ['team'], rollout_percentage: 0 }
    await write({ $evaluators: segment('@a.example'), flags: { pay: guarded(0) } }, two.ann)
    const asked = await write({ $evaluators: segment('.example'), flags: { pay: guarded(5) } }, two.ann)
    expect(asked.status).toBe(202)
    // Since then another flag goes by the segment that the change widens.
    await write({ $evaluators: segment('@a.example'), flags: { pay: guarded(0), other: user } }, two.bob)
    const told = await approve(asked.body.pending.id, two.bob)
    expect(problem(told)).toBe('409 change-outdated')
    expect(told.body.parts).toEqual(['/flags/other'])
  })

  it('happens once, however many agree at the same time', async () => {
    const { id } = (await putFlags({ pay: guarded(5) }, two.ann)).body.pending
    const told = await Promise.all([approve(id, two.bob), approve(id, bootToken), approve(id, two.bob)])
    expect(told.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect(await revisions()).toBe(2)
  })

  it('that is repeated with its key gets the same answer again', async () => {
    const { id } = (await putFlags({ pay: guarded(5) }, two.ann)).body.pending
    const more = { token: two.bob, headers: { 'idempotency-key': 'k' } }
    const first = await post(`/api/v1/changes/${id}/approve`, {}, more)
    const again = await post(`/api/v1/changes/${id}/approve`, {}, more)
    expect(again).toMatchObject({ status: 200, body: { revision: first.body.revision } })
  })
})

describe('a pending change', () => {
  it('is rejected by others, withdrawn by its author, and decided once', async () => {
    await putFlags({ pay: guarded(5) }, two.ann)
    await putFlags({ pay: guarded(6) }, two.ann)
    expect((await reject('c1', two.bob)).body).toMatchObject({ status: 'rejected', decision: 'no' })
    expect((await reject('c2', two.ann)).body).toMatchObject({ status: 'withdrawn' })
    const told = await approve('c1', two.bob)
    expect(problem(told)).toBe('409 change-closed')
    expect(told.body.detail).toMatch(/^c1 was rejected at .* by bob-/)
    expect(problem(await reject('c2', two.bob))).toBe('409 change-closed')
    expect(problem(await approve('c77', two.bob))).toBe('404 not-found')
    expect(problem(await post('/api/v1/changes/c1/reject', {}, { token: two.bob }))).toBe('422 invalid-body')
  })

  it('expires after 72 hours, also where the alarm is late', async () => {
    await putFlags({ pay: guarded(5) }, two.ann)
    await moveClock(72 * hourMs)
    expect(await change('c1')).toMatchObject({ status: 'expired', decidedBy: 'system' })
    expect((await get('/api/v1/changes?status=pending')).body.items).toEqual([])
    expect((await get('/api/v1/changes?status=expired')).body.items).toHaveLength(1)
    expect(problem(await approve('c1', two.bob))).toBe('409 change-closed')
    expect(await auditOf('change.expire')).toEqual([])
    await pass(0)
    expect(await auditOf('change.expire')).toHaveLength(1)
    expect(await change('c1')).toMatchObject({ status: 'expired' })
  })

  it('survives the end of the root, and its alarm is set again', async () => {
    await putFlags({ pay: guarded(5) }, two.ann)
    await evict()
    expect(await change('c1')).toMatchObject({ status: 'pending' })
    expect((await approve('c1', two.bob)).status).toBe(200)
  })

  it('that is too large to be kept is refused, with the remedy', async () => {
    const flags = Object.fromEntries(
      Array.from({ length: 600 }, (_, i) => [
        `flag-${i}`,
        guarded(5, { fuseboard: { approval: true, description: 'd'.repeat(2_000) } }),
      ]),
    )
    const told = await putFlags(flags, two.ann)
    expect(problem(told)).toBe('413 too-large')
    expect(told.body.detail).toContain('write it in parts')
  })
})

describe('the list of changes', () => {
  it('goes by status, kind and author, newest first, in pages', async () => {
    await putFlags({ pay: guarded(1) }, two.ann)
    await putFlags({ pay: guarded(2) }, two.bob)
    await putFlags({ pay: guarded(3) }, two.ann)
    await reject('c1', two.bob)
    const ids = async (query: string) =>
      (await get(`/api/v1/changes${query}`)).body.items.map(({ id }: { id: string }) => id)
    expect(await ids('')).toEqual(['c3', 'c2', 'c1'])
    expect(await ids('?status=pending')).toEqual(['c3', 'c2'])
    const { by } = await change('c3')
    expect(await ids(`?by=${by}`)).toEqual(['c3', 'c1'])
    expect(await ids('?kind=break-glass')).toEqual([])
    const page = (await get('/api/v1/changes?limit=2')).body
    expect(page.items).toHaveLength(2)
    expect(await ids(`?limit=2&cursor=${page.next}`)).toEqual(['c1'])
    expect(problem(await get('/api/v1/changes?status=open'))).toBe('400 invalid-query')
  })
})

describe('two who write at once', () => {
  it('with the same base: one wins, the other is told to plan again', async () => {
    const etag = (await get('/api/v1/document')).headers.get('etag') as string
    const write = (key: string, token: string) =>
      putFlags({ [key]: free(5) }, token, '', { headers: { 'if-match': etag } })
    const told = await Promise.all([write('a', two.ann), write('b', two.bob)])
    expect(told.map(({ status }) => status).sort()).toEqual([200, 412])
  })

  it('one of them having waited: the approval comes on top', async () => {
    await putFlags({ pay: guarded(5) }, two.ann)
    const told = await Promise.all([approve('c1', two.bob), putFlags({ banner: free(5) }, two.ann)])
    // Either the write replaced the document before the flag came, or after: then it takes the flag out again.
    expect(told.map(({ status }) => status)).toEqual([200, 200])
    expect(await percentOf('banner')).toBe(5)
    expect((await get('/api/v1/audit/verify')).body.ok).toBe(true)
  })
})

/** A body that comes in its own time: the write has begun when it is asked for. */
function slowBody(document: unknown, meanwhile: () => Promise<unknown>): ReadableStream {
  return new ReadableStream(
    {
      async pull(controller) {
        await meanwhile()
        controller.enqueue(new TextEncoder().encode(JSON.stringify(document)))
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}

describe('a token that is revoked while it writes', () => {
  it('applies nothing', async () => {
    const { items } = (await get('/api/v1/tokens')).body
    const { id } = items.find(({ name }: { name: string }) => name === 'ann')
    const stream = slowBody({ flags: { banner: free(5) } }, () => ask('DELETE', `/api/v1/tokens/${id}`))
    const headers = { 'if-match': '*' }
    const told = await ask('PUT', '/api/v1/document?reason=r', { token: two.ann, stream, headers })
    expect(problem(told)).toBe('401 unauthenticated')
    expect(await revisions()).toBe(1)
    expect((await get('/api/v1/document')).body).toEqual({ flags: {} })
  })
})

describe('a root that ends between staging and commit', () => {
  it('has applied nothing, and the same write goes through afterwards', async () => {
    await inRoot((root) => {
      const methods = Object.getPrototypeOf(root)
      const { commitDocument } = methods
      methods.commitDocument = async () => {
        methods.commitDocument = commitDocument
        throw new Error('the object ended')
      }
    })
    expect(problem(await putFlags({ banner: free(5), pay: guarded(5) }, two.ann))).toBe('500 internal')
    await evict()
    expect(await revisions()).toBe(1)
    expect((await get('/api/v1/changes')).body.items).toEqual([])
    expect((await putFlags({ banner: free(5), pay: guarded(5) }, two.ann)).status).toBe(202)
    await approve('c1', two.bob)
    expect(await percentOf('pay')).toBe(5)
  })
})
