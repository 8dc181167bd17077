// `fuseboard drill` against a scripted admin worker, a scripted evaluator, and an application that believes its pass only.

import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { revisions } from './answers.ts'
import { desertedUrl, problem, type Received } from './fake-admin.ts'
import { useStage } from './run-cli.ts'

const stage = useStage()
const key = 'fb_backend_a1B2c3D4e5F6g7H8'
const onOff = { on: true, off: false }
const pass = (flag: string) => `backend.1.${'a'.repeat(64)}.${encodeURIComponent(flag)}`

interface Call {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

let servers: Server[]
let evaluator: string
let application: string
/** What the evaluator says of a flag, where that is not the off value of a boolean. */
let says: Map<string, { status?: number; body: unknown }>
let asked: Call[]
let called: Call[]
let mostAtOnce: number
/** Holds the evaluator's answers back, so that all who ask at once are seen. */
let held: () => Promise<unknown>

async function listen(
  answer: (call: Call) => Promise<{ status: number; headers?: Record<string, string>; text?: string }>,
) {
  const server = createServer(async ({ method = '', url = '', headers }, response) => {
    const { status, headers: sent, text = '' } = await answer({ method, path: url, headers })
    response.writeHead(status, sent).end(text)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const offAnswer = (flag: string, change: object = {}) => ({
  key: flag,
  revision: revisions.current,
  tier: 'memory',
  reason: 'DISABLED',
  variant: 'off',
  value: false,
  off: 'value',
  pass: pass(flag),
  ...change,
})

beforeEach(async () => {
  servers = []
  says = new Map()
  asked = []
  called = []
  mostAtOnce = 0
  held = async () => {}
  let atOnce = 0
  evaluator = await listen(async (call) => {
    asked.push(call)
    mostAtOnce = Math.max(mostAtOnce, ++atOnce)
    await held()
    atOnce--
    const flag = decodeURIComponent(call.path.replace('/v1/drill/', ''))
    const { status = 200, body } = says.get(flag) ?? { body: offAnswer(flag) }
    return { status, text: JSON.stringify(body) }
  })
  // Works with the flag off; with it on, it fails: only a pass for its own flag helps.
  application = await listen(async (call) => {
    called.push(call)
    const [, behaviour, flag = ''] = call.path.split('/')
    if (behaviour === 'slow') await new Promise((resolve) => setTimeout(resolve, 3_000))
    if (behaviour === 'moved') return { status: 302, headers: { location: '/elsewhere' } }
    if (behaviour === 'gone') return { status: 410 }
    return { status: call.headers['fuseboard-drill'] === pass(decodeURIComponent(flag)) ? 200 : 500 }
  })
})
afterEach(() =>
  Promise.all(
    servers.map((server) => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    }),
  ),
)

/** Flags by key: what each names as its endpoint, and more. */
function scene(flags: Record<string, object>): void {
  const full = Object.entries(flags).map(([name, settings]) => {
    return [name, { state: 'ENABLED', variants: onOff, defaultVariant: 'on', fuseboard: settings }]
  })
  stage.admin.on('GET /api/v1/document', {
    headers: { etag: `"${revisions.current}"` },
    body: { flags: Object.fromEntries(full) },
  })
  stage.admin.on('POST /api/v1/drills', (request: Received) => {
    return { status: 201, body: { ...(request.body as object), at: '2026-11-21T10:00:00.000Z', by: 'ci' } }
  })
}

const drillOf = (...more: string[]) => stage.json('drill', ...more, '--evaluator', evaluator, '--key', key)
const recorded = () => stage.admin.received.filter(({ method }) => method === 'POST').map(({ body }) => body)
const endpointFor = (flag: string, behaviour = 'works') => `${application}/${behaviour}/${encodeURIComponent(flag)}`

describe('fuseboard drill', () => {
  it('checks the killed answer, calls the endpoint with the pass, and records both', async () => {
    const url = endpointFor('größe/1')
    scene({ 'größe/1': { drill: { url, method: 'POST' } }, other: {} })
    const { code, value } = await drillOf('größe/1')
    expect(code).toBe(0)
    expect(asked).toMatchObject([{ method: 'POST', headers: { authorization: `Bearer ${key}` } }])
    expect(called).toMatchObject([{ method: 'POST', headers: { 'fuseboard-drill': pass('größe/1') } }])
    expect(called[0]!.headers).not.toHaveProperty('authorization')
    const record = {
      key: 'größe/1',
      passed: true,
      evaluator: { reason: 'DISABLED', variant: 'off', value: false },
      endpoint: { url, status: 200, tookMs: expect.any(Number) },
    }
    expect(recorded()).toEqual([record])
    expect(value).toEqual({
      evaluator,
      items: [{ ...record, at: '2026-11-21T10:00:00.000Z', by: 'ci' }],
      passed: 1,
      failed: 0,
    })
  })

  it('drills every flag with --all, each named once, a few at a time', async () => {
    scene(Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`flag-${i}`, {}])))
    held = () => new Promise((resolve) => setTimeout(resolve, 30))
    const { code, value, stderr } = await drillOf('--all', '--concurrency', '3')
    expect(code).toBe(0)
    expect(value.items.map((item: { key: string }) => item.key)).toEqual(
      Array.from({ length: 12 }, (_, i) => `flag-${i}`),
    )
    expect(asked).toHaveLength(12)
    expect(mostAtOnce).toBeLessThanOrEqual(3)
    expect(stderr).toContain('12/12')
    asked.length = 0
    await drillOf('flag-1', 'flag-1')
    expect(asked).toHaveLength(1)
  })

  it.each<[string, string, object, string]>([
    ['answers 500 with the flag off', 'works/another', {}, 'answered 500; expected: any 2xx'],
    ['answers another status than expected', 'gone/f', { expectStatus: 204 }, 'answered 410; expected: 204'],
    ['redirects', 'moved/f', {}, 'answered 302, a redirect to /elsewhere, which is not followed; expected: any 2xx'],
    ['takes too long', 'slow/f', {}, 'no answer within 1 s'],
  ])('exits 1 when the endpoint %s', async (_name, path, more, error) => {
    scene({ f: { drill: { url: `${application}/${path}`, ...more } } })
    const { code, value } = await drillOf('f', '--timeout', '1')
    expect(code).toBe(1)
    expect(value).toMatchObject({ passed: 0, failed: 1, items: [{ passed: false, endpoint: { error } }] })
    expect(recorded()).toMatchObject([{ passed: false, endpoint: { error } }])
    expect(called).toHaveLength(1)
  })

  it('takes the status that is expected, even a redirect', async () => {
    scene({ f: { drill: { url: endpointFor('f', 'moved'), expectStatus: 302 } } })
    expect((await drillOf('f')).code).toBe(0)
  })

  it('exits 1 when nothing listens at the endpoint', async () => {
    scene({ f: { drill: { url: await desertedUrl() } } })
    const { code, value } = await drillOf('f')
    expect(code).toBe(1)
    expect(value.items[0].endpoint.error).toBe('nothing listens there')
  })

  it.each<[string, { status?: number; body: unknown }, string]>([
    ['is on', { body: offAnswer('f', { value: true, variant: 'on' }) }, 'answers on (true); declared off: off (false)'],
    [
      'has no value',
      { body: { ...offAnswer('f', { off: 'none' }), value: undefined, variant: undefined } },
      'answers no value; declared off',
    ],
    ['was not killed', { body: offAnswer('f', { reason: 'STATIC' }) }, 'reason STATIC instead of DISABLED'],
    [
      'belongs to another revision',
      { body: offAnswer('f', { value: true, revision: revisions.older }) },
      'wait until it is published, and repeat',
    ],
    [
      'is that it knows no such flag',
      { status: 404, body: { key: 'f', errorCode: 'FLAG_NOT_FOUND', errorDetails: 'no flag has this key' } },
      'the evaluator answers FLAG_NOT_FOUND',
    ],
  ])('exits 1 when the killed answer %s, and then calls nothing', async (_name, answer, error) => {
    scene({ f: { drill: { url: endpointFor('f') } } })
    says.set('f', answer)
    const { code, value } = await drillOf('f')
    expect(code).toBe(1)
    expect(value.items[0].evaluator.error).toContain(error)
    expect(recorded()).toMatchObject([{ passed: false }])
    expect(called).toEqual([])
  })

  it('warns where no off value is declared, and says what to declare', async () => {
    stage.admin.on('POST /api/v1/drills', ({ body }: Received) => ({
      status: 201,
      body: { ...(body as object), at: 'x', by: 'y' },
    }))
    const limits = { state: 'ENABLED', variants: { normal: 'a', tight: 'b' }, defaultVariant: 'normal' }
    stage.admin.on('GET /api/v1/document', { body: { flags: { limits } } })
    says.set('limits', { body: { ...offAnswer('limits', { off: 'none' }), value: undefined, variant: undefined } })
    const { code, value } = await drillOf('limits')
    expect(code).toBe(0)
    expect(value.items[0].warning).toContain('declare fuseboard.offVariant')
    const { stdout } = await stage.run('drill', 'limits', '--evaluator', evaluator)
    expect(stdout).toContain('Warning  limits: no off value is declared')
  })

  it('says in a table what happened and what to do next', async () => {
    scene({ good: { drill: { url: endpointFor('good') } }, bad: { drill: { url: endpointFor('other') } }, bare: {} })
    const { code, stdout } = await stage.run('drill', '--all', '--evaluator', evaluator)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^good +passed +off \(false\) +200 in \d+ ms$/m)
    expect(stdout).toMatch(/^bad +FAILED +off \(false\) +500 in \d+ ms$/m)
    expect(stdout).toMatch(/^bare +passed +off \(false\) +–$/m)
    expect(stdout).toContain('Failed   bad: ')
    expect(stdout).toContain('3 flags drilled: 2 passed, 1 failed.')
    expect(stdout).toContain('1 flag without fuseboard.drill')
    expect(stdout).toContain('then: fuseboard drill bad')
  })

  it('shows no control character of a key', async () => {
    scene({ 'red\u001b[31m': {} })
    const { stdout, stderr } = await stage.run('drill', '--all', '--evaluator', evaluator)
    expect(stdout + stderr).not.toContain('\u001b')
  })

  it('calls nothing with --no-endpoints', async () => {
    scene({ f: { drill: { url: endpointFor('f') } } })
    expect((await drillOf('f', '--no-endpoints')).code).toBe(0)
    expect(called).toEqual([])
    expect(recorded()[0]).not.toHaveProperty('endpoint')
  })

  it('asks, calls and records nothing with --dry-run, and needs no evaluator for it', async () => {
    const url = endpointFor('f')
    scene({ f: { drill: { url } } })
    const { code, value } = await stage.json('drill', '--all', '--dry-run')
    expect(code).toBe(0)
    expect(value).toEqual({ dryRun: true, items: [{ key: 'f', variant: 'off', value: false, endpoint: { url } }] })
    expect([asked, called, recorded()]).toEqual([[], [], []])
    expect((await stage.run('drill', 'f', '--dry-run')).stdout).toContain('1 flag would be drilled')
  })

  it('leaves a value out of the record that is too long for it', async () => {
    const value = { text: 'x'.repeat(5_000) }
    const flag = { state: 'ENABLED', variants: { big: value }, fuseboard: { offVariant: 'big' } }
    scene({})
    stage.admin.on('GET /api/v1/document', { body: { flags: { flag } } })
    says.set('flag', { body: offAnswer('flag', { variant: 'big', value }) })
    expect((await drillOf('flag')).code).toBe(0)
    expect(recorded()).toMatchObject([{ evaluator: { reason: 'DISABLED', variant: 'big' } }])
    expect((recorded()[0] as { evaluator: object }).evaluator).not.toHaveProperty('value')
  })

  it('reads the key from stdin', async () => {
    scene({ f: {} })
    const args = ['drill', 'f', '--evaluator', evaluator, '--key', '-', '--url', stage.admin.url]
    const env = { FUSEBOARD_TOKEN: 'fb_test_0123456789abcdefSECRET' }
    expect((await stage.bare(args, { env, stdin: `${key}\n` })).code).toBe(0)
    expect(asked[0]!.headers.authorization).toBe(`Bearer ${key}`)
  })
})

describe('fuseboard drill refuses, and drills nothing,', () => {
  it('a name that no flag has, and names the one that was meant', async () => {
    scene({ checkout: {} })
    const { code, stderr } = await drillOf('checkout', 'chekout', 'toString')
    expect(code).toBe(1)
    expect(stderr).toContain('chekout; did you mean checkout?')
    expect(stderr).toContain('toString')
    expect([asked, recorded()]).toEqual([[], []])
  })

  it.each([
    [['drill'], 'Which flags?'],
    [['drill', '--all', 'f'], 'Name flags, or give --all, not both.'],
    [['drill', 'f', '--concurrency', '0'], '--concurrency: found "0"; allowed: a whole number from 1 to 32'],
    [['drill', 'f', '--timeout', '60'], '--timeout: found "60"; allowed: a whole number from 1 to 50'],
    [['drill', 'f', '--key', 'secret'], 'Keys look like fb_<id>_<secret>.'],
    [['drill', 'f', '--key', '-', '--token', '-'], 'cannot both read stdin'],
    [['drill', 'f'], 'Which evaluator?'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await stage.run(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stage.admin.received).toEqual([])
  })
})

describe('trouble that every flag would have ends the run', () => {
  beforeEach(() => scene({ f: {}, g: {}, h: {} }))
  const drillAll = (url = evaluator) => stage.run('drill', '--all', '--evaluator', url, '--concurrency', '1')

  it('a key that is refused: exit 4', async () => {
    says.set('f', { status: 401, body: { errorDetails: 'an evaluation key is needed' } })
    const { code, stderr } = await drillAll()
    expect(code).toBe(4)
    expect(stderr).toContain('an evaluation key is needed')
    expect(stderr).toContain('--key')
    expect(recorded()).toEqual([])
  })

  it('an evaluator that cannot be reached: exit 3', async () => {
    const { code, stderr } = await drillAll(await desertedUrl())
    expect(code).toBe(3)
    expect(stderr).toContain('--evaluator URL')
  })

  it('an evaluator without a snapshot: exit 1, after the flags that were drilled', async () => {
    says.set('g', { status: 503, body: { errorDetails: 'no snapshot can be read' } })
    const { code, stderr } = await drillAll()
    expect(code).toBe(1)
    expect(stderr).toContain('no snapshot can be read')
    expect(stderr).toContain('1 of 3 flags were drilled and recorded before that')
    expect(asked).toHaveLength(2)
  })

  it.each([
    ['something else than an evaluator', { status: 404, body: 'nothing here' }, 'a bare 404'],
    ['a pass that cannot be a header', { body: offAnswer('f', { pass: 'a\r\nb: c' }) }, 'another shape'],
  ])('%s: exit 1', async (_name, answer, found) => {
    says.set('f', answer)
    const { code, stderr } = await drillAll()
    expect(code).toBe(1)
    expect(stderr).toContain(`does not answer like a Fuseboard evaluator: found ${found}`)
  })

  it('a token that may not record: exit 4', async () => {
    stage.admin.on('POST /api/v1/drills', problem(403, 'missing-scope', 'this needs the scope write'))
    const { code, stderr } = await drillAll()
    expect(code).toBe(4)
    expect(stderr).toContain('0 of 3 flags were drilled and recorded')
  })
})
