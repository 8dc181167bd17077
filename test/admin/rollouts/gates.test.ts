import { beforeEach, describe, expect, it } from 'vitest'
import type { ProblemDetails } from '../../../protocol/admin-problem.ts'
import {
  ask,
  freshDeployments,
  get,
  inRoot,
  killFlag,
  moveClock,
  post,
  problem,
  putDocument,
  type Told,
  tokenWith,
} from '../deployment.ts'
import {
  deploy,
  type FakeTelemetry,
  isStaff,
  kills,
  offFlag,
  onFlag,
  pass,
  percentOf,
  put,
  rollout,
  start,
  steer,
} from './rollout-fixture.ts'

freshDeployments()

const anything = { headers: { 'if-match': '*' } }
const because = '?reason=because'

describe('a flag with a running rollout', () => {
  let telemetry: FakeTelemetry
  let before: number

  beforeEach(async () => {
    telemetry = await deploy({ a: offFlag({ kind: 'ops' }), b: offFlag({ kind: 'ops' }) })
    expect((await start({ policy: 'staffed' })).status).toBe(201)
    before = (await get('/api/v1/revisions')).body.items[0].number
  })

  const whole = (a: unknown, internal: unknown = isStaff) => ({ flags: { a, b: offFlag() }, $evaluators: { internal } })
  const tries: Record<string, () => Promise<Told<ProblemDetails>>> = {
    'PUT of the flag': () => put(`/api/v1/flags/a${because}`, onFlag()),
    'a PUT that lowers it': () => put(`/api/v1/flags/a${because}`, offFlag()),
    PATCH: () =>
      ask('PATCH', `/api/v1/flags/a${because}`, {
        body: { defaultVariant: 'on' },
        headers: { 'if-match': '*', 'content-type': 'application/merge-patch+json' },
      }),
    'PUT of the document': () => putDocument(whole(onFlag())),
    'breaking the glass': () => put(`/api/v1/document${because}&breakGlass=true`, whole(onFlag())),
    'a document without it': () => putDocument({ flags: { b: offFlag() }, $evaluators: { internal: isStaff } }),
    'archiving it': () => ask('DELETE', `/api/v1/flags/a${because}`, anything),
    'an edit of its audience': () => put(`/api/v1/segments/internal${because}`, { '==': [1, 1] }),
    'a rollback': () => ask('POST', '/api/v1/revisions/1/rollback', { body: { reason: 'x' }, ...anything }),
  }

  it.each(Object.keys(tries))('refuses %s, and says what to do', async (name) => {
    const told = await tries[name]!()
    expect(problem(told)).toBe('409 rollout-running')
    expect(told.body.detail).toMatch(/r1 of "a".*pause, \/revert or \/kill/)
    expect((await get('/api/v1/revisions')).body.items[0].number).toBe(before)
    expect(await rollout()).toMatchObject({ status: 'running', stage: 0 })
  })

  it('is told as an obstacle by a plan, and other flags change as ever', async () => {
    const told = await post('/api/v1/document/plan', whole(onFlag()))
    expect(told.body.obstacles.map(({ kind }: { kind: string }) => kind)).toContain('rollout-running')
    expect((await put(`/api/v1/flags/b${because}`, onFlag({ kind: 'ops' }))).status).toBe(200)
  })

  it('tells of it where the flag is told, and explained', async () => {
    expect((await get('/api/v1/flags/a')).body.rollout).toEqual({ id: 'r1', stage: 'internal', verdict: 'HOLD' })
    const { note } = (await post('/api/v1/flags/a/explain', { context: {} })).body
    expect(note).toContain('Its rollout r1 is in the stage "internal"; its verdict is HOLD.')
  })

  it('stays killed where somebody lifts the kill before the flag is back where it was', async () => {
    for (let seconds = 0; seconds < 160; seconds += 80) await pass(80, telemetry)
    expect(await percentOf()).toBeGreaterThan(0)
    await killFlag('a')
    const [{ id }] = await kills()
    expect(problem(await ask('DELETE', `/api/v1/kills/${id}`))).toBe('409 rollout-running')
    await pass(10, telemetry)
    expect(await percentOf()).toBe(0)
    expect((await ask('DELETE', `/api/v1/kills/${id}`)).status).toBe(200)
  })
})

describe('a release flag', () => {
  beforeEach(async () => {
    await deploy({ a: offFlag(), on: onFlag() })
  })

  it('is raised by nothing but a rollout', async () => {
    const told = await put(`/api/v1/flags/a${because}`, onFlag())
    expect(problem(told)).toBe('409 rollout-required')
    expect(told.body.detail).toContain('fuseboard rollout start a')
    expect(problem(await put(`/api/v1/flags/a${because}&breakGlass=true`, onFlag()))).toBe('409 rollout-required')
    expect(problem(await put(`/api/v1/flags/a${because}`, onFlag({ kind: 'ops' })))).toBe('409 rollout-required')
    const added = await ask('PUT', `/api/v1/flags/c${because}`, { body: onFlag() })
    expect(problem(added)).toBe('409 rollout-required')
    const plan = await post('/api/v1/document/plan', { flags: { a: onFlag(), on: onFlag() } })
    expect(plan.body.obstacles).toMatchObject([{ kind: 'rollout-required' }])
  })

  it('is lowered at once, and not raised again by going back to an earlier revision', async () => {
    const { number } = (await get('/api/v1/revisions')).body.items[0]
    expect((await put(`/api/v1/flags/on${because}`, offFlag())).status).toBe(200)
    const told = await ask('POST', `/api/v1/revisions/${number}/rollback`, { body: { reason: 'x' }, ...anything })
    expect(problem(told)).toBe('409 rollout-required')
    expect(told.body.detail).toContain('"on"')
  })

  it('comes back from a kill within ten minutes, and through a rollout later', async () => {
    await killFlag('on')
    const lift = async () => ask('DELETE', `/api/v1/kills/${(await kills())[0].id}${because}`)
    expect((await lift()).status).toBe(200)
    await killFlag('on')
    await moveClock(11 * 60_000)
    expect(problem(await lift())).toBe('409 rollout-required')
  })

  it('may opt out, but only by an admin, and other kinds may opt in', async () => {
    const writer = await tokenWith(['write'])
    const optional = offFlag({ kind: 'release', rollout: 'optional' })
    const write = (body: unknown, token?: string) =>
      ask('PUT', `/api/v1/flags/a${because}`, { body, ...anything, ...(token !== undefined && { token }) })
    expect(problem(await write(optional, writer))).toBe('403 missing-scope')
    expect((await write(optional)).status).toBe(200)
    expect((await write(onFlag({ kind: 'release', rollout: 'optional' }), writer)).status).toBe(200)
    await write(offFlag({ kind: 'ops', rollout: 'required' }))
    expect(problem(await write(onFlag({ kind: 'ops', rollout: 'required' })))).toBe('409 rollout-required')
    expect((await write(offFlag({ rollout: 'sometimes' }))).body.errors[0].pointer).toContain('/rollout')
  })

  it('needs no rollout in a local run', async () => {
    await inRoot((root) => {
      root.surroundings.local = true
    })
    expect((await put(`/api/v1/flags/a${because}`, onFlag())).status).toBe(200)
  })
})

describe('a start', () => {
  it.each([
    ['a flag nobody knows', { flag: 'nobody' }, '404 not-found', 'there is no flag'],
    ['a policy nobody knows', { policy: 'nothing' }, '404 not-found', 'there is no policy'],
    ['an unknown variant', { variant: 'blue' }, '409 rollout-refused', 'has no variant'],
    ['the off value', { variant: 'off' }, '409 rollout-refused', 'off value'],
    ['a flag that is on', { flag: 'on' }, '409 rollout-refused', 'set it off first'],
    ['an audience that nobody has defined', { policy: 'default' }, '422 invalid-document', 'internal'],
    ['a prototype name', { flag: '__proto__' }, '422 invalid-body', 'flag'],
  ])('is refused for %s', async (_, input, expected, detail) => {
    await deploy({ a: offFlag(), on: onFlag() })
    if ('policy' in input && input.policy === 'default') await putDocument({ flags: { a: offFlag(), on: onFlag() } })
    const told = await start(input)
    expect(problem(told)).toBe(expected)
    expect(JSON.stringify(told.body)).toContain(detail)
    expect((await get('/api/v1/rollouts')).body.items).toEqual([])
  })

  it('is refused while more than the flag is killed', async () => {
    await deploy({ a: offFlag({ kind: 'release', system: 's' }) })
    await post('/api/v1/kills', { target: { system: 's' }, reason: 'x' })
    expect(problem(await start())).toBe('409 rollout-refused')
  })

  it('is refused to an owner over the stale budget, but not with the policy for hotfixes', async () => {
    const expired = { ...onFlag({ kind: 'ops', owner: 'shop', expiresAt: '2020-01-01' }) }
    const stale = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`s${i}`, expired]))
    await deploy({ a: offFlag({ kind: 'release', owner: 'shop' }), ...stale })
    const told = await start()
    expect(problem(told)).toBe('409 stale-budget')
    expect(told.body.detail).toContain('GET /api/v1/flags?stale=true')
    expect((await start({ policy: 'hotfix' })).status).toBe(201)
  })

  it('says before it what each stage will see', async () => {
    const telemetry = await deploy()
    telemetry.controlFails = 0.02
    const { forecast } = (await start()).body
    expect(forecast.unitsPerSecond).toBeCloseTo(150)
    expect(forecast.baselineRate).toBeCloseTo(0.02)
    expect(forecast.stages[0]).toMatchObject({ name: 'canary', doublingSeconds: 125 })
    telemetry.mode = 'throws'
    const unknown = (await start({ supersede: true })).body.forecast
    expect(unknown).toMatchObject({ unitsPerSecond: null, baselineRate: null })
    expect(unknown.stages[0].statement).toContain('not known')
  })

  it('of a flag under approval waits for another person', async () => {
    await deploy({ a: offFlag({ kind: 'release', approval: true }) })
    const [ann, bob] = [await tokenWith(['rollout'], 'ann'), await tokenWith(['rollout'], 'bob')]
    expect((await start({}, ann)).body).toMatchObject({ id: 'r1', status: 'draft' })
    expect(await percentOf()).toBe(0)
    expect(problem(await steer('r1', 'resume', ann))).toBe('409 own-change')
    expect((await steer('r1', 'resume', bob)).body).toMatchObject({ status: 'running' })
    expect(await percentOf()).toBe(10)
  })
})

describe('policies', () => {
  it('are told with every problem and its place', async () => {
    await deploy()
    const told = await post('/api/v1/policies', { name: 'x', stages: [{ name: 'a', percent: 200, criteria: [] }] })
    expect(problem(told)).toBe('422 invalid-body')
    const pointers = told.body.errors.map(({ pointer }: { pointer: string }) => pointer)
    expect(pointers).toEqual(expect.arrayContaining(['/stages/0/percent', '/stages/0/criteria']))
  })

  it('never change: the same name with another content is another policy, and a rollout keeps its own', async () => {
    await deploy()
    const { hash } = (await start()).body.policy
    const { policy } = (await get('/api/v1/policies?name=quick')).body.items[0]
    const other = await post('/api/v1/policies', { ...policy, alpha: 0.02 })
    expect(other.body.hash).not.toBe(hash)
    expect((await rollout()).policy.hash).toBe(hash)
    expect((await get('/api/v1/policies?name=quick')).body.items).toHaveLength(2)
    expect(problem(await post('/api/v1/policies', { ...policy, name: 'default' }))).toBe('422 invalid-body')
    const names = (await get('/api/v1/policies')).body.items.map(({ name }: { name: string }) => name)
    expect(names).toEqual(expect.arrayContaining(['default', 'hotfix']))
  })
})

it('needs the scope rollout to start, and kill or rollout to go back', async () => {
  await deploy()
  const killer = await tokenWith(['kill'])
  expect((await start({}, killer)).status).toBe(403)
  await start()
  expect((await steer('r1', 'pause', killer)).status).toBe(200)
  expect((await steer('r1', 'resume', killer)).status).toBe(403)
  expect((await steer('r1', 'kill', killer)).status).toBe(200)
})

describe('an audience', () => {
  it('that is no segment of the document is refused by name, and nothing has begun', async () => {
    await deploy()
    await putDocument({ flags: { a: offFlag() } })
    const told = await start({ policy: 'staffed' })
    expect(told.status).toBeGreaterThanOrEqual(409)
    expect(told.status).toBeLessThan(500)
    expect(JSON.stringify(told.body)).toContain('internal')
    expect((await get('/api/v1/rollouts')).body.items).toEqual([])
  })
})
