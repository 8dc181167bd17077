import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Component, findAffected } from '../../../domain/hotfix/affected.ts'
import { chooseSuite, type SuiteQuestion, type TestFile } from '../../../domain/hotfix/suite.ts'

const matches = (glob: string, path: string): boolean => path.startsWith(glob)
const component = (id: string, dependsOn: readonly string[] = [], critical = false): Component => ({
  id,
  paths: [`${id}/`],
  dependsOn,
  critical,
})

/** shop → checkout → payments, mail apart; payments and shop are critical. */
const map = [
  component('payments', ['ledger'], true),
  component('checkout', ['payments']),
  component('shop', ['checkout'], true),
  component('mail'),
  component('ledger'),
]
const test = (path: string, ...tags: TestFile['tags']): TestFile => ({ path, tags })
const hotfixTag = { name: 'hotfix' as const }
const smokeTag = { name: 'smoke' as const }
const tests = [
  test('payments/pay.test.ts'),
  test('payments/refund.test.ts'),
  test('checkout/cart.test.ts', hotfixTag),
  test('mail/send.test.ts', hotfixTag),
  test('shop/home.test.ts', smokeTag),
  test('e2e/order.test.ts', { name: 'hotfix', component: 'checkout' }),
  test('e2e/anything.test.ts', hotfixTag),
  test('shop/slow.test.ts'),
]
const question = (more: Partial<SuiteQuestion> = {}): SuiteQuestion => ({
  changed: ['payments/pay.ts'],
  components: map,
  tests,
  related: ['payments/pay.test.ts'],
  history: new Map(),
  budgetMs: 300_000,
  workers: 2,
  matches,
  ...more,
})
const whyOf = (more: Partial<SuiteQuestion> = {}) =>
  Object.fromEntries(chooseSuite(question(more)).run.map(({ path, why }) => [path, why.join('; ')]))

describe('what is affected', () => {
  it('is what changed and all that depends on it, each with the way there', () => {
    expect(findAffected(['payments/pay.ts'], map, matches).components).toEqual([
      { id: 'payments', critical: true, through: null, files: ['payments/pay.ts'] },
      { id: 'checkout', critical: false, through: 'payments', files: [] },
      { id: 'shop', critical: true, through: 'checkout', files: [] },
    ])
  })

  it('ends where dependencies run in a circle', () => {
    const circle = [component('a', ['b']), component('b', ['a'])]
    expect(findAffected(['a/x'], circle, matches).components.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('names files of nobody and files of several', () => {
    const both = [...map, { ...component('tools'), paths: ['mail/'] }]
    const { unmapped, shared } = findAffected(['x.ts', 'mail/a.ts', '__proto__'], both, matches)
    expect(unmapped).toEqual(['x.ts', '__proto__'])
    expect(shared).toEqual([{ path: 'mail/a.ts', components: ['mail', 'tools'] }])
  })
})

describe('the suite of a hotfix', () => {
  it('has related tests, journeys of what is affected, smoke tests and the regression test, each with the reason', () => {
    expect(whyOf({ regressionTest: 'payments/new.test.ts' })).toEqual({
      'payments/new.test.ts': 'the regression test of the hotfix',
      'payments/pay.test.ts': 'related: it imports what changed',
      'shop/home.test.ts': 'smoke: always on',
      'checkout/cart.test.ts': 'journey of checkout',
      'e2e/order.test.ts': 'journey of checkout',
      'e2e/anything.test.ts': 'journey of no known component',
    })
  })

  it('has every critical suite where a file is of nobody, or of several', () => {
    const lost = whyOf({ changed: ['tsconfig.json'], related: [] })
    expect(lost['payments/refund.test.ts']).toBe('critical suite of payments: tsconfig.json is mapped to no component')
    expect(lost['shop/slow.test.ts']).toContain('critical suite of shop')
    expect(lost['mail/send.test.ts']).toBeUndefined()
    const components = [...map, { ...component('tools'), paths: ['mail/'] }]
    expect(whyOf({ changed: ['mail/a.ts'], related: [], components })['shop/slow.test.ts']).toBe(
      'critical suite of shop: mail/a.ts is shared by mail, tools',
    )
  })

  it('begins with the regression test, then critical ones, each by failures found in a second', () => {
    const history = new Map([
      ['payments/pay.test.ts', { runs: 10, failures: 5, durationMs: 1_000 }],
      ['shop/home.test.ts', { runs: 10, failures: 5, durationMs: 100 }],
      ['checkout/cart.test.ts', { runs: 10, failures: 0, durationMs: 100 }],
      ['e2e/order.test.ts', { runs: 10, failures: 9, durationMs: 100 }],
    ])
    const { run } = chooseSuite(question({ history, regressionTest: 'z.test.ts' }))
    expect(run.map(({ path }) => path)).toEqual([
      'z.test.ts',
      'shop/home.test.ts',
      'payments/pay.test.ts',
      'e2e/order.test.ts',
      'e2e/anything.test.ts',
      'checkout/cart.test.ts',
    ])
  })

  it('leaves out by the budget what is not critical, and says so', () => {
    const slow = { runs: 1, failures: 0, durationMs: 60_000 }
    const history = new Map([
      ['payments/pay.test.ts', slow],
      ['e2e/order.test.ts', slow],
      ['checkout/cart.test.ts', { runs: 1, failures: 0, durationMs: 10 }],
    ])
    const { run, trimmed, expectedMs } = chooseSuite(question({ history, budgetMs: 50_000, workers: 1 }))
    expect(trimmed.map(({ path }) => path)).toContain('e2e/order.test.ts')
    expect(run.map(({ path }) => path)).toContain('payments/pay.test.ts')
    expect(expectedMs).toBeGreaterThan(50_000)
  })

  it('leaves to a person what is affected or next to it and has no test in the run', () => {
    const few = [test('payments/pay.test.ts')]
    expect(chooseSuite(question({ tests: few })).explore).toEqual([
      { id: 'checkout', why: 'affected, and no test of it is in the run' },
      { id: 'shop', why: 'affected, and no test of it is in the run' },
      { id: 'ledger', why: 'payments depends on it' },
    ])
  })

  it('is empty where nothing speaks for any test', () => {
    const nothing = chooseSuite(question({ changed: ['mail/a.ts'], related: [], tests: [test('shop/slow.test.ts')] }))
    expect(nothing).toMatchObject({ run: [], trimmed: [], expectedMs: 0, explore: [{ id: 'mail' }] })
  })

  it('never leaves out a critical test, and loses or doubles none', () => {
    const history = fc
      .array(fc.tuple(fc.constantFrom(...tests.map(({ path }) => path)), fc.nat(20), fc.nat(100_000)))
      .map((rows) => new Map(rows.map(([path, runs, durationMs]) => [path, { runs, failures: runs >> 1, durationMs }])))
    const changed = fc.subarray(['payments/a', 'checkout/b', 'mail/c', 'nowhere', 'constructor'])
    fc.assert(
      fc.property(
        history,
        changed,
        fc.nat(400_000),
        fc.integer({ min: 1, max: 8 }),
        (known, files, budgetMs, workers) => {
          const asked = { history: known, changed: files, workers }
          const all = chooseSuite(question({ ...asked, budgetMs: Number.POSITIVE_INFINITY }))
          const { run, trimmed } = chooseSuite(question({ ...asked, budgetMs }))
          expect(trimmed.filter(({ critical }) => critical)).toEqual([])
          const paths = [...run, ...trimmed].map(({ path }) => path)
          expect(paths.sort()).toEqual(all.run.map(({ path }) => path).sort())
          expect(new Set(paths).size).toBe(paths.length)
        },
      ),
    )
  })
})
