// flagd-core carries the flagd schemas inside: what they call valid has to parse here, and what is published from here
// has to be valid there and mean the same.

import { MemoryStorage } from '@openfeature/flagd-core'
import { describe, expect, it } from 'vitest'
import { parseFlagDocument } from '../../../domain/flag/parse-flag-document.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { ourAnswers, theirAnswers } from './engines.ts'

const nothing = () => {}
const silent = { error: nothing, warn: nothing, info: nothing, debug: nothing }

function isValidByFlagd(document: unknown): boolean {
  const strictly = true
  try {
    new MemoryStorage(silent, { disableDynamicCodeGeneration: true }).setConfigurations(
      JSON.stringify(document),
      strictly,
    )
    return true
  } catch {
    return false
  }
}

const onOff = { on: true, off: false }
const flag = (targeting: Json): JsonObject => ({
  flags: { f: { state: 'ENABLED', variants: onOff, defaultVariant: 'off', targeting } },
})
const test = (rule: Json): JsonObject => flag({ if: [rule, 'on', 'off'] })

const documents: Record<string, JsonObject> = {
  'a boolean flag': { flags: { f: { state: 'ENABLED', variants: onOff, defaultVariant: 'on' } } },
  'a string flag': { flags: { f: { state: 'DISABLED', variants: { a: 'x', b: '' }, defaultVariant: 'a' } } },
  'a number flag': { flags: { f: { state: 'ENABLED', variants: { a: 1, b: -2.5 }, defaultVariant: 'a' } } },
  'an object flag': {
    flags: { f: { state: 'ENABLED', variants: { a: { x: [1, { y: null }] }, b: {} }, defaultVariant: 'b' } },
  },
  'a flag without a default': { flags: { f: { state: 'ENABLED', variants: onOff, defaultVariant: null } } },
  'no flags': { flags: {} },
  'metadata of the set and of a flag': {
    metadata: { flagSetId: 'web', version: '7', n: 1, live: true },
    flags: {
      f: { state: 'ENABLED', variants: onOff, defaultVariant: 'on', metadata: { team: 'pay', n: 2, b: false } },
    },
  },
  evaluators: {
    $evaluators: { staff: { ends_with: [{ var: 'email' }, '@example.com'] } },
    ...test({ $ref: 'staff' }),
  },
  'empty targeting': flag({}),
  comparisons: test({
    and: [
      { '==': [{ var: 'a' }, 1] },
      { '!==': ['a', 'b'] },
      { '<=': [1, { var: 'n' }, 5] },
      { '>': [{ var: 'n' }, 0] },
    ],
  }),
  logic: test({ or: [{ '!': [{ var: 'a' }] }, { '!!': [{ var: 'b' }] }] }),
  branches: flag({ if: [{ var: 'a' }, 'on', { var: 'b' }, 'off', null] }),
  arithmetic: test({ '==': [{ '%': [{ '+': [{ var: 'n' }, 1] }, 2] }, { '-': [{ '*': [1, 2] }, { '/': [4, 2] }] }] }),
  'minimum and maximum': test({ '<': [{ min: [{ var: 'n' }, 3] }, { max: [1, 2] }] }),
  text: test({ in: ['x', { cat: ['a', { substr: [{ var: 's' }, 1, 2] }] }] }),
  'text tests': test({ and: [{ starts_with: [{ var: 's' }, 'a'] }, { ends_with: [{ var: 's' }, 'z'] }] }),
  membership: test({ in: [{ var: 'country' }, ['DE', 'AT']] }),
  versions: test({ and: [{ sem_ver: [{ var: 'v' }, '>=', '1.2.0'] }, { sem_ver: [{ var: 'v' }, '^', '2.0.0'] }] }),
  lists: test({ some: [{ filter: [{ var: 'l' }, { '>': [{ var: '' }, 1] }] }, { '==': [{ var: '' }, 2] }] }),
  'more lists': test({ all: [{ map: [{ var: 'l' }, { var: 'x' }] }, { none: [[1], { var: '' }] }] }),
  reduce: test({ '>': [{ reduce: [{ var: 'l' }, { '+': [{ var: 'current' }, { var: 'accumulator' }] }, 0] }, 3] }),
  'merge and missing': test({ '!': [{ merge: [{ missing: ['a'] }, { missing_some: [1, ['b', 'c']] }] }] }),
  shares: flag({
    fractional: [
      ['on', 25],
      ['off', 75],
    ],
  }),
  'shares without weights': flag({ fractional: [['on'], ['off']] }),
  'shares by a property': flag({
    fractional: [{ cat: [{ var: '$flagd.flagKey' }, { var: 'email' }] }, ['on', 50], ['off', 50]],
  }),
  'the time': test({ '>=': [{ var: '$flagd.timestamp' }, 1_700_000_000] }),
  'variables with defaults': test({ '==': [{ var: ['gone', 1] }, { var: 'b' }] }),
}

/** Contexts that hold what the rules ask for: what happens without is a matter of the decided differences. */
const contexts: JsonObject[] = Array.from({ length: 50 }, (_, i) => ({
  targetingKey: `user-${i}`,
  email: `user-${i}@example.${i % 2 === 0 ? 'com' : 'org'}`,
  a: i % 3,
  b: i % 4,
  n: i - 20,
  s: `a${i}bxyz`,
  country: i % 2 === 0 ? 'DE' : 'CH',
  v: `${i % 3}.${i % 5}.0`,
  l: [i, 2, i % 2],
}))

describe('a document that the flagd schemas call valid', () => {
  it.each(Object.entries(documents))('parses: %s', (_, document) => {
    expect(isValidByFlagd(document)).toBe(true)
    expect(parseFlagDocument(document)).toEqual({ ok: true, value: document })
  })

  it.each(Object.entries(documents))('is answered as flagd-core answers it: %s', (_, document) => {
    for (const context of contexts) expect(ourAnswers(document, context)).toEqual(theirAnswers(document, context))
  })
})

describe('a document that is published from here', () => {
  const written = {
    metadata: { flagSetId: 'shop', version: '12' },
    $evaluators: {
      beta_users: { in: ['beta', { var: ['groups', []] }] },
      staff: { ends_with: [{ var: ['email', ''] }, '@example.com'] },
    },
    flags: {
      plain: { enabled: true },
      off: { enabled: false, metadata: { team: 'pay' } },
      quarter: { enabled: true, rollout_percentage: 25 },
      third: { enabled: true, rollout_percentage: 33.333 },
      staff: { enabled: true, user_segments: ['staff'] },
      both: {
        enabled: true,
        rollout_percentage: 50,
        user_segments: ['beta_users', 'staff'],
        fuseboard: { owner: 'pay' },
      },
      full: {
        state: 'ENABLED',
        variants: { small: 10, large: 100 },
        defaultVariant: 'small',
        targeting: { fractional: [{ var: 'email' }, ['small', 90], ['large', 10]] },
        fuseboard: { kind: 'ops', system: 'checkout', offVariant: 'small', strict: true, clientSide: true },
      },
    },
  }
  const parsed = parseFlagDocument(written)
  const published = parsed.ok ? (parsed.value as unknown as JsonObject) : {}

  it('is valid by the flagd schemas', () => {
    expect(isValidByFlagd(published)).toBe(true)
  })

  it('means the same to flagd-core, for every user', () => {
    for (let i = 0; i < 1000; i++) {
      const context = {
        targetingKey: `user-${i}`,
        email: `user-${i}@example.${i % 3 === 0 ? 'com' : 'org'}`,
        ...(i % 5 === 0 ? { groups: ['beta'] } : {}),
      }
      expect(ourAnswers(published, context)).toEqual(theirAnswers(published, context))
    }
  })
})
