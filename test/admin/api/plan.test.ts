import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { snapshots, stagedChanges } from '../../../admin/objects/root/schema.ts'
import type { PlannedFlag } from '../../../protocol/admin-plan.ts'
import { ask, freshDeployments, get, inRoot, killFlag, post, problem, putDocument, tokenWith } from '../deployment.ts'
import { agree, free, guarded, putFlags, type Two, twoPeople } from '../guarded.ts'

freshDeployments()

let two: Two
beforeEach(async () => {
  two = await twoPeople()
})

const plan = (document: unknown, more: Parameters<typeof post>[2] = {}) => post('/api/v1/document/plan', document, more)
const flagIn = (told: { body: { changes: PlannedFlag[] } }, key: string) =>
  told.body.changes.find((flag) => flag.key === key) as PlannedFlag

describe('a plan', () => {
  it('says what would change, raising first, with the ETag to write it by', async () => {
    await putFlags({ a: free(50), b: free(10), same: free(5) }, two.ann)
    const document = { flags: { a: free(20), b: free(30), same: free(5), c: { enabled: false } } }
    const told = await plan(document)
    expect(told.status).toBe(200)
    expect(
      told.body.changes.map(({ key, change, exposure }: PlannedFlag) => [key, change, exposure.direction]),
    ).toEqual([
      ['b', 'changed', 'raises'],
      ['a', 'changed', 'lowers'],
      ['c', 'added', expect.stringMatching(/keeps|raises/)],
    ])
    expect(flagIn(told, 'b').lines).toContainEqual(expect.stringMatching(/^\+ .*\["on", 30\]/))
    expect(told.body).toMatchObject({
      number: 1,
      flags: 4,
      unlisted: 0,
      obstacles: [],
      needs: { reason: true, approval: [] },
    })
    expect(told.headers.get('etag')).toBe(`"${told.body.base}"`)
    const headers = { 'if-match': told.headers.get('etag') as string }
    const written = await putDocument(document, { token: two.ann, headers })
    expect(written.body.revision).toBe(told.body.revision)
  })

  it('of what stands there already changes nothing', async () => {
    await putFlags({ a: free(50) }, two.ann)
    const { base, revision, changes, needs } = (await plan({ flags: { a: free(50) } })).body
    expect([revision, changes, needs]).toEqual([base, [], { reason: false, approval: [] }])
  })

  it('keeps nothing', async () => {
    await plan({ flags: { a: guarded(50) } })
    const rows = await inRoot((_, { storage }) => {
      const db = openDatabase(storage)
      return [db.select().from(stagedChanges).all().length, db.select().from(snapshots).all().length]
    })
    expect(rows).toEqual([0, 1])
    expect((await get('/api/v1/changes')).body.items).toEqual([])
    expect((await get('/api/v1/audit?action=document.commit')).body.items).toEqual([])
  })

  it('needs the scope read, and a document that is valid', async () => {
    expect(problem(await plan({ flags: {} }, { token: await tokenWith(['kill']) }))).toBe('403 missing-scope')
    const invalid = await plan({ flags: { a: { state: 'ON', variants: { on: true } } } })
    expect(problem(invalid)).toBe('422 invalid-document')
    expect(invalid.body.errors[0].pointer).toBe('/flags/a/state')
    expect(problem(await plan('{'))).toBe('400 malformed-json')
  })

  it('against a revision that is not current any more is refused', async () => {
    const etag = (await get('/api/v1/document')).headers.get('etag') as string
    expect((await plan({ flags: {} }, { headers: { 'if-match': etag } })).status).toBe(200)
    await putFlags({ a: free(50) }, two.ann)
    const told = await plan({ flags: {} }, { headers: { 'if-match': etag } })
    expect(problem(told)).toBe('412 stale-precondition')
    expect((await plan({ flags: {} }, { headers: { 'if-match': told.headers.get('etag') as string } })).status).toBe(
      200,
    )
  })

  it('names who has to agree, and the write does what it says', async () => {
    await agree({ pay: guarded(10) }, two)
    const document = { flags: { pay: guarded(20), banner: free(5) } }
    const told = await plan(document)
    expect(told.body.needs).toEqual({ reason: true, approval: ['pay'] })
    expect(flagIn(told, 'pay')).toMatchObject({ approval: true })
    const { pending } = (await putDocument(document, { token: two.ann })).body
    expect(pending.flags).toEqual(told.body.changes)
  })

  it('says what else is worth knowing of a flag', async () => {
    await killFlag('pay')
    const old = { ...free(5), fuseboard: { expiresAt: '2020-01-31' } }
    const told = await plan({ flags: { pay: free(5), old } })
    expect(flagIn(told, 'pay').notes).toEqual([
      'killed by k1: off until that is lifted',
      'its killed state was never drilled',
    ])
    expect(flagIn(told, 'old').notes).toContain('expired on 2020-01-31')
  })

  it('tells a change that comes through a segment from one of the flag itself', async () => {
    const document = (domain: string, percent: number) => ({
      $evaluators: { team: { ends_with: [{ var: 'email' }, domain] }, staff: { $ref: 'team' } },
      flags: {
        one: { enabled: true, user_segments: ['staff'], rollout_percentage: 5 },
        two: { enabled: true, user_segments: ['team'], rollout_percentage: percent },
      },
    })
    await putDocument(document('@a.example', 5))
    const told = await plan(document('.example', 6))
    expect(flagIn(told, 'one')).toMatchObject({ lines: [] })
    expect(flagIn(told, 'one').notes[0]).toBe('changes only through the segment "team"')
    expect(flagIn(told, 'two').lines.length).toBeGreaterThan(0)
    expect(flagIn(told, 'two').notes[0]).toBe('also changes through the segment "team"')
    expect(told.body.segments).toEqual([
      {
        name: 'team',
        change: 'changed',
        lines: [
          '- { "ends_with": [{ "var": "email" }, "@a.example"] }',
          '+ { "ends_with": [{ "var": "email" }, ".example"] }',
        ],
      },
    ])
  })

  it('shows the refusals that the write would get', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `flag-${i}-${'n'.repeat(200)}`)
    const document = (enabled: boolean) => ({ flags: Object.fromEntries(names.map((name) => [name, { enabled }])) })
    await putDocument(document(true))
    const told = await plan(document(false))
    expect(told.body.obstacles).toMatchObject([
      { kind: 'feed-full', detail: expect.stringContaining('write it in parts') },
    ])
    expect(problem(await putDocument(document(false)))).toBe('409 feed-full')
  })

  it('shows that a change is too large to wait', async () => {
    const settings = { fuseboard: { approval: true, description: 'd'.repeat(2_000) } }
    const flags = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`flag-${i}`, { ...free(5), ...settings }]))
    const told = await plan({ flags })
    expect(told.body.obstacles.map(({ kind }: { kind: string }) => kind)).toEqual(['too-large'])
    expect(told.body.needs.approval).toHaveLength(600)
    expect(problem(await putFlags(flags, two.ann))).toBe('413 too-large')
  })

  it('of more than an answer holds counts the rest', async () => {
    const filler = 'x'.repeat(1_500)
    const flag = (i: number) => ({
      state: 'ENABLED',
      variants: { on: `${i}${filler}`, off: '' },
      defaultVariant: 'off',
    })
    const flags = Object.fromEntries(Array.from({ length: 12_000 }, (_, i) => [`flag-${i}`, flag(i)]))
    const { status, body } = await plan({ flags })
    expect(status).toBe(200)
    expect(body.unlisted).toBeGreaterThan(0)
    expect(body.changes.length + body.unlisted).toBe(12_000)
    expect(JSON.stringify(body).length).toBeLessThan(5 * 1024 * 1024)
  }, 60_000)

  it.each(['constructor', 'toString', 'ключ🚦'])('takes any name for a name: %s', async (key) => {
    const document = { $evaluators: { [key]: { '==': [1, 1] } }, flags: { [key]: guarded(5) } }
    const told = await plan(document)
    expect(told.body.needs.approval).toEqual([key])
    expect(told.body.segments).toMatchObject([{ name: key, change: 'added' }])
    const asked = await ask('PUT', '/api/v1/document?reason=r', {
      token: two.ann,
      body: document,
      headers: { 'if-match': '*' },
    })
    expect((await post(`/api/v1/changes/${asked.body.pending.id}/approve`, {}, { token: two.bob })).status).toBe(200)
    expect((await plan({ flags: {} })).body.changes).toMatchObject([{ key, change: 'removed' }])
  })
})
