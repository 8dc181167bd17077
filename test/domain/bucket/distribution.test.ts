import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distribution, parseWeight, pick } from '../../../domain/bucket/distribution.ts'
import { maxWeight } from '../../../domain/flag/limits.ts'
import type { Json } from '../../../domain/json.ts'

const lastHash = 2 ** 32 - 1

/** flagd's own rule, in whole numbers of any size. */
function oracle(weights: readonly number[], hash: number): number {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
  const bucket = (BigInt(hash) * total) >> 32n
  let cumulative = 0n
  return weights.findIndex((weight) => {
    cumulative += BigInt(weight)
    return bucket < cumulative
  })
}

const picked = (weights: readonly number[], hash: number) => pick(distribution(weights.map((w, i) => [i, w]))!, hash)

/** Weights whose sum stays allowed, from tiny to as large as can be. */
const weightLists = fc
  .array(fc.oneof(fc.nat(3), fc.nat(1000), fc.nat(2 ** 21), fc.nat(maxWeight), fc.constant(0)), {
    minLength: 1,
    maxLength: 12,
  })
  .filter((weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return total > 0 && total <= maxWeight
  })

const hashes = fc.oneof(
  fc.integer({ min: 0, max: lastHash }),
  fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, lastHash - 1, lastHash),
)

describe('thresholds', () => {
  it('pick what floor(hash * total / 2^32) picks', () => {
    fc.assert(
      fc.property(weightLists, hashes, (weights, hash) => {
        expect(picked(weights, hash)).toBe(oracle(weights, hash))
      }),
      { numRuns: 3000 },
    )
  })

  it('pick the same on both sides of every threshold', () => {
    fc.assert(
      fc.property(weightLists, (weights) => {
        const { ends } = distribution(weights.map((weight, i) => [i, weight]))!
        for (const end of ends) {
          for (const hash of [end - 1, end, end + 1]) {
            if (hash >= 0 && hash <= lastHash) expect(picked(weights, hash)).toBe(oracle(weights, hash))
          }
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('never leave a hash without an entry, and never choose an entry of weight 0', () => {
    fc.assert(
      fc.property(weightLists, hashes, (weights, hash) => {
        expect(weights[picked(weights, hash)]).toBeGreaterThan(0)
      }),
    )
  })

  it('give every one of the largest number of shares its own hashes', () => {
    const shares = distribution([
      ['a', 1],
      ['b', maxWeight - 1],
    ])!
    expect(shares.ends[0]).toBe(3)
    expect(shares.ends[1]).toBe(2 ** 32)
  })
})

describe('entries', () => {
  const variants = (...entries: Json[]) => distribution(entries)?.variants

  it('weigh 1 without a weight, or with null', () => {
    expect(distribution([['a'], ['b', null], ['c', 1]])?.ends).toEqual(
      distribution([
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ])?.ends,
    )
  })

  it('may name text, numbers, booleans and null, and the same variant twice', () => {
    expect(variants(['a', 1], [1, 1], [true, 1], [null, 1], ['a', 1])).toEqual(['a', 1, true, null, 'a'])
  })

  it('count a negative weight as 0', () => {
    expect(picked([-5, 1], 0)).toBe(1)
    expect(distribution([['a', -1e308]])).toBeNull()
  })

  it.each<[string, Json[]]>([
    ['1e308', [['a', 1e308]]],
    ['a weight over the limit', [['a', maxWeight + 1]]],
    ['a fraction', [['a', 0.5]]],
    ['text', [['a', '50']]],
    ['a boolean', [['a', true]]],
    ['a list', [['a', [1]]]],
    [
      'a sum over the limit',
      [
        ['a', maxWeight],
        ['b', 1],
      ],
    ],
    ['a total of 0', [['a', 0]]],
    ['no entries', []],
    ['an empty entry', [[]]],
    ['an entry that is no list', ['a']],
    ['a null entry', [null]],
    ['a list for a variant', [[['a'], 1]]],
    ['a map for a variant', [[{}, 1]]],
  ])('are refused whole for %s', (_, entries) => {
    expect(distribution(entries)).toBeNull()
  })

  it('are refused for what JSON cannot hold, too', () => {
    expect(parseWeight(Number.NaN)).toBeNull()
    expect(parseWeight(Number.POSITIVE_INFINITY)).toBeNull()
    expect(parseWeight(Number.NEGATIVE_INFINITY)).toBeNull()
  })

  it('are accepted up to the limit', () => {
    expect(distribution([['a', maxWeight]])).not.toBeNull()
    expect(
      distribution([
        ['a', maxWeight - 1],
        ['b', 1],
        ['c', -1],
      ]),
    ).not.toBeNull()
  })
})
