import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pick } from '../../../domain/bucket/distribution.ts'
import { compileSnapshot } from '../../../domain/flag/compile-snapshot.ts'
import { type ExplainStep, maxSteps } from '../../../domain/flag/explain/steps.ts'
import { type Explanation, explainFlag } from '../../../domain/flag/explain-flag.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { createReferenceHasher } from '../../../wasm/reference.ts'
import { frameOf, nowSeconds } from '../rule.ts'
import { flag, snapshotOf } from './document.ts'
import { almostDocuments, anyContexts, likelyDocuments } from './documents.ts'

const explain = (definition: Json, context: JsonObject = {}, around: JsonObject = {}): Explanation =>
  explainFlag(
    'flag',
    { ...around, flags: { flag: definition } },
    { context, nowSeconds, edge: { country: 'DE' } },
    createReferenceHasher,
  )

const targeting = (rule: Json, context: JsonObject = {}, around: JsonObject = {}): readonly ExplainStep[] =>
  explain(flag({ targeting: rule }), context, around).steps

/** `operator(inputs) = result`, indented. */
const lines = (steps: readonly ExplainStep[]): string[] =>
  steps.map(({ depth, operator, inputs, result, error }) => {
    const answer = error === undefined ? JSON.stringify(result) : `! ${error}`
    return `${'  '.repeat(depth)}${operator}(${inputs.map((input) => JSON.stringify(input)).join(', ')}) = ${answer}`
  })

describe('the steps', () => {
  it('are those that were taken, in their order', () => {
    const rule = {
      if: [
        { and: [{ '==': [{ var: 'plan' }, 'pro'] }, { '>': [{ var: ['age', 7] }, 18] }, { var: 'never' }] },
        'on',
        { in: [{ var: '$edge.country' }, ['DE', 'AT']] },
        { cat: ['o', 'ff'] },
        { var: 'never' },
      ],
    }
    expect(lines(targeting(rule, { plan: 'pro', age: 12 }))).toEqual([
      'if(false, true, "off") = "off"',
      '  and(true, false) = false',
      '    ==("pro", "pro") = true',
      '      var("plan") = "pro"',
      '    >(12, 18) = false',
      '      var("age", 7) = 12',
      '  in("DE", ["DE","AT"]) = true',
      '    var("$edge.country") = "DE"',
      '  cat("o", "ff") = "off"',
    ])
  })

  it('name their places in the document', () => {
    const around = { $evaluators: { 'a/b': { or: [{ $ref: 'c' }, true] }, c: { '/': [{ var: 'x' }, 2] } } }
    const steps = targeting({ if: [{ $ref: 'a/b' }, 'on', 'off'] }, { x: 0 }, around)
    expect(steps.map(({ path }) => path)).toEqual([
      '/flags/flag/targeting',
      '/flags/flag/targeting/if/0',
      '/$evaluators/a~1b',
      '/$evaluators/a~1b/or/0',
      '/$evaluators/c',
      '/$evaluators/c/~1/0',
    ])
    expect(steps[4]).toMatchObject({ operator: '/', inputs: [0, 2], result: 0 })
    expect(steps[3]).toMatchObject({ operator: '$ref', inputs: ['c'], result: 0 })
  })

  it('tell what each element of a list was asked', () => {
    const rule = { if: [{ some: [{ var: 'roles' }, { '==': [{ var: '' }, 'b'] }] }, 'on', 'off'] }
    expect(lines(targeting(rule, { roles: ['a', 'b', 'c'] }))).toEqual([
      'if(true, "on") = "on"',
      '  some(["a","b","c"]) = true',
      '    var("roles") = ["a","b","c"]',
      '    ==("a", "b") = false',
      '      var("") = "a"',
      '    ==("b", "b") = true',
      '      var("") = "b"',
    ])
  })

  it('tell what failed', () => {
    const { steps, outcome } = explain(
      flag({ targeting: { if: [{ '!': [{ '+': [{ var: 'n' }, 1] }] }, 'on', 'off'] } }),
    )
    expect(outcome).toMatchObject({ reason: 'ERROR', errorCode: 'GENERAL' })
    expect(lines(steps)).toEqual([
      'if() = ! arithmetic needs numbers or text',
      '  !() = ! arithmetic needs numbers or text',
      '    +(null, 1) = ! arithmetic needs numbers or text',
      '      var("n") = null',
    ])
  })

  it('end after a thousand', () => {
    const items = Array.from({ length: maxSteps }, (_, i) => i)
    const { steps, truncated, outcome } = explain(
      flag({ targeting: { if: [{ all: [{ var: 'items' }, { '>=': [{ var: '' }, 0] }] }, 'on', 'off'] } }),
      { items },
    )
    expect([steps.length, truncated, outcome.variant]).toEqual([maxSteps, true, 'on'])
    expect(explain(flag({ targeting: { var: 'x' } }))).not.toHaveProperty('truncated')
  })

  it('shorten what is long', () => {
    const [step] = targeting(
      { in: [{ var: 'x' }, Array.from({ length: 500 }, (_, i) => `u${i}`)] },
      { x: 'y'.repeat(500) },
    )
    expect(step!.inputs[0]).toBe(`${'y'.repeat(120)}…`)
    expect(step!.inputs[1]).toHaveLength(41)
    expect((step!.inputs[1] as Json[])[40]).toBe('… 460 more')
    expect(
      JSON.stringify(targeting({ var: '' }, { deep: Array(50).fill({ a: Array(50).fill('z') }) })).length,
    ).toBeLessThan(9_000)
  })
})

describe('a bucket', () => {
  const halves = [
    ['on', 1],
    ['off', 1],
  ]

  it.each([
    ['ejOoVL', 0, 0],
    ['bY9fO-', 1, 0],
    ['SI7p-', 2147483647, 0],
    ['6LvT0', 2147483648, 1],
    ['ceQdGm', 4294967295, 1],
  ])('of %s is the known one', (text, hash, bucket) => {
    const [step] = targeting({ fractional: [{ var: 'by' }, ...halves] }, { by: text })
    expect(step).toMatchObject({
      inputs: [text, ...halves],
      result: bucket === 0 ? 'on' : 'off',
      bucket: {
        bucketBy: text,
        hash,
        bucket,
        totalWeight: 2,
        shares: [
          { variant: 'on', from: 0, to: 1 },
          { variant: 'off', from: 1, to: 2 },
        ],
      },
    })
  })

  it('is told with the text that was joined for it', () => {
    const by = { cat: ['salt-', { var: 'email' }] }
    const steps = targeting({ fractional: [by, ...halves] }, { email: 'a@b' })
    expect(steps[0]).toMatchObject({ inputs: ['salt-a@b', ...halves], bucket: { bucketBy: 'salt-a@b' } })
    const shorthand = targeting({ fractional: halves }, { targetingKey: 'user-1' })[0]
    expect(shorthand).toMatchObject({ inputs: halves, bucket: { bucketBy: 'flaguser-1' } })
  })

  it('is not there for whom nobody can bucket', () => {
    expect(targeting({ fractional: halves })[0]).not.toHaveProperty('bucket')
  })

  it('decides the variant', () => {
    const weights = fc
      .array(fc.nat(1000), { minLength: 1, maxLength: 5 })
      .filter((list) => list.some((weight) => weight > 0))
    fc.assert(
      fc.property(weights, fc.string({ minLength: 1 }), (list, targetingKey) => {
        const [step] = targeting({ fractional: list.map((weight, i) => [`v${i}`, weight]) }, { targetingKey })
        const { bucket, shares, totalWeight, hash } = step!.bucket!
        expect(totalWeight).toBe(list.reduce((sum, weight) => sum + weight, 0))
        const share = shares.find(({ from, to }) => from <= bucket && bucket < to)!
        expect(step!.result).toBe(share.variant)
        const ends = shares.map(({ to }) => (to * 2 ** 32) / totalWeight)
        expect(shares[pick({ variants: [], ends }, hash)]!.variant).toBe(share.variant)
      }),
      { numRuns: 300 },
    )
  })
})

describe('without an evaluation', () => {
  it('there are no steps', () => {
    expect(explain(flag({ defaultVariant: 'on' }))).toMatchObject({
      steps: [],
      outcome: { reason: 'STATIC', value: true },
    })
    expect(explain(flag({ state: 'DISABLED', targeting: { var: 'x' } }))).toMatchObject({
      steps: [],
      outcome: { reason: 'DISABLED' },
    })
  })

  it('a quarantined flag has its reason', () => {
    const { steps, quarantine, outcome } = explain(flag({ targeting: { bogus: 1 } }))
    expect(steps).toEqual([])
    expect(quarantine).toContain('/flags/flag/targeting: unknown operator "bogus"')
    expect(outcome.errorCode).toBe('PARSE_ERROR')
  })

  it.each(['toString', '__proto__', 'constructor', 'other'])('nothing is found under the name %s', (key) => {
    const document = { flags: { flag: flag() } }
    const { outcome, steps } = explainFlag(
      key,
      document,
      { context: {}, nowSeconds, edge: undefined },
      createReferenceHasher,
    )
    expect([outcome.errorCode, steps]).toEqual(['FLAG_NOT_FOUND', []])
  })
})

describe('any document and any context', () => {
  it('are explained as they are evaluated', () => {
    let [steps, fractionals] = [0, 0]
    fc.assert(
      fc.property(fc.oneof(likelyDocuments, almostDocuments), anyContexts, (document, context) => {
        const snapshot = compileSnapshot(document as Json, 'test', createReferenceHasher)
        for (const { key, quarantine } of snapshot?.flags ?? []) {
          const frame = frameOf(context as JsonObject)
          const explained = explainFlag(key, document as JsonObject, frame, createReferenceHasher)
          expect(explained.outcome).toEqual(snapshot!.find(key)!.evaluate(frame))
          expect(explained.quarantine).toBe(quarantine)
          steps += explained.steps.length
          fractionals += explained.steps.filter(({ bucket }) => bucket !== undefined).length
        }
      }),
      { numRuns: 3000 },
    )
    expect(steps).toBeGreaterThan(1_000)
    expect(fractionals).toBeGreaterThan(10)
  })

  it('end with the answer of the outermost step', () => {
    fc.assert(
      fc.property(likelyDocuments, anyContexts, (document, context) => {
        for (const { key } of snapshotOf(document as Json).flags) {
          const { steps, outcome } = explainFlag(
            key,
            document as JsonObject,
            frameOf(context as JsonObject),
            createReferenceHasher,
          )
          const [first] = steps
          if (first === undefined || outcome.reason !== 'TARGETING_MATCH') continue
          expect(String(first.result)).toBe(outcome.variant)
          expect(steps.filter(({ depth }) => depth === 0)).toHaveLength(1)
        }
      }),
      { numRuns: 500 },
    )
  })
})
