import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problem } from './fake-admin.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const list = 'GET /api/v1/systems?limit=500'
let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fuseboard-systems-'))
  file = join(dir, 'systems.yaml')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const system = (id: string, more: object = {}): object => ({
  id,
  name: id,
  owner: 'ann',
  paths: [],
  dependsOn: [],
  critical: false,
  approval: false,
  ...more,
})
const fields = ({ id: _, ...rest }: Record<string, unknown>): object => rest
const put = (text: string): Promise<void> => writeFile(file, text)
const serve = (...items: object[]): void => here.admin.on(list, { body: { items } })
const changed = (): string[] => here.admin.received.filter(({ method }) => method !== 'GET').map(({ path }) => path)

const shop = `# ours
systems:
  - id: shop
    owner: ann
    dependsOn: [payments]
    critical: true
  - id: payments
    owner: bob
`

describe('fuseboard systems plan', () => {
  it('shows what is added, changed and kept, and exits 2', async () => {
    await put(shop)
    serve(system('payments'), system('old'))
    const { code, stdout } = await here.run('systems', 'plan', file)
    expect(code).toBe(2)
    expect(stdout).toBe(`~ payments (changed)
    owner: ann → bob
+ shop (added)
    name: shop
    owner: ann
    paths: []
    dependsOn: [payments]
    critical: true
    approval: false
not in the file, and kept: old
`)
    expect((await here.run('systems', 'plan', file, '--prune')).stdout).toContain('- old (removed)')
    expect(changed()).toEqual([])
  })

  it('exits 0 where there is nothing to change', async () => {
    await put('systems:\n  - { id: a, owner: ann }\n')
    serve(system('a'))
    expect((await here.json('systems', 'plan', file)).value).toEqual({ file, changes: [], kept: [] })
    expect((await here.run('systems', 'plan', file)).code).toBe(0)
  })

  it.each<[string, RegExp]>([
    [
      'systems:\n  - id: a\n    owner: ann\n    depends_on: [b]\n',
      /:4:5 \/systems\/0\/depends_on: .*did you mean "dependsOn"\?/,
    ],
    [
      'systems:\n  - { id: a, owner: ann }\n  - { id: a, owner: bob }\n',
      /\/systems\/1\/id: found "a"; allowed: each id once/,
    ],
    ['system: []\n', /\/system: .*did you mean "systems"\?/],
    ['systems:\n  - { id: a, owner: ann, paths: }\n', /\/systems\/0\/paths: found null/],
    ['- a\n', /found an array/],
    ['', /found nothing/],
  ])('refuses %j with its place, and sends nothing', async (text, place) => {
    await put(text)
    const { code, stderr } = await here.run('systems', 'plan', file)
    expect(code).toBe(1)
    expect(stderr).toMatch(place)
    expect(here.admin.received).toEqual([])
  })

  it('refuses a circle with the circle', async () => {
    await put('systems:\n  - { id: a, owner: ann, dependsOn: [b] }\n')
    serve(system('b', { dependsOn: ['a'] }))
    const { code, stderr } = await here.run('systems', 'plan', file)
    expect(code).toBe(1)
    expect(stderr).toContain('a → b → a')
  })
})

describe('fuseboard systems apply', () => {
  it('writes dependencies first, each under what it saw, and needs --yes where nobody can be asked', async () => {
    await put(shop)
    const payments = system('payments') as Record<string, unknown>
    serve(payments)
    here.admin.on('GET /api/v1/systems/payments', { headers: { etag: '"p1"' }, body: payments })
    here.admin.on('PUT /api/v1/systems/payments', { body: { ...payments, owner: 'bob' } })
    here.admin.on('PUT /api/v1/systems/shop', { status: 201, body: system('shop') })
    expect((await here.run('systems', 'apply', file)).code).toBe(2)
    expect(changed()).toEqual([])
    const { code, stdout } = await here.run('systems', 'apply', file, '--yes')
    expect(code).toBe(0)
    expect(stdout).toContain('All 2 changes are written.')
    const [first, second] = here.admin.received.filter(({ method }) => method === 'PUT')
    expect(first).toMatchObject({ path: '/api/v1/systems/payments', body: { ...fields(payments), owner: 'bob' } })
    expect(first!.headers['if-match']).toBe('"p1"')
    expect(second!.headers['if-none-match']).toBe('*')
  })

  it('removes only with --prune', async () => {
    await put('systems: []\n')
    serve(system('old'))
    expect((await here.run('systems', 'apply', file, '--yes')).stdout).toContain('kept: old')
    expect(changed()).toEqual([])
    here.admin.on('GET /api/v1/systems/old', { headers: { etag: '"o1"' }, body: system('old') })
    here.admin.on('DELETE /api/v1/systems/old', { status: 204 })
    expect((await here.run('systems', 'apply', file, '--yes', '--prune')).code).toBe(0)
    expect(here.sent('DELETE')?.headers['if-match']).toBe('"o1"')
  })

  it('says what was done before a step failed, and overwrites nobody', async () => {
    await put('systems:\n  - { id: a, owner: ann }\n  - { id: b, owner: ann, dependsOn: [a] }\n')
    serve(system('b'))
    here.admin.on('PUT /api/v1/systems/a', { status: 201, body: system('a') })
    here.admin.on('GET /api/v1/systems/b', { headers: { etag: '"b2"' }, body: system('b', { owner: 'eve' }) })
    const { code, stderr } = await here.run('systems', 'apply', file, '--yes')
    expect(code).toBe(6)
    expect(stderr).toContain('Somebody has changed the system b meanwhile')
    expect(stderr).toContain('added before: a')
    expect(changed()).toEqual(['/api/v1/systems/a'])
    here.admin.on('PUT /api/v1/systems/a', problem(403, 'missing-scope', 'this needs the scope write'))
    expect((await here.run('systems', 'apply', file, '--yes')).code).toBe(4)
  })
})

describe('fuseboard systems pull', () => {
  it('prints the map as plan reads it', async () => {
    const items = [
      system('payments', { name: 'Payments: all', paths: ['pay/**'], approval: true }),
      system('shop', { dependsOn: ['payments'], critical: true }),
    ]
    serve(...items)
    const { stdout } = await here.run('systems', 'pull')
    await put(stdout)
    expect((await here.run('systems', 'plan', file)).code).toBe(0)
    expect(stdout).toContain('  - id: shop\n    owner: ann\n    dependsOn:\n      - payments\n    critical: true\n')
  })

  it('writes a file, and replaces another only when told to', async () => {
    serve(system('a'))
    expect((await here.run('systems', 'pull', '--out', file)).stdout).toContain('1 system')
    const text = await readFile(file, 'utf8')
    expect((await here.run('systems', 'pull', '--out', file)).code).toBe(0)
    await put('# mine\n')
    expect((await here.run('systems', 'pull', '--out', file)).code).toBe(2)
    expect(await readFile(file, 'utf8')).toBe('# mine\n')
    expect((await here.run('systems', 'pull', '--out', file, '--yes')).code).toBe(0)
    expect(await readFile(file, 'utf8')).toBe(text)
    expect((await here.run('systems', 'pull', '--out', join(dir, 'no', 'where.yaml'))).code).toBe(1)
  })
})
