// Arbitrary documents: anything that JSON can hold, and documents that are almost right, which reach further.

import fc from 'fast-check'

const names = fc.constantFrom('a', 'b', 'on', 'off', '1', '', '__proto__', 'constructor', 'toString', 'e0', 'e1', '😀')
const paths = fc.constantFrom(
  'a',
  'a.b',
  '',
  '$flagd.flagKey',
  '$flagd',
  '$edge.country',
  'targetingKey',
  '__proto__.x',
)

const operators = [
  ...['var', 'missing', 'missing_some', 'if', '?:', 'and', 'or', '!', '!!', '==', '!=', '===', '!==', '<', '<=', '>'],
  ...['>=', '+', '-', '*', '/', '%', 'min', 'max', 'cat', 'substr', 'starts_with', 'ends_with', 'in', 'merge', 'map'],
  ...['filter', 'all', 'some', 'none', 'reduce', 'sem_ver', 'fractional', '$ref', 'bogus', '__proto__'],
]

const scalars = fc.oneof(
  names,
  paths,
  fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 50, 0.5, 2147483647, 1e308, -0, '1.2.3', '^', '>=', ' x '),
)

/** A rule, most often of the right shape. */
const rules = fc.letrec<{ rule: unknown; list: unknown[]; operation: unknown; share: unknown }>((tie) => ({
  rule: fc.oneof({ maxDepth: 5, depthSize: 'small' }, scalars, tie('operation'), tie('list'), tie('share')),
  list: fc.array(tie('rule'), { maxLength: 4 }),
  operation: fc
    .tuple(fc.constantFrom(...operators), fc.oneof({ weight: 5, arbitrary: tie('list') }, tie('rule')))
    .map(([operator, argument]) => objectOf([[operator, argument]])),
  share: fc
    .tuple(fc.option(tie('rule')), fc.array(fc.array(scalars, { maxLength: 3 }), { maxLength: 3 }))
    .map(([key, entries]) => ({ fractional: key === null ? entries : [key, ...entries] })),
})).rule

/** Own properties even for `__proto__`, as JSON.parse makes them. */
function objectOf(entries: readonly (readonly [string, unknown])[]): unknown {
  return JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`)
}

const mapOf = (values: fc.Arbitrary<unknown>, keys: fc.Arbitrary<string> = names) =>
  fc.array(fc.tuple(keys, values), { maxLength: 4 }).map(objectOf)

const mostly = <T>(right: fc.Arbitrary<T>) => fc.oneof({ weight: 9, arbitrary: right }, fc.jsonValue({ maxDepth: 2 }))

const variants = fc.oneof(
  fc.constant({ on: true, off: false }),
  fc.constant({ a: 1, b: 2, '1': 3 }),
  fc.constant({ a: { x: 1 }, b: {} }),
  mapOf(scalars),
)

const fullFlag = fc.record(
  {
    state: mostly(fc.constantFrom('ENABLED', 'DISABLED')),
    variants: mostly(variants),
    defaultVariant: mostly(fc.constantFrom('on', 'off', 'a', '', null)),
    targeting: mostly(rules),
    metadata: mostly(mapOf(scalars)),
    fuseboard: mostly(fc.record({ offVariant: names, owner: names, strict: fc.boolean() }, { requiredKeys: [] })),
  },
  { requiredKeys: ['state', 'variants'] },
)

const shorthandFlag = fc.record(
  {
    enabled: mostly(fc.boolean()),
    rollout_percentage: mostly(fc.constantFrom(0, 25, 33.333, 100)),
    user_segments: mostly(fc.array(names, { maxLength: 2 })),
  },
  { requiredKeys: ['enabled'] },
)

/** Values as they come out of JSON.parse: no shared references, no undefined, `__proto__` an own key. */
const parsed = (document: unknown): unknown => JSON.parse(JSON.stringify(document))

export const almostDocuments = fc
  .record(
    {
      flags: mostly(mapOf(fc.oneof({ weight: 4, arbitrary: fullFlag }, shorthandFlag))),
      $evaluators: mostly(mapOf(rules, fc.constantFrom('e0', 'e1', 'e2', 'constructor'))),
      metadata: mostly(mapOf(scalars)),
    },
    { requiredKeys: ['flags'] },
  )
  .map(parsed)

/** Built from parts that fit, so that many of them are accepted. */
export const likelyDocuments = fc
  .record({
    $evaluators: fc.constant({ e0: { '==': [{ var: 'a' }, 1] }, e1: { or: [{ $ref: 'e0' }, { var: 'a.b' }] } }),
    flags: fc.dictionary(
      fc.constantFrom('a', 'b', 'constructor', '😀'),
      fc.record({
        state: fc.constantFrom('ENABLED', 'DISABLED'),
        variants: fc.constant({ on: true, off: false }),
        defaultVariant: fc.constantFrom('on', 'off', null, ''),
        targeting: fc.oneof(
          rules.map((test) => ({ if: [test, 'on', 'off'] })),
          rules,
          fc.constant({}),
        ),
      }),
      { minKeys: 1, maxKeys: 2 },
    ),
  })
  .map(parsed)

export const anyDocuments = fc.oneof(fc.jsonValue(), almostDocuments, likelyDocuments)

export const anyContexts = fc
  .oneof(
    mapOf(
      fc.oneof(scalars, fc.jsonValue({ maxDepth: 3 })),
      fc.constantFrom('a', 'b', 'targetingKey', '$flagd', '$edge', '__proto__', 'constructor', '1'),
    ),
    fc.dictionary(fc.string(), fc.jsonValue()),
  )
  .map(parsed)
