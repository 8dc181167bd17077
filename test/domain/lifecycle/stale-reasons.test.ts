import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectiveExpiry } from '../../../domain/lifecycle/expiry.ts'
import { staleBudget } from '../../../domain/lifecycle/stale-budget.ts'
import { type FlagFacts, mayArchive, onlyServed, staleReasons } from '../../../domain/lifecycle/stale-reasons.ts'

const day = 24 * 3_600_000
const now = Date.UTC(2026, 10, 20)
const ago = (days: number): number => now - days * day
const reporting = { sinceMs: ago(60), untilMs: now }

/** A flag of no kind that may stay: both variants are served. */
const facts = (change: Partial<FlagFacts> = {}): FlagFacts => ({
  kind: null,
  state: 'ENABLED',
  createdAtMs: ago(20),
  changedAtMs: ago(20),
  expiresAtMs: null,
  killed: false,
  lastEvaluatedAtMs: now,
  served: { on: 2, off: 1 },
  ...change,
})
const reasonsOf = (change: Partial<FlagFacts>, since: typeof reporting | null = reporting) =>
  staleReasons(facts(change), since, now)

describe('expiry', () => {
  it.each([
    ['release', 30],
    ['experiment', 60],
    ['ops', 90],
  ])('is by kind where nothing is declared: %s %i days', (kind, days) => {
    expect(effectiveExpiry(kind, 1_000, null)).toBe(1_000 + days * day)
    expect(reasonsOf({ kind, createdAtMs: ago(days) + 1 })).toEqual([])
    expect(reasonsOf({ kind, createdAtMs: ago(days) })).toEqual(['expired'])
  })

  it.each(['permission', 'kill-switch', null, 'constructor', '__proto__'])('is never for %s', (kind) => {
    expect(effectiveExpiry(kind, 0, null)).toBeNull()
  })

  it('is as declared, for every kind, also where that is later', () => {
    expect(reasonsOf({ kind: 'kill-switch', expiresAtMs: now })).toEqual(['expired'])
    expect(reasonsOf({ kind: 'release', createdAtMs: ago(300), expiresAtMs: now + 1 })).toEqual([])
  })
})

describe('a flag that nobody asks for', () => {
  it('is unused after fourteen days', () => {
    expect(reasonsOf({ lastEvaluatedAtMs: ago(14) + 1, served: {} })).toEqual([])
    expect(reasonsOf({ lastEvaluatedAtMs: ago(14), served: {} })).toEqual(['unused'])
    expect(reasonsOf({ lastEvaluatedAtMs: null, served: {} })).toEqual(['unused'])
  })

  it('is not while it is younger', () => {
    expect(reasonsOf({ createdAtMs: ago(13), lastEvaluatedAtMs: null, served: {} })).toEqual([])
  })

  it('is not called unused where evaluators never reported, not for long enough, or no longer', () => {
    const change = { lastEvaluatedAtMs: null, served: {} }
    expect(reasonsOf(change, null)).toEqual([])
    expect(reasonsOf(change, { sinceMs: ago(13), untilMs: now })).toEqual([])
    expect(reasonsOf(change, { sinceMs: ago(60), untilMs: ago(1) })).toEqual([])
  })
})

describe('a flag that serves everybody the same', () => {
  it('is settled after seven days', () => {
    expect(reasonsOf({ served: { on: 5 } })).toEqual(['settled'])
    expect(reasonsOf({ served: { on: 5, off: 0 } })).toEqual(['settled'])
    expect(reasonsOf({ served: { on: 5, off: 1 } })).toEqual([])
    expect(reasonsOf({ served: { on: 5 }, createdAtMs: ago(6) })).toEqual([])
    expect(reasonsOf({ served: { on: 5 } }, { sinceMs: ago(6), untilMs: now })).toEqual([])
  })

  it('is settled without a variant only where it is disabled', () => {
    expect(reasonsOf({ served: { '': 5 } })).toEqual([])
    expect(reasonsOf({ served: { '': 5 }, state: 'DISABLED' })).toEqual(['settled'])
  })

  it('is not while a kill makes it so, or where its kind is meant to stay', () => {
    expect(reasonsOf({ served: { off: 5 }, killed: true })).toEqual([])
    for (const kind of ['ops', 'permission', 'kill-switch']) expect(reasonsOf({ kind, served: { on: 5 } })).toEqual([])
  })

  it('is told by what it serves, whatever that is called', () => {
    expect(onlyServed({ on: 1 })).toBe('on')
    expect(onlyServed(JSON.parse('{"__proto__": 1}'))).toBe('__proto__')
    expect(onlyServed({})).toBeNull()
  })
})

describe('a flag that is meant to stay', () => {
  it.each(['permission', 'kill-switch'])('is looked at once a year: %s', (kind) => {
    expect(reasonsOf({ kind, createdAtMs: ago(400), changedAtMs: ago(365) })).toEqual(['review-due'])
    expect(reasonsOf({ kind, createdAtMs: ago(400), changedAtMs: ago(364) })).toEqual([])
    expect(reasonsOf({ kind, createdAtMs: ago(364), changedAtMs: ago(400) })).toEqual([])
  })
})

describe('archiving', () => {
  it('waits for seven days without an evaluation', () => {
    expect(mayArchive(ago(7) + 1, now)).toBe(false)
    expect(mayArchive(ago(7), now)).toBe(true)
    expect(mayArchive(null, now)).toBe(true)
  })

  it('is possible for whatever is unused', () => {
    const moment = fc.option(fc.integer({ min: ago(100), max: now }))
    fc.assert(
      fc.property(moment, moment, (lastEvaluatedAtMs, createdAt) => {
        const stale = reasonsOf({ lastEvaluatedAtMs, createdAtMs: createdAt ?? ago(100), served: {} })
        return !stale.includes('unused') || mayArchive(lastEvaluatedAtMs, now)
      }),
    )
  })
})

describe('the stale budget', () => {
  it('is held against each owner, those without one together', () => {
    const flag = (owner: string | null, isStale: boolean) => ({ owner, isStale })
    const flags = [flag('b', true), flag('b', true), flag(null, true), flag('a', false), flag('__proto__', true)]
    expect(staleBudget(flags, 1)).toEqual([
      { owner: '', flags: 1, stale: 1, over: false },
      { owner: '__proto__', flags: 1, stale: 1, over: false },
      { owner: 'a', flags: 1, stale: 0, over: false },
      { owner: 'b', flags: 2, stale: 2, over: true },
    ])
    expect(staleBudget(flags, 0).filter(({ over }) => over)).toHaveLength(3)
  })

  it('counts every flag once', () => {
    const flag = fc.record({ owner: fc.option(fc.string()), isStale: fc.boolean() })
    fc.assert(
      fc.property(fc.array(flag), fc.nat(5), (flags, budget) => {
        const owners = staleBudget(flags, budget)
        const total = (pick: 'flags' | 'stale') => owners.reduce((sum, owner) => sum + owner[pick], 0)
        expect([total('flags'), total('stale')]).toEqual([flags.length, flags.filter(({ isStale }) => isStale).length])
      }),
    )
  })
})
