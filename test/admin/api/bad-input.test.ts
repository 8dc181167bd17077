import { beforeEach, describe, expect, it } from 'vitest'
import { endpoints } from '../../../admin/api/app.ts'
import { definition } from '../../../admin/api/example-records.ts'
import { exampleOf } from '../../../admin/api/open-api.ts'
import type { ProblemDetails } from '../../../protocol/admin-problem.ts'
import { ask, freshDeployments, get, problem, type Told } from '../deployment.ts'

freshDeployments()

const wrongs: readonly unknown[] = [
  null,
  true,
  7,
  -1.5,
  '',
  'x'.repeat(3_000),
  [],
  ['', 7],
  {},
  { __proto__: null, a: 1 },
]
const whatever = { 'if-match': '*' }

/** Every one of the problems stands at or below the pointer, says what was found, and what may be there. */
function expectAt(told: Told<ProblemDetails>, pointer: string): void {
  expect(problem(told), JSON.stringify(told.body)).toMatch(/^422 invalid-(body|document)$/)
  const { errors = [] } = told.body
  expect(errors.length).toBeGreaterThan(0)
  for (const { pointer: found, detail } of errors) {
    expect(found === pointer || found.startsWith(`${pointer}/`), `${found} is not below ${pointer}`).toBe(true)
    expect(detail).toMatch(/^found .+; allowed: .+/s)
  }
}

/** Bodies that differ from the example in one member that the shape does not allow. */
function* spoilt(): Generator<[name: string, member: string, body: object, method: string, path: string]> {
  for (const one of endpoints) {
    const example = exampleOf(one)
    // Flags and segments are judged by the domain's own rules: below.
    if (one.body === undefined || example?.body === undefined || /flags\/\{key\}$|segments|document/.test(one.path))
      continue
    // A text has no members, and what Alertmanager sends has more than is read.
    if (typeof example.body === 'string' || one.path.includes('/alerts/')) continue
    const path = one.path.replaceAll(/\{(\w+)\}/g, (_, param) => example.params?.[param] ?? '')
    const whole = example.body as Record<string, unknown>
    const name = `${one.method.toUpperCase()} ${one.path}`
    for (const member of [...Object.keys(whole), 'surplus']) {
      const bodies = [undefined, ...wrongs].map((wrong) => ({ ...whole, [member]: wrong }))
      const refused = bodies.filter((body) => !one.body?.safeParse(JSON.parse(JSON.stringify(body))).success)
      // What the shape takes whole is judged further in.
      const tried = refused.length > 0 ? refused : [{ ...whole, [member]: 7 }]
      for (const body of tried) yield [name, member, body, one.method.toUpperCase(), path]
    }
  }
}

describe('a body with one wrong member', () => {
  const all = [...spoilt()]

  it('is told so, with its place and the remedy, by every operation', async () => {
    for (const [, member, body, method, path] of all) {
      expectAt(await ask(method, path, { body, headers: whatever }), `/${member}`)
    }
    expect((await get('/api/v1/audit')).body.items).toEqual([])
  }, 60_000)

  it('is tried for every member of every operation', () => {
    const tried = new Set(all.map(([name, member]) => `${name} ${member}`))
    for (const one of endpoints) {
      const name = `${one.method.toUpperCase()} ${one.path}`
      if (!all.some(([other]) => other === name)) continue
      for (const member of Object.keys(exampleOf(one)?.body as object)) expect(tried).toContain(`${name} ${member}`)
    }
    expect(new Set(all.map(([name]) => name)).size).toBeGreaterThanOrEqual(6)
  })
})

describe('a flag with one wrong member', () => {
  const key = '/api/v1/flags/~a'
  const put = (body: unknown) => ask('PUT', `${key}?reason=test`, { body, headers: whatever })
  const patch = (body: unknown) => ask('PATCH', `${key}?reason=test`, { body, headers: whatever })

  beforeEach(async () => {
    await ask('PUT', '/api/v1/segments/beta_users', { body: { in: [{ var: 'email' }, ['a@b']] } })
    await ask('PUT', `${key}?reason=test`, { body: definition })
  })

  // With one variant that nothing names: else what names it would be wrong as well.
  const plain = { state: 'ENABLED', variants: { on: true } }

  it.each(['state', 'variants', 'defaultVariant', 'targeting', 'metadata', 'fuseboard'])(
    'is told: %s',
    async (member) => {
      await put(plain)
      const flag = { ...plain, [member]: 7 }
      for (const told of [await put(flag), await patch({ [member]: 7 })]) expectAt(told, `/${member}`)
      const whole = await ask('PUT', '/api/v1/document?reason=test', {
        body: { flags: { '~a': flag } },
        headers: whatever,
      })
      expectAt(whole, `/flags/~0a/${member}`)
    },
  )

  it.each([
    ...['kind', 'owner', 'system', 'description', 'offVariant', 'strict', 'clientSide', 'approval', 'drill'],
    ...['expiresAt', 'createdAt', 'surplus'],
  ])('is told: fuseboard.%s', async (member) => {
    for (const wrong of [7, '', []]) {
      expectAt(await patch({ fuseboard: { [member]: wrong } }), `/fuseboard/${member}`)
      expectAt(await put({ ...definition, fuseboard: { [member]: wrong } }), `/fuseboard/${member}`)
    }
  })

  it.each(['enabled', 'rollout_percentage', 'user_segments', 'metadata', 'fuseboard', 'surplus'])(
    'is told in the short form: %s',
    async (member) => expectAt(await put({ enabled: true, [member]: 'x' }), `/${member}`),
  )

  it.each(['{"enabled":true,"metadata":{"__proto__":{"a":1}}}', '{"enabled":true,"__proto__":{"a":1}}'])(
    'is told in names that every object inherits: %s',
    async (body) => {
      const told = await put(body)
      expect(problem(told)).toBe('422 invalid-body')
      expect(told.body.errors[0].pointer).toMatch(/__proto__$/)
    },
  )
})
