import { describe, expect, it } from 'vitest'
import { ask, freshDeployments, get, problem, publishedHead, putDocument, tokenWith } from '../deployment.ts'

freshDeployments()

const path = '/api/v1/document'
const on = { flags: { banner: { enabled: true } } }
const off = { flags: { banner: { enabled: false } } }
const matching = (revision: string) => ({ headers: { 'if-match': `"${revision}"` } })

describe('a deployment without a document', () => {
  it('has one without flags, under revision number 0', async () => {
    const { status, body, headers } = await get(path)
    expect(status).toBe(200)
    expect(body).toEqual({ flags: {} })
    const { items } = (await get('/api/v1/revisions')).body
    expect(items).toMatchObject([{ number: 0, by: 'system', flags: 0 }])
    expect(headers.get('etag')).toBe(`"${items[0].revision}"`)
    // Nobody asked for it to be published: bundled fallbacks stay in force.
    expect(await publishedHead()).toBeNull()
  })
})

describe('writing', () => {
  it('publishes, and says what changed', async () => {
    const { status, body, headers } = await putDocument(on)
    expect(status).toBe(200)
    expect(body).toEqual({
      revision: expect.stringMatching(/^[0-9a-f]{64}$/),
      seq: 1,
      changed: [{ key: 'banner', change: 'added' }],
      published: true,
    })
    expect(headers.get('etag')).toBe(`"${body.revision}"`)
    expect(await publishedHead()).toMatchObject({ seq: 1, revision: body.revision, kills: [], lowered: {} })
  })

  it('and reading gives the full form of what was written', async () => {
    const { body } = await putDocument({
      $evaluators: { testers: { in: [{ var: 'email' }, ['a@example.com']] } },
      flags: { banner: { enabled: true, rollout_percentage: 25, user_segments: ['testers'] } },
      metadata: { team: 'web' },
    })
    const read = await get(path)
    expect(read.headers.get('etag')).toBe(`"${body.revision}"`)
    expect(read.body).toEqual({
      $evaluators: { testers: { in: [{ var: 'email' }, ['a@example.com']] } },
      flags: {
        banner: {
          state: 'ENABLED',
          variants: { on: true, off: false },
          defaultVariant: 'off',
          targeting: {
            if: [
              { $ref: 'testers' },
              {
                fractional: [
                  ['on', 25],
                  ['off', 75],
                ],
              },
              'off',
            ],
          },
          fuseboard: { offVariant: 'off' },
        },
      },
      metadata: { team: 'web' },
    })
  })

  it('names added, removed and changed flags, also those that a shared segment changes', async () => {
    const testers = (domain: string) => ({ testers: { ends_with: [{ var: 'email' }, domain] } })
    const shown = { enabled: true, user_segments: ['testers'] }
    await putDocument({
      $evaluators: testers('@a'),
      flags: { one: shown, two: { enabled: true }, three: { enabled: true } },
    })
    const { body } = await putDocument({
      $evaluators: testers('@b'),
      flags: { one: shown, two: { enabled: true }, four: { enabled: true } },
    })
    expect(body.changed).toEqual([
      { key: 'one', change: 'changed' },
      { key: 'three', change: 'removed' },
      { key: 'four', change: 'added' },
    ])
  })

  it('what stands there already changes nothing', async () => {
    const first = await putDocument(on)
    const second = await putDocument(on)
    expect(second.body).toEqual({ ...first.body, changed: [] })
    expect((await get('/api/v1/revisions')).body.items).toHaveLength(2)
    expect((await get('/api/v1/audit?action=document.commit')).body.items).toHaveLength(1)
  })

  it('in another order changes no flag', async () => {
    await putDocument({ flags: { a: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' } } })
    const { body } = await putDocument({
      flags: { a: { defaultVariant: 'on', variants: { off: false, on: true }, state: 'ENABLED' } },
    })
    expect(body.changed).toEqual([])
  })

  it('keeps author and reason', async () => {
    const token = await tokenWith(['write'], 'ann')
    await ask('PUT', `${path}?reason=launch`, { token, body: on, headers: { 'if-match': '*' } })
    const { items } = (await get('/api/v1/revisions')).body
    expect(items[0]).toMatchObject({ number: 1, reason: 'launch', flags: 1, changed: 1 })
    expect(items[0].by).toMatch(/^ann-/)
  })
})

describe('preconditions', () => {
  it('are required', async () => {
    const told = await ask('PUT', path, { body: on })
    expect(problem(told)).toBe('428 precondition-required')
    expect(told.body.detail).toContain('GET /api/v1/document')
  })

  it('hold for the current revision, strongly compared', async () => {
    const { body } = await putDocument(on)
    const tag = `"${body.revision}"`
    expect(problem(await ask('PUT', path, { body: off, headers: { 'if-match': `W/${tag}` } }))).toBe(
      '412 stale-precondition',
    )
    const many = await ask('PUT', path, { body: off, headers: { 'if-match': `"other", ${tag}` } })
    expect(many.status).toBe(200)
  })

  it('that are stale are told the current ETag', async () => {
    const first = await putDocument(on)
    const second = await putDocument(off)
    const told = await ask('PUT', path, { body: on, ...matching(first.body.revision) })
    expect(problem(told)).toBe('412 stale-precondition')
    expect(told.headers.get('etag')).toBe(`"${second.body.revision}"`)
  })

  it('let one of two win', async () => {
    const { body } = await putDocument(on)
    const writes = ['a', 'b', 'c'].map((key) => {
      return ask('PUT', `${path}?reason=r`, {
        body: { flags: { [key]: { enabled: true } } },
        ...matching(body.revision),
      })
    })
    const statuses = (await Promise.all(writes)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([200, 412, 412])
    expect((await get('/api/v1/revisions')).body.items).toHaveLength(3)
  })

  it('with * let all win, one after the other', async () => {
    const writes = ['a', 'b', 'c'].map((key) => putDocument({ flags: { [key]: { enabled: true } } }))
    const statuses = (await Promise.all(writes)).map(({ status }) => status)
    expect(statuses).toEqual([200, 200, 200])
    expect((await get('/api/v1/revisions')).body.items).toHaveLength(4)
  })

  it('spare reading what is known', async () => {
    const { body } = await putDocument(on)
    const headers = { 'if-none-match': `"${body.revision}"` }
    expect((await get(path, { headers })).status).toBe(304)
    await putDocument(off)
    expect((await get(path, { headers })).status).toBe(200)
  })
})

describe('a document', () => {
  it('that the evaluator would quarantine is refused, with every place', async () => {
    const told = await putDocument({
      flags: {
        a: { state: 'ENABLED', variants: { on: true }, defaultVariant: 'off' },
        b: { state: 'ON', variants: { on: true, off: false }, targeting: { nonsense: [] } },
      },
    })
    expect(problem(told)).toBe('422 invalid-document')
    expect(told.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/flags/a/defaultVariant',
      '/flags/b/state',
      '/flags/b/targeting',
    ])
    expect(told.body.errors[1].detail).toBe('found "ON"; allowed: "ENABLED" or "DISABLED"')
    expect((await get(path)).body).toEqual({ flags: {} })
  })

  it.each([' a', '', '__proto__', 'a\u0007b'])('with a flag that has no proper name is refused: %j', async (key) => {
    const told = await putDocument(`{"flags":{${JSON.stringify(key)}:{"enabled":true}}}`)
    expect(problem(told)).toBe('422 invalid-document')
  })

  it('that is no JSON is refused', async () => {
    expect(problem(await putDocument('{"flags":'))).toBe('400 malformed-json')
    expect(problem(await putDocument('[]'))).toBe('422 invalid-document')
  })

  it('of 26 MiB is refused, whether or not it says so', async () => {
    const text = `{"flags":{}${' '.repeat(26 * 1024 * 1024)}}`
    expect(problem(await putDocument(text))).toBe('413 too-large')
    const source = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(text))
        controller.close()
      },
    })
    expect(problem(await ask('PUT', path, { stream: source, headers: { 'if-match': '*' } }))).toBe('413 too-large')
  }, 60_000)
})
