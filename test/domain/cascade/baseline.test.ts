import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { baselineOf } from '../../../domain/cascade/baseline.ts'
import { upperBound } from '../../../domain/guard/wilson.ts'
import { hits, seeded } from '../guard/seeded.ts'

const counts = fc
  .integer({ min: 1, max: 1_000_000 })
  .chain((units) => fc.record({ units: fc.constant(units), failing: fc.integer({ min: 0, max: units }) }))

describe('the upper bound of a rate', () => {
  it('lies above the rate, and is a share', () => {
    fc.assert(
      fc.property(counts, ({ units, failing }) => {
        const bound = upperBound(units, failing)
        expect(bound).toBeGreaterThanOrEqual(Math.min(1, failing / units) - 1e-12)
        expect(bound).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('comes closer the more units there are, and goes away the wider failures spread', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 2, max: 50 }), ({ units, failing }, times) => {
        expect(upperBound(units * times, failing * times)).toBeLessThanOrEqual(upperBound(units, failing) + 1e-12)
        expect(upperBound(units, failing, times)).toBeGreaterThanOrEqual(upperBound(units, failing) - 1e-12)
      }),
    )
  })

  it('says something of units without a failure, on the safe side of the exact bound', () => {
    for (const units of [20, 100, 1_000, 100_000]) {
      const exact = 1 - 0.01 ** (1 / units)
      expect(upperBound(units, 0)).toBeGreaterThan(exact)
      expect(upperBound(units, 0)).toBeLessThan(1.2 * exact)
    }
    expect(upperBound(0, 0)).toBe(1)
  })

  it('covers the true rate in 98.5 % of hours or more, rare failures included', () => {
    const chance = seeded(7)
    for (const [units, rate] of [
      [500, 0.004],
      [2_000, 0.01],
      [2_000, 0.2],
    ] as const) {
      let covered = 0
      for (let hour = 0; hour < 1_000; hour++) if (upperBound(units, hits(chance, units, rate)) >= rate) covered++
      expect(covered).toBeGreaterThanOrEqual(985)
    }
  })
})

describe('a baseline', () => {
  it('has a limit of θ0 times the bound', () => {
    const { rate, bound, limit, obstacle } = baselineOf({ units: 100_000, failing: 1_000 }, 1.5)
    expect(rate).toBe(0.01)
    expect(limit).toBeCloseTo(1.5 * bound)
    expect(bound).toBeCloseTo(0.01076, 4)
    expect(obstacle).toBeNull()
  })

  it('says why no alarm can come of too little', () => {
    expect(baselineOf({ units: 0, failing: 0 }, 2).obstacle).toContain('nothing was heard')
    expect(baselineOf({ units: 4, failing: 0 }, 2).obstacle).toContain('it had 4 units')
    expect(baselineOf({ units: 10_000, failing: 6_000 }, 2).obstacle).toContain('60 %')
    expect(baselineOf({ units: 40, failing: 0 }, 2).obstacle).toBeNull()
  })

  it('is wider where units are requests whose failures come in clumps', () => {
    const even = new Array(32).fill(30)
    const clumped = [960, ...new Array(31).fill(0)]
    const of = (slices?: readonly number[]) =>
      baselineOf({ units: 100_000, failing: 960, requests: true, ...(slices && { slices }) }, 1.3)
    expect(of(even).spread).toBe(1)
    expect(of(clumped).spread).toBeGreaterThan(100)
    expect(of(clumped).limit).toBeGreaterThan(of(even).limit)
    // Of requests whose users nobody told, something is assumed.
    expect(of().spread).toBe(3)
  })
})
