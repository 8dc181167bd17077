import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectable } from '../../../domain/guard/detectable.ts'
import { dispersionOf, sliceCount } from '../../../domain/guard/dispersion.ts'
import { boundOf, bucketOf, isBucket, mergeBuckets, quantileBucket, totalOf } from '../../../domain/guard/latency.ts'
import { isMismatch, mismatchEvidence } from '../../../domain/guard/sample-ratio.ts'
import { hits, seeded } from './seeded.ts'

const milliseconds = fc.double({ min: 0.01, max: 1e7, noNaN: true })
const histogram = (values: readonly number[]) =>
  values.reduce((buckets, value) => mergeBuckets(buckets, { [bucketOf(value)]: 1 }), {})

describe('latency buckets', () => {
  it('hold every value to within two percent', () => {
    fc.assert(
      fc.property(milliseconds, (ms) => {
        const bound = boundOf(bucketOf(ms))
        expect(bound).toBeGreaterThanOrEqual(ms * 0.999999)
        expect(bound).toBeLessThan(ms * 1.0203)
      }),
    )
  })

  it('take any number', () => {
    for (const ms of [0, -5, Number.NaN, Number.POSITIVE_INFINITY, 1e300]) expect(isBucket(bucketOf(ms))).toBe(true)
  })

  it('merge to what the values together would give', () => {
    fc.assert(
      fc.property(fc.array(milliseconds), fc.array(milliseconds), (left, right) => {
        const merged = mergeBuckets(histogram(left), histogram(right))
        expect(merged).toEqual(histogram([...left, ...right]))
        expect(totalOf(merged)).toBe(left.length + right.length)
      }),
    )
  })

  it('know their quantiles', () => {
    const values = Array.from({ length: 1_000 }, (_, i) => i + 1)
    expect(boundOf(quantileBucket(histogram(values), 0.95)!)).toBeCloseTo(950, -2)
    expect(quantileBucket({}, 0.95)).toBeUndefined()
  })
})

describe('the spread of errors', () => {
  it('is assumed to be wide until enough were seen', () => {
    expect(dispersionOf(new Array(sliceCount).fill(1))).toBe(3)
  })

  it('is none for errors that come evenly, and much for errors that come in bunches', () => {
    expect(dispersionOf(new Array(sliceCount).fill(10))).toBe(1)
    expect(dispersionOf(Array.from({ length: sliceCount }, (_, i) => (i % 8 === 0 ? 80 : 0)))).toBeGreaterThan(50)
  })
})

describe('the sizes of the arms', () => {
  it('that fit are no mismatch, looked at again and again', () => {
    let alarms = 0
    for (let run = 0; run < 300; run++) {
      const random = seeded(run + 1)
      const sizes = { treated: 0, control: 0 }
      for (let tick = 0; tick < 100 && !isMismatch(sizes, 0.25); tick++) {
        const treated = hits(random, 100, 0.25)
        sizes.treated += treated
        sizes.control += 100 - treated
      }
      if (isMismatch(sizes, 0.25)) alarms++
    }
    expect(alarms).toBeLessThanOrEqual(2)
  })

  it('that lose a fifth of one arm are one', () => {
    expect(isMismatch({ treated: 2_000, control: 7_500 }, 0.25)).toBe(true)
  })

  it('say nothing before anybody was seen, or without an expected share', () => {
    expect(mismatchEvidence({ treated: 0, control: 0 }, 0.25)).toBeCloseTo(1)
    expect(mismatchEvidence({ treated: 10, control: 0 }, 1)).toBe(1)
  })
})

describe('what can be seen', () => {
  it.each([
    [50, 0.01, 3600, 75],
    [5, 0.01, 3600, 750],
  ])('%d treated a second at %d failing: a doubling after %d s at most %d', (rps, rate, seconds, expected) => {
    expect(detectable(rps, rate, seconds).doublingSeconds).toBe(expected)
  })

  it.each([
    ['with too little traffic', 0.5, 0.01, 36_000],
    ['in too short a stage', 5, 0.01, 600],
    ['without traffic', 0, 0, 600],
  ])('is nothing %s', (_, rps, rate, seconds) => {
    const { doublingSeconds, statement } = detectable(rps, rate, seconds)
    expect(doublingSeconds).toBeNull()
    expect(statement).toContain('not detectable')
  })
})
