import { describe, expect, it } from 'vitest'
import { importLaunchDarkly } from '../../../domain/import/import-launch-darkly.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { fidelities, trial } from './evaluate.ts'

const onOff = [true, false]
const base = { variations: onOff, on: true, offVariation: 1, fallthrough: { variation: 1 }, version: 3, salt: 'x' }
const clause = (attribute: string, op: string, values: Json[], more: JsonObject = {}): JsonObject => ({
  attribute,
  op,
  values,
  ...more,
})
const flags = (definition: JsonObject, more: JsonObject = {}): JsonObject => ({
  flags: { f: { ...base, ...definition } },
  ...more,
})
const ruled = (...clauses: JsonObject[]) => flags({ rules: [{ clauses, variation: 0 }] })
const asked = (input: unknown, context: JsonObject) => trial(importLaunchDarkly, input).value('f', context)

describe('a LaunchDarkly flag', () => {
  it('that is off answers its off variation, and keeps its rules for later', () => {
    const { value, document } = trial(importLaunchDarkly, flags({ on: false, fallthrough: { variation: 0 } }))
    expect(value('f')).toBe(false)
    expect(JSON.stringify(document)).toContain('"if":[false,"on","off"]')
  })

  it('that is off without an off variation leaves the answer to the caller', () => {
    expect(asked({ flags: { f: { variations: ['a', 'b'], on: false } } }, {})).toBeUndefined()
  })

  it('asks targets before rules, and rules in their order', () => {
    const input = flags({
      targets: [{ values: ['ada'], variation: 1 }],
      rules: [
        { clauses: [clause('country', 'in', ['DE'])], variation: 0 },
        { clauses: [clause('plan', 'in', ['free'])], variation: 1 },
        { clauses: [clause('plan', 'in', ['free', 'paid'])], variation: 0 },
      ],
    })
    const { value } = trial(importLaunchDarkly, input)
    expect(value('f', { targetingKey: 'ada', country: 'DE' })).toBe(false)
    expect(value('f', { targetingKey: 'bob', country: 'DE', plan: 'free' })).toBe(true)
    expect(value('f', { targetingKey: 'bob', plan: 'free' })).toBe(false)
    expect(value('f', { targetingKey: 'bob', plan: 'paid' })).toBe(true)
    expect(value('f', { targetingKey: 'bob' })).toBe(false)
  })

  it.each<[string, JsonObject, Json, boolean]>([
    ['in', clause('a', 'in', ['x', 'y', 5, true]), 'y', true],
    ['in keeps types apart', clause('a', 'in', ['5', 'x']), 5, false],
    ['in keeps zero and text apart', clause('a', 'in', ['x', 'y']), 0, false],
    ['in any element', clause('a', 'in', ['x']), ['w', 'x'], true],
    ['startsWith', clause('a', 'startsWith', ['ab']), 'abc', true],
    ['startsWith no number', clause('a', 'startsWith', ['1']), 12, false],
    ['endsWith', clause('a', 'endsWith', ['@x.com']), 'a@x.com', true],
    ['contains', clause('a', 'contains', ['b']), 'abc', true],
    ['matches what is plain', clause('a', 'matches', ['@x\\.com$']), 'a@x.com', true],
    ['matches what is plain, and no more', clause('a', 'matches', ['@x\\.com$']), 'a@xxcom', false],
    ['lessThan', clause('a', 'lessThan', [10]), 9, true],
    ['lessThan reads no text', clause('a', 'lessThan', [10]), '9', false],
    ['lessThan reads no true', clause('a', 'lessThan', [10]), true, false],
    ['greaterThanOrEqual', clause('a', 'greaterThanOrEqual', [10]), 10, true],
    ['semVerGreaterThan', clause('a', 'semVerGreaterThan', ['1.2.3']), '1.10.0', true],
    ['semVerEqual without v', clause('a', 'semVerEqual', ['1.2.3']), 'v1.2.3', false],
    ['before, in milliseconds', clause('a', 'before', ['2027-01-31T12:00:00Z']), 1_700_000_000_000, true],
    ['negated', clause('a', 'in', ['x'], { negate: true }), 'y', true],
    ['a nested attribute', clause('/a/b', 'in', ['x'], { contextKind: 'user' }), { b: 'x' }, true],
  ])('understands %s', (_name, given, a, expected) => {
    expect(asked(ruled(given), { targetingKey: 'u', a })).toBe(expected)
  })

  it('fits no clause, not even a negated one, without the attribute', () => {
    expect(asked(ruled(clause('a', 'in', ['x'], { negate: true })), { targetingKey: 'u' })).toBe(false)
    expect(asked(ruled(clause('a', 'lessThan', [5])), { targetingKey: 'u' })).toBe(false)
  })

  it('never shows itself to more people where a condition cannot be said', () => {
    const blocked = { clauses: [clause('email', 'matches', ['^[a-z]+$'])], variation: 1 }
    const guarded = flags({ rules: [blocked], fallthrough: { variation: 0 } })
    const { value, report } = trial(importLaunchDarkly, guarded)
    expect(value('f', { email: 'ada' })).toBe(false)
    expect(value('f', { email: '1' })).toBe(false)
    expect(fidelities(report, '/flags/f/rules/0/clauses/0')).toEqual(['dropped'])
    expect(asked(ruled(clause('a', 'matches', ['[0-9]'])), { a: '1' })).toBe(false)
    expect(asked(ruled(clause('a', 'matches', ['[0-9]'], { negate: true })), { a: 'x' })).toBe(false)
  })

  it('divides people by the weights, and says that they are redistributed', () => {
    const rollout = {
      variations: [
        { variation: 0, weight: 25_000 },
        { variation: 1, weight: 75_000 },
      ],
    }
    const { share, report } = trial(importLaunchDarkly, flags({ fallthrough: { rollout } }))
    expect(share('f', true)).toBeCloseTo(0.25, 1)
    expect(fidelities(report, '/flags/f/fallthrough/rollout')).toEqual(['approximate'])
  })

  it.each([
    [100_000, 0, 1],
    [0, 100_000, 0],
  ])('is exact for shares of everybody and nobody (%i, %i)', (first, second, expected) => {
    const rollout = {
      variations: [
        { variation: 0, weight: first },
        { variation: 1, weight: second },
      ],
    }
    const { share, report } = trial(importLaunchDarkly, flags({ fallthrough: { rollout } }))
    expect(share('f', true)).toBe(expected)
    expect(report.every(({ fidelity }) => fidelity === 'exact')).toBe(true)
  })

  it('needs its prerequisites, and those need theirs', () => {
    const input = {
      flags: {
        f: { ...base, fallthrough: { variation: 0 }, prerequisites: [{ key: 'g', variation: 0 }] },
        g: { ...base, fallthrough: { variation: 0 }, prerequisites: [{ key: 'h', variation: 0 }] },
        h: { ...base, rules: [{ clauses: [clause('ok', 'in', [true])], variation: 0 }] },
      },
    }
    const { value } = trial(importLaunchDarkly, input)
    expect(value('f', { ok: true })).toBe(true)
    expect(value('f', { ok: false })).toBe(false)
  })

  it('is off when a prerequisite is off, missing, or runs in a circle', () => {
    const requires = (key: string) => ({
      ...base,
      fallthrough: { variation: 0 },
      prerequisites: [{ key, variation: 1 }],
    })
    const input = {
      flags: {
        a: requires('off'),
        off: { ...base, on: false },
        b: requires('gone'),
        c: requires('d'),
        d: requires('c'),
      },
    }
    const { value } = trial(importLaunchDarkly, input)
    for (const key of ['a', 'b', 'c', 'd']) expect(value(key, { targetingKey: 'u' })).toBe(false)
  })

  it('follows segments: included, excluded, then rules', () => {
    const segments = {
      beta: { included: ['ada'], excluded: ['bob'], rules: [{ clauses: [clause('plan', 'in', ['pro'])] }] },
    }
    const { value, document } = trial(importLaunchDarkly, { ...ruled(clause('', 'segmentMatch', ['beta'])), segments })
    expect(value('f', { targetingKey: 'ada' })).toBe(true)
    expect(value('f', { targetingKey: 'bob', plan: 'pro' })).toBe(false)
    expect(value('f', { targetingKey: 'eve', plan: 'pro' })).toBe(true)
    expect(Object.keys(document.$evaluators as JsonObject)).toContain('beta')
  })

  it('lets nobody in by a segment that is not there, either way', () => {
    const of = (negate: boolean) => ruled(clause('', 'segmentMatch', ['gone'], { negate }))
    expect(asked(of(false), { targetingKey: 'u' })).toBe(false)
    expect(asked(of(true), { targetingKey: 'u' })).toBe(false)
  })
})

describe('an export of several environments', () => {
  const environments = {
    production: { on: true, offVariation: 1, fallthrough: { variation: 1 } },
    staging: { on: true, offVariation: 1, fallthrough: { variation: 0 } },
  }
  const listed = {
    items: [
      { key: 'f', name: 'F', tags: ['ops'], variations: [{ value: true, _id: 'a' }, { value: false }], environments },
    ],
  }

  it('is not guessed at', () => {
    const found = importLaunchDarkly(listed)
    expect(found).toEqual({
      ok: false,
      error: [
        {
          path: '',
          found: '2 environments and no choice',
          allowed: 'one of them (--environment): production, staging',
        },
      ],
    })
    expect(importLaunchDarkly(listed, { environment: 'prod' }).ok).toBe(false)
  })

  it('is read in the one asked for, and the other is reported', () => {
    const { value, report } = trial(importLaunchDarkly, listed, { environment: 'staging' })
    expect(value('f')).toBe(true)
    expect(fidelities(report, '/items/0/environments/production')).toEqual(['dropped'])
    expect(fidelities(report, '/items/0/tags')).toEqual(['dropped'])
  })
})

it('values of several types become objects, and that is said', () => {
  const { value, report } = trial(importLaunchDarkly, { flags: { f: { ...base, variations: [1, 'one'], on: false } } })
  expect(value('f')).toEqual({ value: 'one' })
  expect(fidelities(report, '/flags/f/variations')).toEqual(['approximate'])
})

it('what has the wrong type is a problem with its place', () => {
  const wrong = importLaunchDarkly(flags({ rules: 'all', on: 'yes', offVariation: 7 }))
  expect(wrong.ok ? [] : wrong.error.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/flags/f/rules', '/flags/f/on', '/flags/f/offVariation']),
  )
})
