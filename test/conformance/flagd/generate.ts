// Draws flagd documents, single rules, and contexts for both.

import type { Json, JsonObject } from '../../../domain/json.ts'
import {
  type Draw,
  decision,
  fractional,
  list,
  number,
  numbers,
  test,
  text,
  versions,
  words,
} from './generate-rules.ts'
import type { Random } from './random.ts'

export interface Case {
  readonly document: JsonObject
  readonly context: JsonObject
}

function generateFlag(random: Random): JsonObject {
  const variants = random.oneOf<JsonObject>([
    { on: true, off: false },
    { a: 'A', b: 'B', pro: 'P' },
    { '1': 10, '2': 20, on: 0 },
    { true: { x: 1 }, false: {}, on: { y: [1] } },
  ])
  const names = Object.keys(variants)
  const defaultVariant = random.oneOf<JsonObject>([
    { defaultVariant: random.oneOf(names) },
    { defaultVariant: names[0]! },
    { defaultVariant: null },
    {},
  ])
  return {
    state: random.chance(0.95) ? 'ENABLED' : 'DISABLED',
    variants,
    ...defaultVariant,
    ...(random.chance(0.9) ? { targeting: targetingOf(decision(random, 3, names)) } : {}),
    ...(random.chance(0.2) ? { metadata: { team: random.oneOf(['pay', 'web']), n: random.below(3) } } : {}),
  }
}

const targetingOf = (rule: Json): Json => (typeof rule === 'object' && rule !== null ? rule : { if: [true, rule] })

/** Fragments for rules that stand alone. */
export const fragments: JsonObject = {
  first: { or: [{ $ref: 'second' }, { '==': [{ var: 'plan' }, 'pro'] }] },
  second: { '>': [{ var: 'age' }, 17] },
  third: { ends_with: [{ var: 'email' }, 'example.com'] },
  share: {
    fractional: [
      ['on', 50],
      ['off', 50],
    ],
  },
  nested: { if: [{ $ref: 'first' }, { $ref: 'share' }, 'off'] },
}

export function generateCase(random: Random): Case {
  const flags = Object.fromEntries(
    random.listOf(1, 3, () => `flag-${random.below(50)}`).map((key) => [key, generateFlag(random)]),
  )
  // Each may refer to those behind it: the order in which flagd-core resolves them.
  const $evaluators = {
    nested: { if: [{ $ref: 'first' }, { $ref: 'share' }, random.oneOf(['on', 'off', 'a', null])] },
    share: fractional(random, 1, () => random.oneOf(['on', 'off', 'a', 'b'])),
    first: { or: [{ $ref: 'second' }, { '==': [{ var: 'plan' }, 'pro'] }] },
    second: { '>': [{ var: 'age' }, random.oneOf(numbers)] },
    third: { ends_with: [{ var: 'email' }, 'example.com'] },
  }
  return {
    document: { flags, $evaluators, ...(random.chance(0.3) ? { metadata: { version: 'v1', team: 'all' } } : {}) },
    context: generateContext(random),
  }
}

function generateContext(random: Random): JsonObject {
  const sane: Record<string, () => Json> = {
    targetingKey: () => random.oneOf(['', 'user-1', `user-${random.below(1000)}`, 'x']),
    plan: () => random.oneOf(['pro', 'free', 'a', 'on']),
    country: () => random.oneOf(['DE', 'de', 'AT']),
    email: () => random.oneOf(['ann@example.com', 'bo@example.org', `u${random.below(1000)}@example.com`]),
    age: () => random.oneOf(numbers),
    score: () => random.oneOf<Json>([1, 2.5, '10', '2.5']),
    version: () => random.oneOf(versions),
    tags: () => random.listOf(0, 3, () => random.oneOf(words)),
    scores: () => random.listOf(0, 4, () => (random.chance(0.05) ? null : random.oneOf(numbers))),
    user: () => ({ plan: random.oneOf(['pro', 'free']), tags: ['a', 'b'] }),
    people: () => random.listOf(0, 2, () => ({ name: random.oneOf(words), age: random.oneOf(numbers) })),
    person: () => ({ name: random.oneOf(words) }),
    empty: () => [],
    $edge: () => ({ country: 'DE' }),
  }
  const entries = Object.entries(sane).filter(() => random.chance(0.85))
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      random.chance(0.05) ? random.oneOf<Json>([null, 0, '', true, [], {}, 'x', 5]) : value(),
    ]),
  )
}

/** One rule of any kind, with its surroundings. */
export function generateRule(random: Random): { readonly rule: Json; readonly context: JsonObject } {
  const kind = random.oneOf<Draw>([
    test,
    text,
    number,
    list,
    (r, d) => fractional(r, d, () => r.oneOf(['on', 'off', 'a'])),
  ])
  return { rule: kind(random, 2), context: generateContext(random) }
}
