import { describe, expect, it } from 'vitest'
import { parseFlagDocument } from '../../../domain/flag/parse-flag-document.ts'
import { expandShorthand, isShorthand } from '../../../domain/flag/shorthand.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { createHasher } from '../../../wasm/load-workerd.ts'
import { frameOf } from '../rule.ts'
import { flag, problemsOf, snapshotOf } from './document.ts'

const $evaluators = {
  beta_users: { in: ['beta', { var: 'groups' }] },
  staff: { ends_with: [{ var: 'email' }, '@example.com'] },
}

function expanded(shorthand: Json): JsonObject {
  const parsed = parseFlagDocument({ $evaluators, flags: { f: shorthand } })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value.flags.f as unknown as JsonObject
}

/** The share of so many users that the flag is on for. */
function shareOn(shorthand: Json, context: JsonObject = {}, users = 4000): number {
  const snapshot = snapshotOf({ $evaluators, flags: { f: expanded(shorthand) } }, createHasher)
  const compiled = snapshot.find('f')!
  let on = 0
  for (let i = 0; i < users; i++) {
    if (compiled.evaluate(frameOf({ ...context, targetingKey: `user-${i}` })).value === true) on++
  }
  return on / users
}

describe('expansion', () => {
  const variants = { on: true, off: false }
  const fuseboard = { offVariant: 'off' }
  const share = (on: number, off: number) => ({
    fractional: [
      ['on', on],
      ['off', off],
    ],
  })

  it.each<[JsonObject, JsonObject]>([
    [{ enabled: true }, { state: 'ENABLED', defaultVariant: 'on' }],
    [{ enabled: false }, { state: 'DISABLED', defaultVariant: 'on' }],
    [
      { enabled: true, rollout_percentage: 100 },
      { state: 'ENABLED', defaultVariant: 'on' },
    ],
    [
      { enabled: true, rollout_percentage: 0 },
      { state: 'ENABLED', defaultVariant: 'off' },
    ],
    [
      { enabled: true, rollout_percentage: null, user_segments: null },
      { state: 'ENABLED', defaultVariant: 'on' },
    ],
    [
      { enabled: true, rollout_percentage: 25 },
      { state: 'ENABLED', defaultVariant: 'off', targeting: share(25, 75) },
    ],
    [
      { enabled: true, rollout_percentage: 33.333 },
      { state: 'ENABLED', defaultVariant: 'off', targeting: share(33_333, 66_667) },
    ],
    [
      { enabled: true, rollout_percentage: 0.1 },
      { state: 'ENABLED', defaultVariant: 'off', targeting: share(100, 99_900) },
    ],
    [
      { enabled: true, user_segments: [] },
      { state: 'ENABLED', defaultVariant: 'on' },
    ],
    [
      { enabled: true, user_segments: ['staff'] },
      { state: 'ENABLED', defaultVariant: 'off', targeting: { if: [{ $ref: 'staff' }, 'on', 'off'] } },
    ],
    [
      { enabled: true, rollout_percentage: 25, user_segments: ['beta_users', 'staff'] },
      {
        state: 'ENABLED',
        defaultVariant: 'off',
        targeting: { if: [{ or: [{ $ref: 'beta_users' }, { $ref: 'staff' }] }, share(25, 75), 'off'] },
      },
    ],
    [
      { enabled: true, rollout_percentage: 0, user_segments: ['staff'] },
      { state: 'ENABLED', defaultVariant: 'off', targeting: { if: [{ $ref: 'staff' }, 'off', 'off'] } },
    ],
  ])('of %j', (shorthand, expected) => {
    expect(expanded(shorthand)).toEqual({ variants, fuseboard, ...expected })
  })

  it('keeps metadata and settings, and lets settings name another off variant', () => {
    const settings = { owner: 'pay', offVariant: 'on' }
    expect(expanded({ enabled: true, metadata: { team: 'pay' }, fuseboard: settings })).toMatchObject({
      metadata: { team: 'pay' },
      fuseboard: settings,
    })
  })

  it('leaves full definitions alone, and what is neither to the parser', () => {
    const document = { flags: { a: flag(), b: 5, c: { enabled: true, variants: {} } } }
    expect(expandShorthand(document)).toEqual({ ok: true, value: document })
    expect(expandShorthand(5)).toEqual({ ok: true, value: 5 })
    expect(isShorthand({ enabled: true })).toBe(true)
    expect(isShorthand({ enabled: true, variants: {} })).toBe(false)
    expect(isShorthand([true])).toBe(false)
  })

  it('takes a document of nothing but shorthand flags without "flags" around them', () => {
    const parsed = parseFlagDocument({
      $evaluators,
      metadata: { version: '1' },
      a: { enabled: true },
      b: { enabled: false },
    })
    expect(parsed).toMatchObject({
      ok: true,
      value: { $evaluators, metadata: { version: '1' }, flags: { a: { state: 'ENABLED' }, b: { state: 'DISABLED' } } },
    })
    expect(problemsOf({ a: { enabled: true }, b: flag() })[0]?.path).toBe('/flags')
  })
})

describe('meaning', () => {
  it('is the percentage of users, give or take chance', () => {
    expect(shareOn({ enabled: true, rollout_percentage: 25 })).toBeCloseTo(0.25, 1)
    expect(shareOn({ enabled: true, rollout_percentage: 0 })).toBe(0)
    expect(shareOn({ enabled: true })).toBe(1)
  })

  it('is segments AND percentage: the share of those in any of the segments', () => {
    const shorthand = { enabled: true, rollout_percentage: 50, user_segments: ['beta_users', 'staff'] }
    expect(shareOn(shorthand, {}, 500)).toBe(0)
    expect(shareOn(shorthand, { groups: ['beta'] })).toBeCloseTo(0.5, 1)
    expect(shareOn(shorthand, { email: 'a@example.com' })).toBeCloseTo(0.5, 1)
    expect(shareOn({ ...shorthand, rollout_percentage: 100 }, { email: 'a@example.com' }, 500)).toBe(1)
  })

  it('keeps a user in while the percentage grows', () => {
    const on = (percentage: number) => {
      const document = { flags: { f: expanded({ enabled: true, rollout_percentage: percentage }) } }
      const compiled = snapshotOf(document).find('f')!
      return Array.from({ length: 300 }, (_, i) => compiled.evaluate(frameOf({ targetingKey: `u${i}` })).value === true)
    }
    const small = on(10)
    const large = on(33.3)
    expect(small.every((isOn, i) => !isOn || large[i])).toBe(true)
  })

  it('is off for a user without a targeting key', () => {
    const document = { flags: { f: expanded({ enabled: true, rollout_percentage: 99 }) } }
    expect(snapshotOf(document).find('f')?.evaluate(frameOf({}))).toMatchObject({ reason: 'DEFAULT', value: false })
  })

  it('of a disabled flag is DISABLED, and its off value is false', () => {
    const compiled = snapshotOf({ flags: { f: expanded({ enabled: false }) } }).find('f')!
    expect(compiled.evaluate(frameOf({}))).toMatchObject({ reason: 'DISABLED', value: undefined })
    expect(compiled.off.value).toBe(false)
  })
})

describe('wrong shorthand is told by place, finding and remedy', () => {
  const percent = 'a number from 0 to 100, with at most three decimals'
  it.each<[JsonObject, string, string, string]>([
    [{ enabled: 'yes' }, '/enabled', '"yes"', 'true or false'],
    [{ enabled: null }, '/enabled', 'null', 'true or false'],
    [{ enabled: true, rollout_percentage: 101 }, '/rollout_percentage', '101', percent],
    [{ enabled: true, rollout_percentage: -1 }, '/rollout_percentage', '-1', percent],
    [{ enabled: true, rollout_percentage: '25' }, '/rollout_percentage', '"25"', percent],
    [{ enabled: true, rollout_percentage: 0.0001 }, '/rollout_percentage', '0.0001', percent],
    [{ enabled: true, rollout_percentage: 1e308 }, '/rollout_percentage', '1e+308', percent],
    [{ enabled: true, rollout_percentage: Number.NaN }, '/rollout_percentage', 'NaN', percent],
    [{ enabled: true, user_segments: 'staff' }, '/user_segments', '"staff"', 'a list of names from $evaluators'],
    [
      { enabled: true, user_segments: ['staff', 'nobody'] },
      '/user_segments/1',
      '"nobody"',
      'the name of a segment; $evaluators defines beta_users, staff',
    ],
    [
      { enabled: true, user_segments: ['constructor'] },
      '/user_segments/0',
      '"constructor"',
      'the name of a segment; $evaluators defines beta_users, staff',
    ],
    [
      { enabled: true, rollout: 5 },
      '/rollout',
      '5',
      'one of enabled, rollout_percentage, user_segments, metadata, fuseboard',
    ],
    [{ enabled: true, metadata: [] }, '/metadata', 'an array of 0', 'a map of strings, numbers and booleans'],
    [{ enabled: true, fuseboard: 'x' }, '/fuseboard', '"x"', 'an object'],
    [{ enabled: true, fuseboard: null }, '/fuseboard', 'null', 'an object'],
  ])('%j', (shorthand, path, found, allowed) => {
    expect(problemsOf({ $evaluators, flags: { f: shorthand } })).toEqual([{ path: `/flags/f${path}`, found, allowed }])
  })

  it('says when there are no segments at all', () => {
    const [problem] = problemsOf({ flags: { f: { enabled: true, user_segments: ['x'] } } })
    expect(problem?.allowed).toBe('the name of a segment; $evaluators defines none')
  })
})
