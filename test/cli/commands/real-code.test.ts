// Flags as code from end to end: files, the command, both workers and an answer at the edge.

import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCutProxy } from './cut-proxy.ts'
import { environmentIn, type Finished, runCli } from './run-cli.ts'
import { runWith } from './run-here.ts'
import { type RunningInstance, startInstance } from './run-instance.ts'

const main = resolve(import.meta.dirname, '../../../cli/main.ts')
const token = 'fb_local_0123456789abcdefghij'
const wait = { timeout: 15_000 }

let home: string
let dir: string
let instance: RunningInstance

const boolean = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' }
const settings = { kind: 'release', expiresAt: '2099-01-01', description: 'For this test.', offVariant: 'off' }
const owned = (owner: string, more: object = {}) => ({ ...boolean, fuseboard: { ...settings, owner, ...more } })
const on = <T extends object>(flag: T) => ({ ...flag, defaultVariant: 'on' })

const flags = {
  'new-checkout': owned('payments'),
  'new-search': owned('search'),
  'new-login': owned('identity', { approval: true }),
  spare: owned('nobody'),
}
const staff = { ends_with: [{ var: 'email' }, '@example.com'] }

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'fuseboard-code-real-'))
  dir = join(home, 'flags')
  const file = join(home, 'start.json')
  await writeFile(file, JSON.stringify({ flags, $evaluators: { staff } }))
  instance = await startInstance(home, { token, flagsFile: file })
})

afterAll(async () => {
  await instance.stop()
  await rm(home, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<Finished> => runWith(args, environmentIn(home))

const runAs = (bearer: string, ...args: string[]): Promise<Finished> =>
  runWith(args, { ...environmentIn(home), FUSEBOARD_URL: instance.adminUrl, FUSEBOARD_TOKEN: bearer })

/** The value that a command prints, which has to exit so. */
// biome-ignore lint/suspicious/noExplicitAny: each test says what it expects there
async function json(code: number, ...args: string[]): Promise<any> {
  const finished = await run(...args, '--json')
  expect(finished.code, finished.stdout + finished.stderr).toBe(code)
  return JSON.parse(finished.stdout)
}

/** One file an owner, as `pull` makes them. */
const write = (owner: string, of: object, to = dir): Promise<void> =>
  writeFile(join(to, `${owner}.yaml`), JSON.stringify({ flags: of }))

/** The folder as it is committed now. */
async function pulled(to = dir): Promise<string> {
  await json(0, 'pull', '--dir', to, '--yes')
  return to
}

async function committed(): Promise<{ etag: string | null; flags: Record<string, { defaultVariant: string }> }> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${instance.adminUrl}/api/v1/document`, { headers })
  return { etag: response.headers.get('etag'), ...((await response.json()) as { flags: Record<string, never> }) }
}

async function answer(key: string): Promise<unknown> {
  const asked = { method: 'POST', body: '{"context":{"targetingKey":"user-1"}}' }
  const response = await fetch(`${instance.evaluatorUrl}/ofrep/v1/evaluate/flags/${key}`, asked)
  return ((await response.json()) as { value?: unknown }).value
}

const apply = (code: number, ...more: string[]) => json(code, 'apply', '--dir', dir, '--yes', ...more)

describe('flags as code against a real instance', () => {
  it('goes from an empty folder to a new answer at the edge', async () => {
    await pulled()
    expect((await readdir(dir)).sort()).toEqual([
      'identity.yaml',
      'nobody.yaml',
      'payments.yaml',
      'search.yaml',
      'segments.yaml',
    ])
    expect((await json(0, 'plan', '--dir', dir)).changes).toEqual([])
    expect(await answer('new-checkout')).toBe(false)

    await write('payments', { 'new-checkout': on(flags['new-checkout']) })
    const test = '- flag: new-checkout\n  cases: [{ expect: "on" }, { killed: true, expect: "off" }]'
    await writeFile(join(dir, 'payments.test.yaml'), `tests:\n${test}\n`)
    expect(await json(2, 'plan', '--dir', dir)).toMatchObject({
      changes: [{ key: 'new-checkout', change: 'changed', exposure: { direction: 'raises' }, approval: false }],
      needs: { reason: true, approval: [] },
      obstacles: [],
    })
    expect(await json(0, 'lint', '--dir', dir)).toMatchObject({ errors: 0 })
    expect(await json(0, 'test', '--dir', dir)).toMatchObject({ failed: 0 })

    expect((await run('apply', '--dir', dir, '--yes')).code).toBe(2)
    expect(await apply(0, '--reason', 'it is ready')).toMatchObject({ outcome: 'applied', published: true })
    expect(await json(0, 'plan', '--dir', dir)).toMatchObject({ changes: [] })
    await expect.poll(() => answer('new-checkout'), wait).toBe(true)
  })

  it('lets one of two pipelines with the same base through, and nothing of the other', async () => {
    const [one, two] = [await pulled(join(home, 'one')), await pulled(join(home, 'two'))]
    await write('search', { 'new-search': on(flags['new-search']) }, one)
    await write('nobody', { spare: on(flags.spare) }, two)
    for (const folder of [one, two]) await json(2, 'plan', '--dir', folder, '--out', `${folder}.plan`)
    const finished = await Promise.all(
      [one, two].map((folder) => {
        const args = ['apply', '--dir', folder, '--plan', `${folder}.plan`, '--yes', '--reason', 'at once']
        return runCli(args, environmentIn(home))
      }),
    )
    expect(finished.map(({ code }) => code).sort()).toEqual([0, 6])
    const oneWon = finished[0]!.code === 0
    const { 'new-search': search, spare } = (await committed()).flags
    expect([search?.defaultVariant, spare?.defaultVariant]).toEqual(oneWon ? ['on', 'off'] : ['off', 'on'])
    expect((await json(0, 'plan', '--dir', oneWon ? one : two)).changes).toEqual([])
  })

  it('keeps what needs a second person off until somebody else approves it', async () => {
    await pulled()
    await write('identity', { 'new-login': on(flags['new-login']) })
    const { outcome, pending, commit } = await apply(0, '--reason', 'for everybody')
    expect({ outcome, commit, status: pending.status }).toEqual({ outcome: 'pending', commit: null, status: 'pending' })
    expect((await committed()).flags['new-login']?.defaultVariant).toBe('off')
    expect((await json(0, 'changes')).items).toMatchObject([{ id: pending.id, by: 'local' }])
    expect((await run('changes', 'approve', pending.id, '--yes')).code).toBe(1)

    const second = await json(0, 'tokens', 'create', 'second', '--scope', 'read,write')
    const approved = await runAs(second.token, 'changes', 'approve', pending.id, '--yes')
    expect(approved.code, approved.stderr).toBe(0)
    await expect.poll(() => answer('new-login'), wait).toBe(true)
    expect((await json(0, 'plan', '--dir', dir)).changes).toEqual([])
  })

  it('applies at once what breaks the glass, and keeps it after a review', async () => {
    await write('identity', { 'new-login': flags['new-login'] })
    expect(await apply(0)).toMatchObject({ outcome: 'applied' })
    await expect.poll(() => answer('new-login'), wait).toBe(false)
    await write('identity', { 'new-login': on(flags['new-login']) })
    const broke = await apply(0, '--break-glass', '--reason', 'nobody can sign in')
    expect(broke).toMatchObject({ outcome: 'applied', commit: { breakGlass: { id: expect.any(String) } } })
    await expect.poll(() => answer('new-login'), wait).toBe(true)
    const { id } = broke.commit.breakGlass
    const reviewer = await json(0, 'tokens', 'create', 'reviewer', '--scope', 'read,write')
    expect((await runAs(reviewer.token, 'changes', 'review', id)).code).toBe(0)
    expect(await json(0, 'changes', 'show', id)).toMatchObject({ kind: 'break-glass', status: 'reviewed' })
  })
})

describe('the other commands against a real instance', () => {
  it('change, archive and restore a flag, and tell its history', async () => {
    expect((await json(0, 'flags', 'set', 'spare', 'description=Changed by hand.')).changed).toHaveLength(1)
    expect((await json(0, 'flags', 'archive', 'spare', '--reason', 'not needed')).changed).toMatchObject([
      { key: 'spare', change: 'removed' },
    ])
    expect((await run('flags', 'get', 'spare')).code).toBe(1)
    await json(0, 'flags', 'restore', 'spare', '--reason', 'needed after all', '--yes')
    expect(await json(0, 'flags', 'get', 'spare')).toMatchObject({
      definition: { fuseboard: { description: 'Changed by hand.' } },
    })
    const { items } = await json(0, 'flags', 'history', 'spare')
    expect(items.map(({ change }: { change: string }) => change).slice(0, 3)).toEqual(['added', 'removed', 'changed'])
  })

  it('make what they list', async () => {
    await json(0, 'systems', 'set', 'checkout', '--owner', 'payments')
    expect((await json(0, 'systems')).items).toMatchObject([{ id: 'checkout' }])
    expect((await json(0, 'segments')).items).toMatchObject([{ name: 'staff', usedByCount: 0 }])
    const made = await json(0, 'keys', 'create', 'shop', '--kind', 'server')
    expect((await json(0, 'keys')).items).toMatchObject([{ id: made.id, name: 'shop', kind: 'server' }])
    const names = (await json(0, 'tokens')).items.map(({ name }: { name: string }) => name)
    expect(names).toEqual(expect.arrayContaining(['second', 'reviewer']))
  })

  it('explain, drill and verify', async () => {
    const explained = await json(0, 'flags', 'explain', 'new-checkout', '--key', 'user-1')
    expect(explained).toMatchObject({ answer: { value: true, variant: 'on' }, decidedBy: 'rules' })
    expect(await json(0, 'drill', '--all')).toMatchObject({ passed: Object.keys(flags).length, failed: 0 })
    expect(await json(0, 'audit', 'verify')).toMatchObject({ ok: true })
  })
})

describe('an apply that dies on the way', () => {
  it.each([
    ['half of the document sent', 0.5],
    ['all of it sent, and no answer read', 1],
  ])('leaves the old revision or the whole new one: %s', async (_name, share) => {
    await pulled()
    const before = await committed()
    const many = Array.from({ length: 3_000 }, (_, i) => [`dying.${share * 100}-${i}`, owned('dying')])
    await writeFile(join(dir, `dying-${share * 100}.json`), JSON.stringify({ flags: Object.fromEntries(many) }))
    const { revision } = await json(2, 'plan', '--dir', dir)

    const ending: { die?: () => void } = {}
    const proxy = await startCutProxy(instance.adminUrl, share, () => ending.die?.())
    const env = { ...environmentIn(home), FUSEBOARD_URL: proxy.url, FUSEBOARD_TOKEN: token }
    const args = [main, 'apply', '--dir', dir, '--yes', '--reason', 'dies']
    const child = spawn(process.execPath, args, { env, stdio: 'ignore' })
    ending.die = () => child.kill('SIGKILL')
    const ended = new Promise((done) => child.once('exit', (_code, signal) => done(signal)))
    const { passed, of } = await proxy.cut
    expect(await ended).toBe('SIGKILL')
    proxy.close()

    expect(passed < of).toBe(share < 1)
    const after = await committed()
    const wholes = [before.etag, `"${revision}"`]
    expect(share < 1 ? wholes.slice(0, 1) : wholes).toContain(after.etag)
    const grown = after.etag === before.etag ? 0 : many.length
    expect(Object.keys(after.flags)).toHaveLength(Object.keys(before.flags).length + grown)
    // Whoever runs it again gets there.
    expect(['applied', 'unchanged']).toContain((await apply(0, '--reason', 'again')).outcome)
    expect((await json(0, 'plan', '--dir', dir)).revision).toBe(revision)
  })
})
