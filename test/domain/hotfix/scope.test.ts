import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claimants, outOfScope, renderOutOfScope } from '../../../domain/hotfix/scope.ts'

const matches = (glob: string, path: string): boolean => path.startsWith(glob)
const systems = [
  { id: 'checkout', paths: ['services/checkout/', 'lib/'] },
  { id: 'mail', paths: ['services/mail/', 'lib/'] },
  { id: 'constructor', paths: [] },
]

describe('the scope guard', () => {
  it('names each file outside the components, with the systems that claim it', () => {
    const files = ['services/checkout/a.ts', 'services/mail/b.ts', 'c.ts', 'lib/d.ts']
    expect(outOfScope(files, ['checkout'], systems, matches)).toEqual([
      { path: 'services/mail/b.ts', systems: ['mail'] },
      { path: 'c.ts', systems: [] },
    ])
    expect(outOfScope(files, ['constructor', 'toString'], systems, matches)).toHaveLength(4)
  })

  it('lets no file through that no declared component claims', () => {
    const folder = fc.constantFrom('services/checkout/', 'services/mail/', 'lib/', '')
    const file = fc.tuple(folder, fc.string({ minLength: 1 })).map(([where, name]) => `${where}${name}`)
    const components = fc.subarray(['checkout', 'mail', 'constructor', '__proto__'])
    fc.assert(
      fc.property(fc.array(file), components, (files, declared) => {
        const outside = new Set(outOfScope(files, declared, systems, matches).map(({ path }) => path))
        for (const path of files) {
          const isInside = claimants(path, systems, matches).some((id) => declared.includes(id))
          expect(outside.has(path)).toBe(!isInside)
        }
      }),
    )
  })

  it('says whose the file is and what to do', () => {
    expect(renderOutOfScope({ path: 'a', systems: [] })).toMatch(/^a .*no system; leave it out/)
    expect(renderOutOfScope({ path: 'a', systems: ['b', 'c'] })).toMatch(/^a .*belongs to b, c; /)
  })
})
