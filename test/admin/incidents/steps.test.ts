import { beforeEach, describe, expect, it } from 'vitest'
import { evict, freshDeployments, get, inRoot, post, problem, tokenWith } from '../deployment.ts'
import {
  act,
  incident,
  kinds,
  open,
  openShop,
  passCriteria,
  planPostMortem,
  system,
  timeline,
} from './incident-fixture.ts'

freshDeployments()
beforeEach(openShop)

/** Brings a contained incident with a commander on to a phase. */
async function bringTo(phase: string, id = 'i1'): Promise<void> {
  for (const next of ['investigate', 'fix', 'verify']) {
    if ((await incident(id)).phase === phase) return
    if (next === 'verify') await act('fix', { how: 'revert', reason: 'back on 4.1' }, id)
    expect((await act('advance', { to: next }, id)).status).toBe(200)
  }
}
const missing = async (step: string, body: unknown = {}): Promise<readonly string[]> => {
  const told = await act(step, body)
  expect(problem(told)).toBe('409 transition-refused')
  expect(told.body.detail).toContain('incident i1 cannot go from')
  return told.body.missing
}

describe('a SEV1 from its opening to its end', () => {
  it('goes one phase at a time, and each is told', async () => {
    await open({ commander: 'ann' })
    await bringTo('verify')
    await passCriteria('i1')
    await planPostMortem('i1')
    const told = await act('close', { reason: 'all is well' })
    expect(told).toMatchObject({ status: 200, body: { phase: 'closed', missing: [], commander: 'ann' } })
    expect(told.body.closedAt).toBeDefined()
    expect(await kinds()).toEqual(['opened', 'delivery', 'contained', 'moved', 'moved', 'fixed', 'moved', 'closed'])
    expect((await get('/api/v1/incidents?open=false')).body.items).toMatchObject([{ id: 'i1', phase: 'closed' }])
  })

  it('begins to verify with nothing proven, due at once', async () => {
    await open({ commander: 'ann' })
    await bringTo('verify')
    expect((await incident()).verification).toMatchObject({ passingSince: null, readyAt: null, criteria: [] })
    const [row] = await inRoot((_root, state) =>
      state.storage.sql.exec('SELECT measure_due_at AS due FROM incidents').toArray(),
    )
    expect(row?.due).toEqual(expect.any(Number))
  })
})

describe('an illegal step', () => {
  it('out of contain names the containment and the commander', async () => {
    await open({ contain: false })
    await act('advance', {})
    const told = await missing('advance')
    expect(told).toHaveLength(2)
    expect(told[0]).toContain('POST /api/v1/incidents/i1/contain')
    expect(told[1]).toContain('POST /api/v1/incidents/i1/command')
    expect((await incident()).missing).toEqual(told)
    expect((await incident()).phase).toBe('contain')
  })

  it('over phases names the next one and everything on the way', async () => {
    await open({ contain: false })
    const told = await missing('close')
    const parts = ['contain comes next', '/contain', '/command', '/fix', 'pass for 30 minutes', '/postmortem']
    expect(told).toHaveLength(parts.length)
    for (const [i, part] of parts.entries()) expect(told[i]).toContain(part)
    expect((await missing('advance', { to: 'fix' }))[0]).toContain('contain comes next')
  })

  it('back is for a relapse alone, and that is for verify alone', async () => {
    await open({ commander: 'ann' })
    expect((await missing('advance', { to: 'detect' }))[0]).toContain('/relapse')
    expect((await missing('advance', { to: 'contain' }))[0]).toContain('/relapse')
    expect((await missing('relapse', { reason: 'r' }))[0]).toContain('in verify')
  })

  it('to verify names the fix, and a fix before the search for it is refused', async () => {
    await open({ commander: 'ann' })
    expect((await missing('fix', { how: 'revert', reason: 'r' }))[0]).toContain('investigate or fix')
    await bringTo('fix')
    expect((await missing('advance'))[0]).toContain('POST /api/v1/incidents/i1/fix')
  })

  it('to the end names the criteria with their time, and the post-mortem', async () => {
    await open({ commander: 'ann' })
    await bringTo('verify')
    expect((await missing('close'))[0]).toContain('not all of them do now')
    await passCriteria('i1', 29)
    const told = await missing('close')
    expect(told[0]).toContain('so far for 29')
    expect(told[1]).toContain('POST /api/v1/incidents/i1/postmortem')
    await passCriteria('i1', 30)
    expect(await missing('close')).toHaveLength(1)
  })

  it('after the end is none; notes are', async () => {
    await open({ severity: 4 })
    await act('contain', { how: 'other', reason: 'r' })
    await bringTo('verify')
    await passCriteria('i1')
    await act('advance')
    const steps: [string, unknown][] = [
      ['contain', { how: 'other', reason: 'r' }],
      ['advance', {}],
      ['severity', { severity: 1 }],
      ['command', { commander: 'ann' }],
      ['roles', { role: 'scribe', responder: 'ann' }],
      ['systems', { systems: [], reason: 'r' }],
      ['fix', { how: 'revert', reason: 'r' }],
      ['relapse', { reason: 'r' }],
      ['close', {}],
    ]
    for (const [step, body] of steps) expect((await missing(step, body))[0], step).toContain('it is closed')
    expect((await act('note', { kind: 'note', text: 'found in the logs later' })).status).toBe(200)
    expect((await incident()).severity).toBe(4)
  })
})

describe('a relapse', () => {
  it('clears containment and fix into the timeline, and everything begins again', async () => {
    await open({ commander: 'ann' })
    await bringTo('verify')
    await passCriteria('i1')
    const told = await act('relapse', { reason: 'errors rise' })
    expect(told.body).toMatchObject({ phase: 'contain', relapses: 1 })
    for (const gone of ['containment', 'fix', 'verification']) expect(told.body[gone]).toBeUndefined()
    const entry = (await timeline()).at(-1)
    expect(entry).toMatchObject({ kind: 'relapsed', detail: { was: { containment: { how: 'killed' }, fix: {} } } })
    expect((await missing('advance'))[0]).toContain('a containment')
    await act('contain', { how: 'killed', reason: 'still off' })
    await bringTo('verify')
    expect((await incident()).verification.passingSince).toBeNull()
  })
})

describe('a fix', () => {
  it('by a hotfix is one of this incident that is out', async () => {
    await open({ commander: 'ann' })
    await bringTo('fix')
    const hotfix = (id: string, of: string, status: string) =>
      inRoot((_root, state) => {
        state.storage.sql.exec(
          `INSERT INTO hotfixes (id, incident, number, status, author, facts, opened_at, changed_at) VALUES (?, ?, 1, ?, 'ann', '{}', 0, 0)`,
          ...[id, of, status],
        )
      })
    await hotfix('i1-1', 'i1', 'suite-passed')
    await hotfix('i9-1', 'i9', 'done')
    const fix = (more: object) => act('fix', { how: 'hotfix', reason: 'r', ...more })
    for (const wrong of [{}, { hotfix: 'i9-1' }, { hotfix: 'i7-1' }, { hotfix: 'i1-1' }]) {
      const told = await fix(wrong)
      expect(problem(told)).toBe('422 invalid-body')
      expect(told.body.errors?.[0]?.pointer).toBe('/hotfix')
    }
    expect((await fix({ how: 'revert', deployment: 'd9' })).body.errors?.[0]?.pointer).toBe('/deployment')
    const set = (status: string) =>
      inRoot((_root, state) => void state.storage.sql.exec(`UPDATE hotfixes SET status = ? WHERE id = 'i1-1'`, status))
    await set('rolling')
    expect((await fix({ hotfix: 'i1-1' })).body.fix).toMatchObject({ how: 'hotfix', hotfix: 'i1-1' })
    // One that is taken back afterwards is none any more.
    await set('abandoned')
    expect((await missing('advance'))[0]).toContain('has to be out')
    await set('verified')
    expect((await act('advance')).body.phase).toBe('verify')
  })
})

describe('a severity', () => {
  it('rises freely, drops with a reason, and stays without a word', async () => {
    await open({ severity: 3 })
    expect((await act('severity', { severity: 2 })).body).toMatchObject({ severity: 2 })
    expect((await missing('severity', { severity: 4 }))[0]).toContain('a reason')
    expect((await act('severity', { severity: 4, reason: 'one country' })).body.severity).toBe(4)
    await act('severity', { severity: 4 })
    expect((await kinds()).filter((kind: string) => kind === 'severity')).toHaveLength(2)
    expect(problem(await act('severity', { severity: 5 }))).toBe('422 invalid-body')
  })
})

describe('the systems of an incident', () => {
  it('draw the blast radius anew only when they change', async () => {
    await open()
    await system('shop', ['checkout'])
    expect((await act('systems', { systems: ['payments'], reason: 'same' })).body.blastRadius).toEqual([
      'checkout',
      'payments',
    ])
    const told = await act('systems', { systems: ['checkout', 'payments', 'checkout'], reason: 'carts as well' })
    expect(told.body).toMatchObject({
      systems: ['checkout', 'payments'],
      blastRadius: ['checkout', 'payments', 'shop'],
    })
    expect((await timeline()).at(-1)).toMatchObject({ kind: 'systems', detail: { blastVersion: 2 } })
    const wrong = await act('systems', { systems: ['payments', 'chekout'], reason: 'r' })
    expect(wrong.body.errors).toMatchObject([{ pointer: '/systems/1', detail: expect.stringContaining('checkout') }])
  })
})

describe('people', () => {
  it('take command and roles, if anybody knows them', async () => {
    await open()
    const unknown = await act('command', { commander: 'carl' })
    expect(unknown.body.errors).toMatchObject([{ pointer: '/commander', detail: expect.stringContaining('ann, bob') }])
    expect((await act('command', { commander: 'ann' })).body).toMatchObject({ commander: 'ann' })
    await act('command', { commander: 'ann' })
    await act('command', { commander: 'bob' })
    expect((await kinds()).filter((kind: string) => kind === 'command')).toHaveLength(2)
    await act('roles', { role: 'scribe', responder: 'ann' })
    expect((await act('roles', { role: 'constructor', responder: 'bob' })).body.roles).toEqual({
      scribe: 'ann',
      constructor: 'bob',
    })
    expect((await act('roles', { role: 'scribe', responder: null })).body.roles).toEqual({ constructor: 'bob' })
    for (const wrong of [
      { role: 'commander', responder: 'ann' },
      { role: '__proto__', responder: 'ann' },
      { role: '', responder: 'ann' },
    ]) {
      expect((await act('roles', wrong)).body.errors?.[0]?.pointer).toBe('/role')
    }
    expect((await act('roles', { role: 'scribe', responder: 'carl' })).body.errors?.[0]?.pointer).toBe('/responder')
  })
})

describe('notes', () => {
  it('are kept as they are, without what cannot be seen', async () => {
    await open()
    await act('note', { kind: 'hypothesis', text: 'the <b>bank</b>\r\n@channel\u0007' })
    await act('note', { kind: 'link', text: 'errors', url: 'https://grafana.example.com/d/1' })
    const [hypothesis, link] = (await timeline()).slice(-2)
    expect(hypothesis).toMatchObject({ kind: 'hypothesis', text: 'the <b>bank</b>\n@channel' })
    expect(link).toMatchObject({ kind: 'link', detail: { url: 'https://grafana.example.com/d/1' } })
  })

  it('that cannot be kept are refused by pointer', async () => {
    await open()
    const pointer = async (body: unknown) => (await act('note', body)).body.errors?.[0]?.pointer
    expect(await pointer({ kind: 'link', text: 't', url: 'http://grafana.example.com' })).toBe('/url')
    expect(await pointer({ kind: 'link', text: 't', url: 'javascript:alert(1)' })).toBe('/url')
    expect(await pointer({ kind: 'link', text: 't' })).toBe('/url')
    expect(await pointer({ kind: 'note', text: 't', url: 'https://a.example' })).toBe('/url')
    expect(await pointer({ kind: 'note', text: ' \u0000 ' })).toBe('/text')
    expect(await pointer({ kind: 'note', text: 'n'.repeat(10_001) })).toBe('/text')
    expect(await pointer({ kind: 'opened', text: 't' })).toBe('/kind')
  })
})

describe('the timeline', () => {
  // Opened, nobody was paged, contained: three entries before those of a test.
  it('is read from the beginning or after an entry, in pages', async () => {
    await open()
    for (const text of ['a', 'b', 'c']) await act('note', { kind: 'note', text })
    const read = async (query: string) => (await get(`/api/v1/incidents/i1/timeline?${query}`)).body
    expect((await read('after=4')).items.map(({ text }: { text: string }) => text)).toEqual(['b', 'c'])
    const first = await read('limit=3')
    expect(first.items).toHaveLength(3)
    expect((await read(`limit=3&cursor=${first.next}`)).items.map(({ id }: { id: number }) => id)).toEqual([4, 5, 6])
    expect((await read('kind=note')).items).toHaveLength(3)
    expect(problem(await get('/api/v1/incidents/i1/timeline?after=x'))).toBe('400 invalid-query')
  })

  it('holds as a chain over the end of the root, and tells where somebody has changed it', async () => {
    await open()
    await act('note', { kind: 'note', text: 'as it was' })
    await evict()
    await act('note', { kind: 'note', text: 'afterwards' })
    const verify = async () => (await get('/api/v1/incidents/i1/timeline/verify')).body
    expect(await verify()).toEqual({ ok: true, checked: 5 })
    const edit = (statement: string) => inRoot((_root, state) => void state.storage.sql.exec(statement))
    await edit(`UPDATE incident_timeline SET text = 'as it never was' WHERE id = 4`)
    expect(await verify()).toEqual({ ok: false, checked: 3, brokenAt: 4 })
    await edit(`UPDATE incident_timeline SET text = 'as it was' WHERE id = 4`)
    expect(await verify()).toEqual({ ok: true, checked: 5 })
    await edit('DELETE FROM incident_timeline WHERE id = 5')
    expect(await verify()).toEqual({ ok: false, checked: 4, brokenAt: 5 })
  })
})

describe('every step', () => {
  it('needs the scope incident, and is done once for one key', async () => {
    await open()
    const read = { token: await tokenWith(['read', 'write']) }
    expect(problem(await act('note', { kind: 'note', text: 't' }, 'i1', read))).toBe('403 missing-scope')
    const headers = { 'idempotency-key': 'note-1' }
    for (let i = 0; i < 2; i++) await act('note', { kind: 'note', text: 't' }, 'i1', { headers })
    expect((await kinds()).filter((kind: string) => kind === 'note')).toHaveLength(1)
    expect(problem(await post('/api/v1/incidents/i9/advance', {}))).toBe('404 not-found')
  })
})
