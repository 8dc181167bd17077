import { describe, expect, it } from 'vitest'
import type { ExplainAnswer } from '../../../protocol/admin-explain.ts'
import {
  ask,
  faultyStore,
  freshDeployments,
  get,
  hurry,
  killFlag,
  post,
  problem,
  putDocument,
  settle,
  tokenWith,
} from '../deployment.ts'

freshDeployments()

const onOff = { on: true, off: false }
const pro = { if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'on', 'off'] }
const document = {
  flags: {
    banner: { state: 'ENABLED', variants: onOff, defaultVariant: 'off', targeting: pro, fuseboard: { system: 'shop' } },
    german: {
      state: 'ENABLED',
      variants: onOff,
      defaultVariant: 'off',
      targeting: { if: [{ '==': [{ var: '$edge.country' }, 'DE'] }, 'on', 'off'] },
    },
    idle: { state: 'DISABLED', variants: onOff, defaultVariant: 'on' },
    colour: { state: 'ENABLED', variants: { red: 'r', grey: 'g' }, defaultVariant: 'red' },
    toString: { enabled: true, rollout_percentage: 50 },
  },
}
const explain = (key: string, body: unknown = {}, more = {}) =>
  ask<ExplainAnswer>('POST', `/api/v1/flags/${encodeURIComponent(key)}/explain`, { body, ...more })
const told = async (key: string, body: unknown = {}) => (await explain(key, body)).body

describe('an explanation', () => {
  it('tells the answer, what decided, and every step', async () => {
    const { revision } = (await putDocument(document)).body
    const { status, body } = await explain('banner', { context: { plan: 'pro' } })
    expect(status).toBe(200)
    expect(body).toEqual({
      key: 'banner',
      revision,
      number: 1,
      answer: { reason: 'TARGETING_MATCH', value: true, variant: 'on' },
      decidedBy: 'rules',
      kills: [],
      steps: [
        { path: '/flags/banner/targeting', operator: 'if', inputs: [true, 'on'], result: 'on', depth: 0 },
        { path: '/flags/banner/targeting/if/0', operator: '==', inputs: ['pro', 'pro'], result: true, depth: 1 },
        { path: '/flags/banner/targeting/if/0/==/0', operator: 'var', inputs: ['plan'], result: 'pro', depth: 2 },
      ],
      note: 'The edge answers true (variant "on"): the targeting chose it.',
    })
  })

  it('takes an empty body for nobody in particular', async () => {
    await putDocument(document)
    expect((await told('banner')).answer).toMatchObject({ variant: 'off' })
  })

  it("reads the edge's facts where they are given, and not from the context", async () => {
    await putDocument(document)
    expect((await told('german', { edge: { country: 'DE' } })).answer.value).toBe(true)
    expect((await told('german', { context: { $edge: { country: 'DE' } } })).answer.value).toBe(false)
  })

  it('tells the bucket', async () => {
    await putDocument(document)
    const { steps, answer } = await told('toString', { context: { targetingKey: 'user-1' } })
    const { bucket } = steps[0]!
    expect(bucket).toMatchObject({ bucketBy: 'toStringuser-1', totalWeight: 100 })
    expect(answer.variant).toBe(bucket!.bucket < 50 ? 'on' : 'off')
  })

  it('changes nothing, and needs no more than read', async () => {
    await putDocument(document)
    const before = (await get('/api/v1/audit')).body.items.length
    const token = await tokenWith(['read'])
    expect((await explain('banner', {}, { token })).status).toBe(200)
    expect(problem((await explain('banner', {}, { token: await tokenWith(['kill']) })) as never)).toBe(
      '403 missing-scope',
    )
    expect((await get('/api/v1/audit')).body.items.length).toBe(before + 2)
  })
})

describe('a killed flag', () => {
  it('is off, and says what its rules alone would answer', async () => {
    await putDocument(document)
    await killFlag('banner')
    const body = await told('banner', { context: { plan: 'pro' } })
    expect(body).toMatchObject({
      decidedBy: 'kill',
      answer: { reason: 'DISABLED', value: false, variant: 'off', metadata: { 'fuseboard.killed': true } },
      withoutKill: { reason: 'TARGETING_MATCH', value: true },
      kills: [{ target: { flag: 'banner' }, reason: 'test' }],
    })
    expect(body.steps).toHaveLength(3)
    expect(body.note).toMatch(
      /^The edge answers false \(variant "off"\): the flag is killed by boot since .* \(test\)\.$/,
    )
  })

  it('may be so by its system and by a kill of everything, and is so no longer once they are lifted', async () => {
    await putDocument(document)
    const system = (await post('/api/v1/kills', { target: { system: 'shop' }, reason: 'test' })).body
    const all = (await post('/api/v1/kills', { target: { all: true }, reason: 'test' })).body
    await killFlag('colour')
    const { kills, note } = await told('banner')
    expect(kills.map(({ target }) => target)).toEqual([{ all: true }, { system: 'shop' }])
    expect(note).toContain('everything is killed')
    await ask('DELETE', `/api/v1/kills/${all.id}`)
    expect((await told('banner')).note).toContain('its system "shop" is killed')
    expect((await told('german')).decidedBy).toBe('rules')
    await ask('DELETE', `/api/v1/kills/${system.id}`)
    expect((await told('banner')).decidedBy).toBe('rules')
  })

  it('without an off value answers none', async () => {
    await putDocument(document)
    await killFlag('colour')
    const { answer, note } = await told('colour')
    expect(answer).toEqual({ reason: 'DISABLED', metadata: { 'fuseboard.killed': true } })
    expect(note).toContain("no value, so that the caller's own default applies")
  })
})

describe('a flag without rules', () => {
  it('is disabled, or answers its default', async () => {
    await putDocument(document)
    expect(await told('idle')).toMatchObject({ decidedBy: 'disabled', answer: { reason: 'DISABLED' }, steps: [] })
    expect(await told('colour')).toMatchObject({
      decidedBy: 'rules',
      answer: { reason: 'STATIC', value: 'r' },
      steps: [],
    })
  })
})

describe('a revision', () => {
  it('is the published one unless another is asked for', async () => {
    const first = (await putDocument(document)).body.revision
    const narrowed = {
      ...document.flags.banner,
      targeting: { if: [{ and: [pro.if[0], { var: 'beta' }] }, 'on', 'off'] },
    }
    await putDocument({ flags: { ...document.flags, banner: narrowed } })
    expect(await told('banner', { context: { plan: 'pro' } })).toMatchObject({ number: 2, answer: { value: false } })
    for (const revision of ['1', first, first.slice(0, 8)]) {
      const body = await told('banner', { context: { plan: 'pro' }, revision })
      // Whoever still holds the first is told that the second lowers the flag.
      expect(body).toMatchObject({
        number: 1,
        decidedBy: 'lowered',
        answer: { value: false },
        withoutKill: { value: true },
      })
      expect(body.note).toContain('This is revision 1 and not the published one')
    }
    expect(await told('german', { edge: { country: 'DE' }, revision: '1' })).toMatchObject({ decidedBy: 'rules' })
  })

  it('that is committed and not yet published is mentioned, and not used', async () => {
    await putDocument(document)
    const store = await faultyStore()
    await hurry()
    store.mode = 'throw'
    await putDocument({ flags: { ...document.flags, colour: { ...document.flags.colour, defaultVariant: 'grey' } } })
    const body = await told('colour')
    expect(body).toMatchObject({ number: 1, answer: { value: 'r' } })
    expect(body.note).toContain('is committed and not published yet')
    store.mode = 'ok'
    await settle()
    expect(await told('colour')).toMatchObject({ number: 2, answer: { value: 'g' } })
  })

  it('that does not exist is not found', async () => {
    await putDocument(document)
    for (const revision of ['7', 'latest', 'deadbeefdeadbeef']) {
      expect(problem((await explain('banner', { revision })) as never)).toBe('404 not-found')
    }
  })
})

describe('what cannot be explained', () => {
  it.each(['baner', 'constructor', '__proto__', 'a/b', '😀'])('is an unknown flag: %s', async (key) => {
    await putDocument(document)
    const answer = await ask('POST', `/api/v1/flags/${encodeURIComponent(key)}/explain`, { body: {} })
    expect(problem(answer)).toBe('404 not-found')
    expect(answer.body.detail).toContain(`revision 1 has no flag ${JSON.stringify(key)}`)
    if (key === 'baner') expect(answer.body.detail).toContain('did you mean "banner"?')
  })

  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) })
  it.each<[string, unknown, string]>([
    ['a list for a context', { context: [] }, '/context'],
    ['text for a context', { context: 'user-1' }, '/context'],
    ['a context without end', { context: deep(40) }, '/context'],
    ['edge facts that the edge does not have', { edge: { planet: 'mars' } }, '/edge/planet'],
    ['an edge fact that is none', { edge: { country: ['DE'] } }, '/edge/country'],
    ['a revision that is a number', { revision: 1 }, '/revision'],
    ['another member', { contxt: {} }, '/contxt'],
    ['a list', [], ''],
  ])('is refused: %s', async (_, body, pointer) => {
    await putDocument(document)
    const answer = await ask('POST', '/api/v1/flags/banner/explain', { body })
    expect(problem(answer)).toBe('422 invalid-body')
    expect(answer.body.errors[0].pointer).toBe(pointer)
  })

  it('is refused for what is no JSON, and for whom may not read', async () => {
    expect(problem(await ask('POST', '/api/v1/flags/banner/explain', { body: '{' }))).toBe('400 malformed-json')
    expect(problem(await ask('POST', '/api/v1/flags/banner/explain', { body: {}, token: null }))).toBe(
      '401 unauthenticated',
    )
  })
})
