import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileSnapshot } from '../../../domain/flag/compile-snapshot.ts'
import { parseFlagDocument } from '../../../domain/flag/parse-flag-document.ts'
import { answersOf } from '../../../domain/lint/answers.ts'
import { lintDocument } from '../../../domain/lint/lint-document.ts'
import { createReferenceHasher } from '../../../wasm/reference.ts'

const now = Date.parse('2026-11-21T00:00:00Z')
const onOff = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' }
const kept = { owner: 'team', description: 'A switch.' }

function lint(document: object, tested: readonly string[] = ['a', 'b']) {
  const parsed = parseFlagDocument(document)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return lintDocument({ document: parsed.value, tested: new Set(tested), now })
}

/** Rule and place of what is found in a flag that is well kept otherwise. */
const found = (flag: object, settings: object = {}): string[] =>
  lint({ flags: { a: { ...onOff, ...flag, fuseboard: { ...kept, ...settings } } } }).map(
    ({ rule, path }) => `${rule} ${path.replace('/flags/a', '')}`,
  )

describe('lint', () => {
  it('has nothing to say of a flag that is well kept', () => {
    expect(
      found(
        {
          targeting: {
            fractional: [
              ['on', 25],
              ['off', 75],
            ],
          },
        },
        { kind: 'release', expiresAt: '2027-01-01' },
      ),
    ).toEqual([])
  })

  it('misses an owner, a description and a test', () => {
    const rules = lint({ flags: { a: { enabled: true } } }, []).map(({ rule, severity }) => [rule, severity])
    expect(rules).toEqual([
      ['owner-missing', 'warning'],
      ['description-missing', 'warning'],
      ['test-missing', 'warning'],
    ])
  })

  it.each([
    ['release', ['expiry-missing ']],
    ['experiment', ['expiry-missing ']],
    ['ops', []],
    ['kill-switch', []],
  ])('misses the date to go of what is meant to go: %s', (kind, expected) => {
    expect(found({}, { kind })).toEqual(expected)
  })

  it('finds what should have gone', () => {
    expect(found({}, { expiresAt: '2026-11-20' })).toEqual(['expired /fuseboard/expiresAt'])
    expect(found({}, { expiresAt: '2026-11-22' })).toEqual([])
  })

  it('finds a release flag that everybody has', () => {
    const settings = { kind: 'release', expiresAt: '2027-01-01' }
    expect(found({ defaultVariant: 'on' }, settings)).toEqual(['fully-on '])
    expect(found({ targeting: { if: [true, 'on'] } }, settings)).toEqual(['fully-on '])
    expect(found({ state: 'DISABLED', defaultVariant: 'on' }, settings)).toEqual([])
    expect(found({ defaultVariant: 'on' }, { ...settings, offVariant: 'on' })).toEqual([])
    expect(found({ defaultVariant: 'on' }, { kind: 'permission' })).toEqual([])
  })

  it.each<[targeting: object, places: string[]]>([
    [{ if: [true, 'on', 'off'] }, ['if/2']],
    [{ if: [false, 'on', 'off'] }, []],
    [{ if: [false, 'on', { var: 'a' }, 'on', 'off'] }, ['if/1']],
    [{ if: [{ '==': [{ var: 'a' }, 1] }, 'on', true, 'off', { var: 'x' }, 'on', 'off'] }, ['if/4']],
    [{ if: [{ var: 'a' }, { if: [0, 'on', 'off'] }, 'off'] }, ['if/1/if/1']],
    [{ if: [{ var: 'a' }, 'on', 'off'] }, []],
    [{ if: [true, 'on'] }, []],
  ])('finds branches that are never taken: %j', (targeting, places) => {
    const dead = found({ targeting }).filter((line) => line.startsWith('unreachable-branch'))
    expect(dead).toEqual(places.map((place) => `unreachable-branch /targeting/${place}`))
  })

  it('finds variants that no way leads to, and only certain ones', () => {
    const variants = { x: 'x', y: 'y', z: 'z' }
    const never = (targeting: object) =>
      found({ variants, defaultVariant: 'x', targeting }, { offVariant: 'y' }).filter((line) =>
        line.startsWith('variant'),
      )
    expect(never({ if: [{ var: 'a' }, 'y'] })).toEqual(['variant-never-served /variants/z'])
    expect(
      never({
        fractional: [
          ['x', 1],
          ['z', 0],
        ],
      }),
    ).toEqual([])
    expect(never({ var: 'plan' })).toEqual([])
    expect(never({})).toEqual([])
  })

  it('finds a roll-out whose default is not off', () => {
    const settings = { kind: 'release', expiresAt: '2027-01-01' }
    const targeting = { if: [{ var: 'a' }, 'off'] }
    expect(found({ defaultVariant: 'on', targeting }, settings)).toEqual(['default-not-off /defaultVariant'])
    expect(found({ defaultVariant: 'on', targeting }, { kind: 'ops' })).toEqual([])
  })

  it('finds a flag that a kill leaves to its callers', () => {
    expect(found({ variants: { x: 'x' }, defaultVariant: 'x' })).toEqual(['off-undeclared '])
    expect(found({ variants: { x: 'x' }, defaultVariant: 'x' }, { offVariant: 'x' })).toEqual([])
  })

  it.each<[weights: unknown[], isFound: boolean]>([
    [[20, 70], true],
    [[25, 75], false],
    [[1, 1], false],
    [[125, 875], false],
    [[{ var: 'w' }, 5], false],
  ])('finds shares that do not sum up: %j', (weights, isFound) => {
    const targeting = { fractional: weights.map((weight, i) => [i === 0 ? 'on' : 'off', weight]) }
    expect(found({ targeting })).toEqual(isFound ? ['shares-not-100 /targeting/fractional'] : [])
  })

  it('finds what browsers should not read, wherever they would', () => {
    const leaks = {
      metadata: { host: 'db.internal', ok: 'fine' },
      variants: { x: { mail: 'a@b.example' } },
      defaultVariant: 'x',
    }
    expect(found(leaks, { clientSide: true, offVariant: 'x' })).toEqual([
      'client-side-leak /variants/x/mail',
      'client-side-leak /metadata/host',
    ])
    expect(found(leaks, { offVariant: 'x' })).toEqual([])
  })

  it('finds segments that nothing refers to, through others too', () => {
    const flags = { a: { ...onOff, targeting: { if: [{ $ref: 's' }, 'on', 'off'] }, fuseboard: kept } }
    const $evaluators = { s: { '!': [{ $ref: 't' }] }, t: true, lost: { $ref: 'also lost' }, 'also lost': true }
    expect(lint({ flags, $evaluators }).map(({ path }) => path)).toEqual([
      '/$evaluators/lost',
      '/$evaluators/also lost',
    ])
  })

  it('finds keys that are written unlike the others', () => {
    const flag = { enabled: true, fuseboard: kept }
    const flags = { 'new-shop': flag, 'old-shop': flag, shop: flag, new_cart: flag, constructor: flag, toString: flag }
    expect(lint({ flags }, Object.keys(flags)).map(({ path }) => path)).toEqual(['/flags/new_cart', '/flags/toString'])
  })

  it('says of every rule what to do', () => {
    for (const { message, remedy } of lint({ flags: { a: { enabled: true } }, $evaluators: { s: true } }, [])) {
      expect(message).toMatch(/\.$/)
      expect(remedy).toMatch(/\.?$/)
    }
  })
})

describe('the answers that a rule shows', () => {
  const variant = fc.constantFrom('on', 'off', null)
  const condition = fc.oneof(fc.boolean(), fc.constant(null), fc.constantFrom({ var: 'a' }, { '!': [{ var: 'b' }] }))
  const { rule } = fc.letrec<{ rule: unknown }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 3 },
      variant,
      fc.array(fc.oneof(condition, tie('rule')), { minLength: 1, maxLength: 5 }).map((parts) => ({ if: parts })),
      fc.array(fc.tuple(fc.constantFrom('on', 'off'), fc.nat(100)), { minLength: 1, maxLength: 3 }).map((shares) => ({
        fractional: shares,
      })),
    ),
  }))

  it('are all that it ever answers', () => {
    fc.assert(
      fc.property(
        rule,
        fc.record({ a: fc.boolean(), b: fc.boolean(), targetingKey: fc.string() }),
        (targeting, context) => {
          if (typeof targeting !== 'object' || targeting === null) return
          const parsed = parseFlagDocument({ flags: { f: { ...onOff, targeting } } })
          if (!parsed.ok) return
          const { variants } = answersOf(parsed.value.flags.f!)
          const snapshot = compileSnapshot(parsed.value as never, 'x', createReferenceHasher)
          const outcome = snapshot?.find('f')?.evaluate({ context, nowSeconds: 0, edge: undefined, bulkHashed: false })
          if (outcome?.reason === 'ERROR') return
          if (variants !== undefined) expect(variants).toContain(outcome?.variant)
        },
      ),
    )
  })
})
