// Draws rules. Most are such as a person would write; some have arguments of any type and number, to see what happens
// then.

import type { Json } from '../../../domain/json.ts'
import type { Random } from './random.ts'

/** How often an argument is not what its operator asks for. */
const insanity = 0.05

export const words = [
  '',
  'a',
  'pro',
  'free',
  'DE',
  'de',
  'ann@example.com',
  '10',
  '9',
  '2.5',
  '1.2.0',
  ' x ',
  ' 7 ',
  '0x10',
  'on',
  'x',
] as const
export const numbers = [0, 1, -1, 2, 3, 10, 17, 18, 2.5, 100, 1e21, 1e-7] as const
export const versions = [
  '1.2.0',
  'v1.2.3',
  '2.0.0-rc.1',
  '1.2',
  '1',
  '1.10.0+build',
  '10.0.0',
  ' 1.2.0',
  '01',
  '1.x',
] as const
const relations = ['=', '!=', '<', '<=', '>', '>=', '^', '~'] as const
const paths = [
  'plan',
  'country',
  'email',
  'age',
  'score',
  'version',
  'tags',
  'user.plan',
  'user.tags.0',
  'gone',
] as const
const listPaths = ['tags', 'scores', 'people', 'gone', 'empty'] as const
const itemPaths = ['', 'name', 'age', 'gone'] as const

export type Draw = (random: Random, depth: number) => Json

/** A rule: a constant or a variable where it is deep already. */
const draw = (random: Random, depth: number, leaves: readonly Draw[], nodes: readonly Draw[]): Json =>
  random.oneOf(depth <= 0 || random.chance(0.35) ? leaves : nodes)(random, depth - 1)

const variable: Draw = (random) => {
  const path = random.oneOf(paths)
  return { var: random.chance(0.8) ? path : [path, random.oneOf(words)] }
}

const maybeInsane =
  (sane: Draw): Draw =>
  (random, depth) =>
    random.chance(insanity) ? anything(random, depth) : sane(random, depth)

export const text = maybeInsane((random, depth) =>
  draw(
    random,
    depth,
    [(r) => r.oneOf(words), variable],
    [
      (r, d) => ({ cat: r.listOf(1, 3, () => text(r, d)) }),
      (r, d) => ({ substr: [text(r, d), r.oneOf([0, 1, -1, 2]), ...(r.chance(0.5) ? [r.oneOf([1, 2, -1])] : [])] }),
      (r, d) => ({ if: [test(r, d), text(r, d), text(r, d)] }),
    ],
  ),
)

export const number = maybeInsane((random, depth) =>
  draw(
    random,
    depth,
    [(r) => r.oneOf(numbers), (r) => ({ var: r.oneOf(['age', 'score', 'scores.0']) })],
    [
      (r, d) => ({ [r.oneOf(['+', '-', '*', 'min', 'max'])]: r.listOf(1, 3, () => number(r, d)) }),
      (r, d) => ({ [r.oneOf(['/', '%'])]: [number(r, d), number(r, d)] }),
      (r, d) => ({ reduce: [list(r, d), { '+': [{ var: 'current' }, { var: 'accumulator' }] }, r.oneOf([0, 1])] }),
      (r) => ({ var: r.oneOf(['$flagd.timestamp', 'age']) }),
    ],
  ),
)

export const list = maybeInsane((random, depth) =>
  draw(
    random,
    depth,
    [
      (r) => ({ var: r.oneOf(listPaths) }),
      (r) => r.listOf(0, 3, () => r.oneOf(numbers)),
      (r) => [...r.listOf(1, 3, () => r.oneOf(words))],
    ],
    [
      (r, d) => ({ merge: [list(r, d), list(r, d)] }),
      (r, d) => ({ filter: [list(r, d), itemTest(r, d)] }),
      (r, d) => ({ map: [list(r, d), r.oneOf<Json>([{ var: 'age' }, { var: '' }, 1, { '*': [{ var: '' }, 2] }])] }),
      (r) => ({ missing: r.listOf(1, 3, () => r.oneOf(paths)) }),
      (r) => ({ missing_some: [1, r.listOf(1, 3, () => r.oneOf(paths))] }),
    ],
  ),
)

/** A test of an element inside a list operator. */
const itemTest: Draw = (random, depth) => {
  const item = { var: random.oneOf(itemPaths) }
  return random.oneOf<Json>([
    { '==': [item, random.oneOf(words)] },
    { '>': [item, random.oneOf(numbers)] },
    { '!': [item] },
    { in: [random.oneOf(['a', 'pro']), item] },
    ...(depth > 0 ? [{ and: [itemTest(random, depth - 1), itemTest(random, depth - 1)] }] : []),
    ...(random.chance(0.1) ? [{ starts_with: [item, 'a'] }] : []),
  ])
}

export const test: Draw = maybeInsane((random, depth) =>
  draw(
    random,
    depth,
    [
      (r) => ({ '==': [variable(r, 0), r.oneOf(words)] }),
      (r) => ({ '>=': [{ var: 'age' }, r.oneOf(numbers)] }),
      (r) => ({ in: [variable(r, 0), r.listOf(1, 4, () => r.oneOf(words))] }),
      (r) => ({ '!!': [variable(r, 0)] }),
      (r) => r.chance(0.5),
    ],
    [
      (r, d) => ({ [r.oneOf(['and', 'or'])]: r.listOf(1, 3, () => test(r, d)) }),
      (r, d) => ({ [r.oneOf(['!', '!!'])]: [test(r, d)] }),
      (r, d) => ({ [r.oneOf(['==', '!=', '===', '!=='])]: [text(r, d), text(r, d)] }),
      (r, d) => ({ [r.oneOf(['==', '!=', '===', '!=='])]: [number(r, d), number(r, d)] }),
      (r, d) => ({ [r.oneOf(['<', '<=', '>', '>='])]: r.listOf(2, 3, () => number(r, d)) }),
      (r, d) => ({ [r.oneOf(['<', '<=', '>', '>='])]: [text(r, d), text(r, d)] }),
      (r, d) => ({ [r.oneOf(['starts_with', 'ends_with'])]: [text(r, d), text(r, d)] }),
      (r, d) => ({ in: [text(r, d), r.chance(0.5) ? text(r, d) : list(r, d)] }),
      (r) => ({
        sem_ver: [r.chance(0.5) ? { var: 'version' } : r.oneOf(versions), r.oneOf(relations), r.oneOf(versions)],
      }),
      (r, d) => ({ [r.oneOf(['all', 'some', 'none'])]: [list(r, d), itemTest(r, d)] }),
      (r) => ({ $ref: r.oneOf(['first', 'second', 'third']) }),
    ],
  ),
)

const weight: Draw = (random, depth) =>
  random.chance(0.85)
    ? random.oneOf([0, 1, 25, 50, 100, 2147483647])
    : random.oneOf<Json>([-5, 0.5, '50', null, number(random, depth)])

const anything: Draw = (random, depth) =>
  random.oneOf<() => Json>([
    () => random.oneOf<Json>([null, true, false, [], {}, '', 0]),
    () => random.oneOf<Json>(words),
    () => random.oneOf<Json>(numbers),
    () => variable(random, depth),
    () => (depth > 0 ? test(random, depth - 1) : null),
    () => (depth > 0 ? list(random, depth - 1) : null),
    () => ({
      var: random.oneOf<Json>([
        ...['', 'person', 'people', 'constructor', 'plan.length', 'tags.length'],
        '.plan',
        null,
      ]),
    }),
    () => ({ var: random.oneOf(['$edge.country', '$edge', '$flagd.flagKey', '$flagd', '__proto__']) }),
    () => oddOperation(random, depth),
  ])()

/** Operations that a document is refused for, but that may be met at the edge all the same. */
const oddOperation: Draw = (random, depth) =>
  random.oneOf<() => Json>([
    () => ({
      [random.oneOf(['==', '!=', '===', '<', '%', '-', 'max'])]: random.listOf(0, 4, () => random.oneOf(numbers)),
    }),
    () => ({ [random.oneOf(['==', '<', '!', '+', 'max', 'cat', 'in', 'merge', 'sem_ver'])]: variable(random, depth) }),
    () => ({
      [random.oneOf(['if', 'and', 'or', 'some', 'map', 'reduce', 'fractional'])]: { var: random.oneOf(listPaths) },
    }),
    () => ({ [random.oneOf(['length', 'val', 'bogus', '$ref'])]: random.oneOf(words) }),
    () => ({ var: 'plan', '!': [] }),
    () => ({ missing: [random.oneOf<Json>(['plan', ['plan', 'gone'], 1])] }),
  ])()

/** A rule whose value is the flag's answer. */
export function decision(random: Random, depth: number, variants: readonly string[]): Json {
  const end = (): Json => (random.chance(0.93) ? random.oneOf(variants) : random.oneOf<Json>([null, 'gone', true, 1]))
  if (depth <= 0) return end()
  const inner = () => decision(random, depth - 1, variants)
  return random.oneOf<() => Json>([
    end,
    () => ({ if: [test(random, depth), inner(), inner()] }),
    () => ({ if: [test(random, depth), inner(), test(random, depth), inner(), inner()] }),
    () => ({ if: [test(random, depth), inner()] }),
    () => ({ '?:': [test(random, depth), inner(), inner()] }),
    () => fractional(random, depth, end),
    () => ({ $ref: random.oneOf(['share', 'nested']) }),
    () => fractional(random, depth, inner),
    () => (random.chance(0.2) ? random.oneOf<Draw>([variable, test, list, anything])(random, depth) : end()),
  ])()
}

export function fractional(random: Random, depth: number, variant: () => Json): Json {
  const entries = random.listOf(1, 4, (): Json => {
    if (random.chance(0.05)) return anything(random, depth)
    return random.chance(0.1) ? [variant()] : [variant(), weight(random, depth)]
  })
  const key = random.oneOf<() => Json[]>([
    () => [],
    () => [],
    () => [{ var: random.oneOf(['email', 'plan', 'gone', 'targetingKey']) }],
    () => [{ cat: [{ var: '$flagd.flagKey' }, { var: 'email' }] }],
    () => [{ cat: [random.oneOf(words), { var: random.oneOf(['email', 'age']) }] }],
    () => [random.chance(0.3) ? anything(random, depth) : text(random, 1)],
  ])()
  return { fractional: [...key, ...entries] }
}
