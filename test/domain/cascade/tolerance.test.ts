import { describe, expect, it } from 'vitest'
import { toleratedRatio } from '../../../domain/cascade/tolerance.ts'

const hours = (failing: readonly number[], from = 500_000) =>
  failing.map((count, i) => ({ hour: from + i, units: 100_000, failing: count }))

describe('how much worse an hour may be', () => {
  it('is 2 until a day of hours with enough failures is known', () => {
    expect(toleratedRatio([])).toBe(2)
    expect(toleratedRatio(hours(new Array(24).fill(1_000)))).toBe(2)
    expect(toleratedRatio(hours(new Array(300).fill(5)))).toBe(2)
  })

  it('is 1.3 for a system that never changes', () => {
    expect(toleratedRatio(hours(new Array(25).fill(1_000)))).toBe(1.3)
  })

  it('is as much as the system swings by itself', () => {
    const swinging = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1_000 : 1_800))
    expect(toleratedRatio(hours(swinging))).toBeCloseTo(1.8)
  })

  it('does not take the one outage of a quiet week for a manner', () => {
    const quiet = new Array(168).fill(1_000)
    quiet[80] = 40_000
    expect(toleratedRatio(hours(quiet))).toBe(1.3)
  })

  it('compares only hours that follow each other', () => {
    const apart = hours(new Array(60).fill(1_000)).map((one, i) => ({ ...one, hour: one.hour + i }))
    expect(toleratedRatio(apart)).toBe(2)
  })
})
