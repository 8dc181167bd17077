import { describe, expect, it } from 'vitest'
import { confirmed, newKill, receipts } from './answers.ts'
import { problem, type Received } from './fake-admin.ts'
import { useStage } from './run-cli.ts'

const stage = useStage()
const passed = receipts({ leasePassed: true, confirmed: [confirmed('AMS', 310)], p50Ms: 310, p99Ms: 310, worstMs: 310 })

const posted = (): Received[] => stage.admin.received.filter(({ method }) => method === 'POST')

describe('fuseboard kill', () => {
  it('kills a flag, shows relays and receipts, and ends when the lease bound has passed', async () => {
    stage.admin.on('POST /api/v1/kills', { status: 201, body: newKill() })
    stage.admin.on(
      'GET /api/v1/kills/42/receipts',
      { body: receipts({ unconfirmed: ['AMS', 'JNB'] }) },
      { body: receipts({ confirmed: [confirmed('AMS', 310)], unconfirmed: ['JNB'] }) },
      { body: receipts({ leasePassed: true, confirmed: [confirmed('AMS', 310)], unconfirmed: ['JNB'], p50Ms: 310 }) },
    )
    const { code, stdout, stderr } = await stage.run('kill', 'new-checkout', '--reason', 'cards are declined')
    expect(code).toBe(0)
    expect(posted()[0]?.body).toEqual({ target: { flag: 'new-checkout' }, reason: 'cards are declined' })
    expect(stderr).toContain('wnam 12 ms')
    expect(stderr).toContain('enam-1 failed (timeout)')
    expect(stderr.match(/AMS confirmed \(2 isolates\)/g)).toHaveLength(1)
    expect(stdout).toContain('Killed: flag new-checkout (kill k1, seq 42)')
    expect(stdout).toContain('The lease bound (2.5 s) has passed')
    expect(stdout).toContain('Confirmed by 1 of 2 known locations: p50 310 ms')
    expect(stdout).toContain('Not confirmed: JNB')
    expect(stdout).toContain('fuseboard unkill new-checkout')
    expect(stdout + stderr).not.toContain('\u001b')
    expect(stage.admin.received.filter(({ path }) => path.endsWith('/receipts'))).toHaveLength(3)
  })

  it('prints exactly one JSON value with --json, and its prose on stderr', async () => {
    stage.admin.on('POST /api/v1/kills', { status: 201, body: newKill() })
    stage.admin.on('GET /api/v1/kills/42/receipts', { body: passed })
    const { code, value, stderr } = await stage.json('kill', 'new-checkout', '--reason', 'x', '--incident', 'INC-7')
    expect(code).toBe(0)
    expect(value).toEqual({ kills: [newKill()], refused: [], enforced: true, receipts: passed })
    expect(stderr).toContain('relays:')
    expect(posted()[0]?.body).toEqual({ target: { flag: 'new-checkout' }, reason: 'x', incident: 'INC-7' })
  })

  it.each([
    [['--system', 'payments'], { system: 'payments' }, 'system payments'],
    [['--all', '--yes'], { all: true }, 'everything'],
    // Towards off nothing is asked where nobody can be asked.
    [['--all'], { all: true }, 'everything'],
  ])('sends the target of %j', async (args, target, words) => {
    stage.admin.on('POST /api/v1/kills', { status: 201, body: newKill({ target }) })
    stage.admin.on('GET /api/v1/kills/42/receipts', { body: passed })
    const { code, stdout } = await stage.run('kill', ...args, '--reason', 'x')
    expect(code).toBe(0)
    expect(posted()[0]?.body).toEqual({ target, reason: 'x' })
    expect(stdout).toContain(`Killed: ${words}`)
  })

  it('kills several flags, each under a key of its own, and follows the latest seq', async () => {
    stage.admin.on('POST /api/v1/kills', ({ body }) => {
      const { target } = body as { target: { flag: string } }
      return { status: 201, body: newKill({ target, id: target.flag, seq: target.flag === 'a' ? 51 : 50 }) }
    })
    stage.admin.on('GET /api/v1/kills/51/receipts', { body: passed })
    const { code, stdout } = await stage.run('kill', 'a', 'b', 'a', '--reason', 'x')
    expect(code).toBe(0)
    expect(stdout).toContain('Killed: flag a (kill a, seq 51)\nKilled: flag b (kill b, seq 50)')
    const keys = posted().map(({ headers }) => headers['idempotency-key'])
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(2)
  })

  it('says who killed it when it is killed already', async () => {
    stage.admin.on('POST /api/v1/kills', { body: newKill({ already: true }) })
    stage.admin.on('GET /api/v1/kills/42/receipts', { body: passed })
    const { code, stdout, stderr } = await stage.run('kill', 'new-checkout', '--reason', 'x')
    expect(code).toBe(0)
    expect(stderr).toContain('killed already by ada')
    expect(stdout).toContain('Killed already: flag new-checkout')
  })

  it('warns loudly of an unknown flag, names the nearest, and exits 5', async () => {
    const unknown = { warning: 'There is no flag "new-chekout".', nearest: ['new-checkout', 'new-checkin'] }
    stage.admin.on('POST /api/v1/kills', {
      status: 201,
      body: newKill({ target: { flag: 'new-chekout' }, ...unknown }),
    })
    stage.admin.on('GET /api/v1/kills/42/receipts', { body: passed })
    const { code, stdout, stderr } = await stage.run('kill', 'new-chekout', '--reason', 'x')
    expect(code).toBe(5)
    for (const text of [stdout, stderr]) {
      expect(text).toContain('WARNING: There is no flag "new-chekout".')
      expect(text).toContain('Nearest: new-checkout, new-checkin')
    }
    expect(stdout).toContain('fuseboard kill new-checkout --reason TEXT')
    expect(stdout).toContain('fuseboard unkill k1')
  })

  it('repeats a kill whose answer was lost under the same key', async () => {
    stage.admin.on('POST /api/v1/kills', { breaks: true }, { status: 503, text: '' }, { status: 201, body: newKill() })
    stage.admin.on('GET /api/v1/kills/42/receipts', { body: passed })
    const { code, stderr } = await stage.run('kill', 'new-checkout', '--reason', 'x')
    expect(code).toBe(0)
    expect(stderr).toContain('trying again')
    const keys = posted().map(({ headers }) => headers['idempotency-key'])
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
  })

  it('stands when the receipts may not be read, and waits for the lease bound by its own clock', async () => {
    stage.admin.on('POST /api/v1/kills', { status: 201, body: newKill() })
    stage.admin.on('GET /api/v1/kills/42/receipts', problem(403, 'missing-scope', 'This needs the scope read.'))
    const begunAt = performance.now()
    const { code, stdout } = await stage.run('kill', 'new-checkout', '--reason', 'x')
    expect(performance.now() - begunAt).toBeGreaterThan(2_500)
    expect(code).toBe(0)
    expect(stdout).toContain('The receipts could not be read')
    expect(stdout).toContain('fuseboard unkill k1')
    expect(stage.admin.received.filter(({ path }) => path.endsWith('/receipts'))).toHaveLength(1)
  })

  it('reports what was killed when another one is refused, with the exit code of the refusal', async () => {
    const refusal = problem(422, 'invalid-body', 'The body is not right.', {
      errors: [{ pointer: '/target/flag', detail: 'found "b c"; allowed: an identifier' }],
    })
    stage.admin.on('POST /api/v1/kills', ({ body }) =>
      (body as { target: { flag: string } }).target.flag === 'a' ? { status: 201, body: newKill() } : refusal,
    )
    stage.admin.on('GET /api/v1/kills/42/receipts', { body: passed })
    const { code, stdout } = await stage.run('kill', 'a', 'b c', '--reason', 'x')
    expect(code).toBe(1)
    expect(stdout).toContain('Killed: flag new-checkout')
    expect(stdout).toContain('Not killed: flag b c')
    expect(stdout).toContain('/target/flag: found "b c"; allowed: an identifier')
  })

  it.each([
    [['kill', '--reason', 'x'], 'nothing is named'],
    [['kill', 'a'], 'A reason is missing'],
    [['kill', 'a', '--reason', '  '], 'A reason is missing'],
    [['kill', 'a', '--all', '--reason', 'x'], 'do not go together'],
    [['kill', 'a', '--system', 's', '--reason', 'x'], 'do not go together'],
  ])('%j is wrong usage and sends nothing', async (args, message) => {
    const { code, stdout, stderr } = await stage.run(...args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(message)
    expect(stage.admin.received).toEqual([])
  })

  it('shows control characters of others instead of obeying them', async () => {
    stage.admin.on('POST /api/v1/kills', {
      status: 201,
      body: newKill({ already: true, by: '\u001b[2Jeve', reason: 'a\nb\u202ec', id: 'k\u009b1' }),
    })
    stage.admin.on('GET /api/v1/kills/42/receipts', { body: passed })
    const { stdout, stderr } = await stage.run('kill', 'new-checkout', '--reason', 'x')
    expect(stderr).toContain('\\u001b[2Jeve')
    for (const character of ['\u001b', '\u009b', '\u202e']) expect(stdout + stderr).not.toContain(character)
  })
})
