// The pure rules behind `flags set`: what a merge patch makes, which rules are one share, and when to ask.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findBooleanShare, percentagePatch } from '../../../cli/flags/boolean-share.ts'
import { diffValues } from '../../../cli/flags/diff-values.ts'
import { mayRaise } from '../../../cli/flags/may-raise.ts'
import { mergePatch } from '../../../cli/flags/merge-patch.ts'
import { expandShorthand } from '../../../domain/flag/shorthand.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'

const segments = { beta: {}, staff: {} }

function full(short: JsonObject): Json {
  const document = expandShorthand({ flags: { a: short }, $evaluators: segments })
  if (!document.ok) throw new Error('no short form')
  return (document.value as { flags: { a: Json } }).flags.a
}

const percentages = fc.integer({ min: 0, max: 100_000 }).map((thousandths) => thousandths / 1000)
const audiences = fc.subarray(['beta', 'staff'])

describe('a merge patch', () => {
  it.each([
    [{ a: 1, b: { c: 2 } }, { a: null, b: { d: 3 } }, { b: { c: 2, d: 3 } }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: 'x' }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
    [{ a: 1 }, 'whole', 'whole'],
  ])('makes of %j with %j: %j', (target, patch, merged) => {
    expect(mergePatch(target, patch)).toEqual(merged)
  })

  it('takes __proto__ and constructor for names like any other', () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}'))
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"x":1},"constructor":2}')
    expect(JSON.stringify(mergePatch({ a: 1 }, JSON.parse('{"constructor": null}')))).toBe('{"a":1}')
  })
})

describe('a percentage', () => {
  it('set on a short-form flag is what the short form with that percentage is', () => {
    fc.assert(
      fc.property(percentages, percentages, audiences, (before, after, user_segments) => {
        const old = full({ enabled: true, rollout_percentage: before, user_segments })
        const patch = percentagePatch(old, after)
        if (!patch.ok) throw new Error(patch.error)
        expect(mergePatch(old, patch.value)).toEqual(full({ enabled: true, rollout_percentage: after, user_segments }))
        expect(findBooleanShare(mergePatch(old, patch.value))?.percentage).toBeCloseTo(after, 9)
      }),
    )
  })

  it('keeps what bucketing goes by', () => {
    const targeting = { fractional: [{ var: 'company' }, ['on', 1], ['off', 3]] }
    const flag = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting }
    const at = (on: number): object => ({ fractional: [{ var: 'company' }, ['on', on], ['off', 100 - on]] })
    for (const on of [0, 60, 100]) {
      expect(percentagePatch(flag, on)).toEqual({ ok: true, value: { targeting: at(on), defaultVariant: 'off' } })
    }
  })

  it.each([
    [{ variants: { a: 'x', b: 'y' }, defaultVariant: 'a' }],
    [{ variants: { on: true, off: false, maybe: false }, defaultVariant: 'on' }],
    [
      {
        variants: { on: true, off: false },
        targeting: {
          fractional: [
            ['off', 1],
            ['on', 1],
          ],
        },
      },
    ],
    [{ variants: { on: true, off: false }, targeting: { if: [true, 'on', 'off', 'on'] } }],
    [{ variants: { on: true, off: false }, targeting: { '==': [1, 1] } }],
    [null],
  ])('cannot be set where it could mean several things: %j', (flag) => {
    expect(percentagePatch(flag as Json, 50).ok).toBe(false)
  })
})

describe('whether to ask', () => {
  it('asks for every larger share, and not for the same or a smaller one', () => {
    fc.assert(
      fc.property(percentages, percentages, audiences, (before, after, user_segments) => {
        const at = (rollout_percentage: number): Json => full({ enabled: true, rollout_percentage, user_segments })
        expect(mayRaise(at(before), at(after))).toBe(after > before)
      }),
    )
  })

  it.each([
    ['a new flag that is on', undefined, full({ enabled: true }), true],
    ['a new flag that is off', undefined, full({ enabled: false }), false],
    ['switching on', full({ enabled: false }), full({ enabled: true, rollout_percentage: 1 }), true],
    ['switching off', full({ enabled: true }), full({ enabled: false }), false],
    [
      'another audience',
      full({ enabled: true, user_segments: ['beta'] }),
      full({ enabled: true, user_segments: ['staff'] }),
      true,
    ],
    ['a setting', full({ enabled: true }), full({ enabled: true, fuseboard: { owner: 'a' } }), false],
    ['another off variant', full({ enabled: true }), full({ enabled: true, fuseboard: { offVariant: 'on' } }), true],
  ])('of %s', (_, before, after, asks) => {
    expect(mayRaise(before, after)).toBe(asks)
  })
})

describe('a difference', () => {
  it('names the place of each part that differs', () => {
    expect(diffValues({ a: [1, 2], 'b/c': 1, same: {} }, { a: [1, 3], d: null, same: {} })).toEqual([
      '- /a/1: 2',
      '+ /a/1: 3',
      '- /b~1c: 1',
      '+ /d: null',
    ])
    expect(diffValues(undefined, 1)).toEqual(['+ the whole: 1'])
  })
})
