import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, nearestNames } from '../../../admin/kills/nearest.ts'

describe('the distance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('of %s and %s is %i', (left, right, distance) => {
    expect(editDistance(left, right, 10)).toBe(distance)
  })

  it('is the same both ways, and never beyond the limit but by one', () => {
    const text = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') })
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 12 }), (left, right, limit) => {
        const distance = editDistance(left, right, limit)
        expect(editDistance(right, left, limit)).toBe(distance)
        expect(distance).toBe(Math.min(editDistance(left, right, 99), limit + 1))
      }),
    )
  })
})

describe('the nearest names', () => {
  const known = ['new-checkout', 'new-checkin', 'old-checkout', 'banner', 'search', 'New-Checkout-2', 'new-cart']

  it('come nearest first, at most five', () => {
    const names = nearestNames('new-chekout', known)
    expect(names[0]).toBe('new-checkout')
    expect(names.length).toBeLessThanOrEqual(5)
    expect(names).not.toContain('banner')
  })

  it('do not mind capitals', () => {
    expect(nearestNames('BANNER', known)[0]).toBe('banner')
  })

  it('are none where nothing is near', () => {
    expect(nearestNames('zzzzzzzzzzzz', known)).toEqual([])
    expect(nearestNames('a', [])).toEqual([])
  })

  it('are found among many in no time', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `flag-${i}-with-quite-a-long-name`)
    const startedAt = Date.now()
    nearestNames('flag-777-with-quite-a-lomg-name', many)
    expect(Date.now() - startedAt).toBeLessThan(1_000)
  })
})
