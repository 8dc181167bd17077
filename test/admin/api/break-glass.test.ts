import { beforeEach, describe, expect, it } from 'vitest'
import { maxEditableChars } from '../../../admin/objects/root/commands/edit-in-root.ts'
import {
  ask,
  evict,
  freshDeployments,
  get,
  inRoot,
  killFlag,
  moveClock,
  post,
  problem,
  putDocument,
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
  review,
  type Two,
  twoPeople,
} from '../guarded.ts'

freshDeployments()

let two: Two
beforeEach(async () => {
  two = await twoPeople()
})

const head = async () => (await get('/api/v1/head')).body
const change = async (id: string) => (await get(`/api/v1/changes/${id}`)).body
const auditOf = async (action: string) => (await get(`/api/v1/audit?action=${action}`)).body.items
const kills = async () => (await get('/api/v1/kills')).body.items
const smash = (flags: Record<string, unknown>, query = '') => putFlags(flags, two.ann, `&breakGlass=true${query}`)

describe('breaking the glass', () => {
  it('applies at once, and is told everywhere', async () => {
    const told = await smash({ pay: guarded(50) })
    expect(told).toMatchObject({ status: 200, body: { breakGlass: { id: 'c1' }, published: true } })
    expect(await percentOf('pay')).toBe(50)
    const record = await change('c1')
    expect(record).toMatchObject({ kind: 'break-glass', status: 'applied', number: 1, reason: 'because' })
    expect(Date.parse(record.expiresAt) - Date.parse(record.at)).toBe(4 * hourMs)
    expect((await head()).breakGlass).toEqual([
      { id: 'c1', by: record.by, reason: 'because', expiresAt: record.expiresAt },
    ])
    expect(await auditOf('break-glass.apply')).toMatchObject([{ subject: 'c1', actor: record.by }])
  })

  it('needs a reason and a time of 1 to 24 hours', async () => {
    const write = (query: string) =>
      ask('PUT', `/api/v1/document?${query}`, { body: { flags: {} }, headers: { 'if-match': '*' } })
    expect(problem(await smash({ pay: guarded(5) }, '&breakGlassHours=25'))).toBe('400 invalid-query')
    expect(problem(await smash({ pay: guarded(5) }, '&breakGlassHours=0.5'))).toBe('400 invalid-query')
    expect(problem(await write('breakGlass=yes'))).toBe('400 invalid-query')
    await putFlags({ banner: free(5) }, two.ann)
    expect(problem(await write('breakGlass=true'))).toBe('422 reason-required')
  })

  it('for what waits for nobody is an ordinary write', async () => {
    const told = await smash({ banner: free(5) })
    expect(told.status).toBe(200)
    expect(told.body.breakGlass).toBeUndefined()
    expect((await get('/api/v1/changes')).body.items).toEqual([])
  })

  it('works for a rollback too', async () => {
    await agree({ pay: guarded(50) }, two)
    await putFlags({ pay: guarded(1) }, two.ann)
    const more = { token: two.ann, headers: { 'if-match': '*' } }
    const told = await post('/api/v1/revisions/1/rollback?breakGlass=true&breakGlassHours=1', { reason: 'r' }, more)
    expect(told.body.breakGlass.id).toBe('c2')
    await pass(hourMs)
    expect(await percentOf('pay')).toBe(1)
  })

  it('for more flags than could be killed is refused', async () => {
    const flags = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`flag-${i}-${'n'.repeat(60)}`, guarded(5)]))
    expect(problem(await smash(flags))).toBe('413 too-large')
    expect(await head()).toMatchObject({ seq: 0, breakGlass: [] })
  })
})

describe('a review', () => {
  it('by another person lets it stay', async () => {
    await smash({ pay: guarded(50) })
    expect(problem(await review('c1', two.ann))).toBe('409 own-change')
    const told = await review('c1', two.bob)
    expect(told.body).toMatchObject({ status: 'reviewed' })
    expect(told.body.decidedBy).toMatch(/^bob-/)
    await pass(100 * hourMs)
    expect(await percentOf('pay')).toBe(50)
    expect(await kills()).toEqual([])
    expect((await head()).breakGlass).toEqual([])
    expect(await auditOf('break-glass.review')).toHaveLength(1)
  })

  it('is neither an approval nor a rejection, and comes in time', async () => {
    await smash({ pay: guarded(50) })
    await putFlags({ pay: guarded(60) }, two.ann)
    expect(problem(await approve('c1', two.bob))).toBe('409 change-closed')
    expect(problem(await reject('c1', two.bob))).toBe('409 change-closed')
    expect(problem(await review('c2', two.bob))).toBe('409 change-closed')
    expect(problem(await review('c9', two.bob))).toBe('404 not-found')
    // The alarm is late.
    await moveClock(4 * hourMs)
    expect(problem(await review('c1', two.bob))).toBe('409 change-closed')
  })
})

describe('unreviewed at the end of its time', () => {
  it('it is taken back as it was, once, whatever others did to the rest', async () => {
    await agree({ pay: guarded(10) }, two)
    await smash({ pay: guarded(50), new: guarded(5) }, '&breakGlassHours=2')
    await putFlags({ pay: guarded(50), new: guarded(5), banner: free(7) }, two.ann)
    await pass(2 * hourMs - 60_000)
    expect(await percentOf('pay')).toBe(50)
    await pass(60_000)
    expect([await percentOf('pay'), await percentOf('new'), await percentOf('banner')]).toEqual([10, undefined, 7])
    expect(await change('c2')).toMatchObject({
      status: 'undone',
      decidedBy: 'system',
      decision: 'taken back in revision 4',
    })
    expect(await kills()).toEqual([])
    const { committedRevision, revision, lowered, breakGlass } = await head()
    expect(revision).toBe(committedRevision)
    expect(Object.keys(lowered).sort()).toEqual(['new', 'pay'])
    expect(breakGlass).toEqual([])
    await pass(10 * hourMs)
    await inRoot((root) => root.alarm())
    expect((await get('/api/v1/revisions')).body.items).toHaveLength(5)
    expect(await auditOf('break-glass.undo')).toMatchObject([{ actor: 'system', subject: 'c2', detail: { number: 4 } }])
    expect((await get('/api/v1/audit/verify')).body.ok).toBe(true)
  })

  it('it is taken back by a root that ended meanwhile', async () => {
    await smash({ pay: guarded(50) }, '&breakGlassHours=1')
    await evict()
    await pass(hourMs)
    expect(await percentOf('pay')).toBeUndefined()
  })

  it('its flags are killed where others have changed them since', async () => {
    await agree({ pay: guarded(10), other: guarded(10) }, two)
    await smash({ pay: guarded(50), other: guarded(5) })
    await putFlags({ pay: guarded(40), other: guarded(5) }, two.ann)
    await pass(4 * hourMs)
    expect(await percentOf('pay')).toBe(40)
    expect(await kills()).toMatchObject([{ target: { flag: 'pay' }, by: 'system' }])
    expect(await change('c2')).toMatchObject({
      status: 'undone',
      decision: expect.stringContaining('its flags are killed (k'),
    })
    expect((await auditOf('kill.create'))[0]).toMatchObject({ actor: 'system', detail: { change: 'c2' } })
    await pass(hourMs)
    expect(await kills()).toHaveLength(1)
  })

  it('whoever broke it cannot lift those kills: that takes another person', async () => {
    await agree({ pay: guarded(10) }, two)
    await smash({ pay: guarded(50) })
    await putFlags({ pay: guarded(40) }, two.ann)
    await pass(4 * hourMs)
    const [{ id }] = await kills()
    const lift = (token: string) => ask('DELETE', `/api/v1/kills/${id}?reason=r`, { token })
    expect(problem(await lift(two.ann))).toBe('409 own-change')
    expect((await lift(two.bob)).status).toBe(200)
  })

  it('nothing happens where somebody has undone it already', async () => {
    await agree({ pay: guarded(10) }, two)
    await smash({ pay: guarded(50) })
    await putFlags({ pay: guarded(10) }, two.ann)
    await pass(4 * hourMs)
    expect(await kills()).toEqual([])
    expect(await change('c2')).toMatchObject({
      status: 'undone',
      decision: expect.stringMatching(/^nothing of it is left/),
    })
  })

  it('a flag that keeps by itself what a segment gave it is killed all the same', async () => {
    const segment = (domain: string) => ({ team: { ends_with: [{ var: 'email' }, domain] } })
    const viaSegment = { enabled: true, user_segments: ['team'], fuseboard: { approval: true } }
    const write = (document: unknown, query = '') =>
      ask('PUT', `/api/v1/document?reason=r${query}`, { token: two.ann, body: document, headers: { 'if-match': '*' } })
    const asked = await write({ $evaluators: segment('@a.example'), flags: { pay: viaSegment } })
    await approve(asked.body.pending.id, two.bob)
    await write({ $evaluators: segment('.example'), flags: { pay: viaSegment } }, '&breakGlass=true')
    const copied = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' }
    const targeting = { if: [{ ends_with: [{ var: 'email' }, '.example'] }, 'on', 'off'] }
    const settings = { fuseboard: { offVariant: 'off', approval: true } }
    await write({ $evaluators: segment('.example'), flags: { pay: { ...copied, targeting, ...settings } } })
    await pass(4 * hourMs)
    expect(await kills()).toMatchObject([{ target: { flag: 'pay' } }])
  })

  it('where its flags are killed already, they stay killed when the other kill is lifted', async () => {
    await agree({ pay: guarded(10) }, two)
    await smash({ pay: guarded(50) })
    const { id } = (await killFlag('pay')).body
    await putFlags({ pay: guarded(40) }, two.ann)
    await pass(4 * hourMs)
    await ask('DELETE', `/api/v1/kills/${id}?reason=r`)
    expect((await head()).kills).toHaveLength(1)
  })

  it('a document that is too large to be edited in the root has its flags killed', async () => {
    const filler = { state: 'ENABLED', variants: { on: 'x'.repeat(1024 * 1024), off: '' }, defaultVariant: 'off' }
    const large = Object.fromEntries(
      Array.from({ length: Math.ceil(maxEditableChars / (1024 * 1024)) }, (_, i) => [`large-${i}`, filler]),
    )
    await putDocument({ flags: large }, { token: two.ann })
    await smash({ ...large, pay: guarded(50) })
    await pass(4 * hourMs)
    expect(await kills()).toMatchObject([{ target: { flag: 'pay' } }])
    expect(await change('c1')).toMatchObject({ decision: expect.stringContaining('too-large') })
  }, 60_000)

  it('it does not bring back what another broke in and nobody reviewed', async () => {
    await smash({ old: guarded(10) })
    await smash({ pay: guarded(50) })
    await pass(4 * hourMs)
    expect([await percentOf('old'), await percentOf('pay')]).toEqual([undefined, 50])
    expect(await kills()).toMatchObject([{ target: { flag: 'pay' } }])
  })

  it('it gives back what it took away itself', async () => {
    await agree({ old: guarded(10) }, two)
    await smash({ pay: guarded(50) })
    await pass(4 * hourMs)
    expect([await percentOf('old'), await percentOf('pay')]).toEqual([10, undefined])
  })

  it('two that are open at once are each taken back', async () => {
    await smash({ pay: guarded(50) }, '&breakGlassHours=3')
    await smash({ pay: guarded(80) }, '&breakGlassHours=1')
    await pass(hourMs)
    expect(await percentOf('pay')).toBe(50)
    await pass(2 * hourMs)
    expect(await percentOf('pay')).toBeUndefined()
    expect(await kills()).toEqual([])
  })
})
