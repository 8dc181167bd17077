import { describe, expect, it } from 'vitest'
import { problem } from './fake-admin.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const list = 'GET /api/v1/systems?limit=500'
const shop = '/api/v1/systems/shop'

const system = (id: string, more: object = {}): object => ({
  id,
  name: id,
  owner: 'ada',
  paths: [],
  dependsOn: [],
  critical: false,
  approval: false,
  ...more,
})

const fields = ({ id: _, ...rest }: Record<string, unknown>): object => rest

describe('fuseboard systems', () => {
  it('draws what depends on what, each part once', async () => {
    const items = [
      system('bank', { dependsOn: ['net'] }),
      system('net'),
      system('pay', { dependsOn: ['bank', 'net'], critical: true, approval: true }),
      system('shop', { name: 'The \u001bshop', dependsOn: ['pay', 'bank'] }),
    ]
    here.admin.on(list, { body: { items } })
    const { code, stdout } = await here.run('systems')
    expect(code).toBe(0)
    expect(stdout).toContain(`shop  The \\u001bshop, ada
├─ pay  ada  [critical, needs approval]
│  ├─ bank  ada
│  │  └─ net  ada
│  └─ net  ada
└─ bank  ada  (as above)

4 systems`)
    expect((await here.json('systems', 'list')).value).toEqual({ items })
  })

  it('draws a map that runs in a circle all the same', async () => {
    const items = [system('a', { dependsOn: ['b'] }), system('b', { dependsOn: ['a', 'gone'] })]
    here.admin.on(list, { body: { items } })
    expect((await here.run('systems')).stdout).toContain(
      'a  ada\n└─ b  ada\n   ├─ a  ada  (as above)\n   └─ gone (not in',
    )
  })

  it('says what to do while there is none', async () => {
    here.admin.on(list, { body: { items: [] } })
    expect((await here.run('systems')).stdout).toContain('fuseboard systems set ID')
  })
})

describe('fuseboard systems get', () => {
  it('shows one', async () => {
    here.admin.on(`GET ${shop}`, { headers: { etag: '"s1"' }, body: system('shop', { paths: ['apps/shop/**'] }) })
    expect((await here.run('systems', 'get', 'shop')).stdout).toMatch(/paths +apps\/shop\/\*\*\n.*\n.*\n +etag +s1/)
    expect((await here.json('systems', 'get', 'shop')).value.id).toBe('shop')
  })

  it('names the nearest where there is none', async () => {
    here.admin.on('GET /api/v1/systems/shpo', problem(404, 'not-found', 'There is no such system.'))
    here.admin.on(list, { body: { items: [system('shop')] } })
    expect((await here.run('systems', 'get', 'shpo')).stderr).toContain('Did you mean shop?')
  })
})

describe('fuseboard systems set', () => {
  it('makes a system, only where there is none', async () => {
    here.admin.on(`GET ${shop}`, problem(404, 'not-found', 'There is no such system.'))
    here.admin.on(`PUT ${shop}`, { status: 201, body: system('shop') })
    const words = ['--owner', 'ada', '--path', 'a/**', '--path', 'b/**', '--depends-on', 'pay', '--critical']
    const { code, stdout } = await here.run('systems', 'set', 'shop', ...words)
    expect(code).toBe(0)
    expect(stdout).toContain('Made:')
    const body = {
      name: 'shop',
      owner: 'ada',
      paths: ['a/**', 'b/**'],
      dependsOn: ['pay'],
      critical: true,
      approval: false,
    }
    expect(here.sent('PUT')?.body).toEqual(body)
    expect(here.sent('PUT')?.headers['if-none-match']).toBe('*')
    expect((await here.run('systems', 'set', 'shop', '--critical')).stderr).toContain('a new one needs an owner')
  })

  it('changes what is given, and leaves the rest', async () => {
    const before = system('shop', { paths: ['a/**'], dependsOn: ['pay'], critical: true }) as Record<string, unknown>
    here.admin.on(`GET ${shop}`, { headers: { etag: '"s1"' }, body: before })
    here.admin.on(`PUT ${shop}`, { body: before })
    const words = ['--not-critical', '--approval', '--path', '']
    expect((await here.json('systems', 'set', 'shop', ...words)).value).toEqual(before)
    expect(here.sent('PUT')?.body).toEqual({ ...fields(before), paths: [], critical: false, approval: true })
    expect(here.sent('PUT')?.headers['if-match']).toBe('"s1"')
  })

  it('exits 6 when somebody was faster', async () => {
    here.admin.on(`GET ${shop}`, { headers: { etag: '"s1"' }, body: system('shop') })
    here.admin.on(`PUT ${shop}`, problem(412, 'stale-precondition', 'It is "s2" now.'))
    expect((await here.run('systems', 'set', 'shop', '--critical')).code).toBe(6)
  })

  it.each([[[]], [['--critical', '--not-critical']], [['--approval', '--no-approval']]])(
    'sends nothing on wrong usage: %j',
    async (words) => {
      expect((await here.run('systems', 'set', 'shop', ...words)).code).toBe(2)
      expect(here.admin.received).toEqual([])
    },
  )
})

describe('fuseboard systems remove', () => {
  it('takes it out of the map', async () => {
    here.admin.on(`GET ${shop}`, { headers: { etag: '"s1"' }, body: system('shop') })
    here.admin.on(`DELETE ${shop}`, { status: 204 })
    expect((await here.run('systems', 'remove', 'shop')).stdout).toContain('Removed shop from the map.')
    expect(here.sent('DELETE')?.headers['if-match']).toBe('"s1"')
    expect((await here.json('systems', 'remove', 'shop')).value).toEqual({ removed: 'shop' })
  })

  it('passes on who needs it still', async () => {
    here.admin.on(`GET ${shop}`, { body: system('shop') })
    here.admin.on(`DELETE ${shop}`, problem(409, 'system-in-use', 'The flag new-checkout names it.'))
    const { code, stderr } = await here.run('systems', 'remove', 'shop')
    expect(code).toBe(1)
    expect(stderr).toContain('The flag new-checkout names it.')
    expect(stderr).toContain('Take it out of what names it first.')
  })
})
