import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, nearestNames } from '../../domain/nearest-names.ts'

describe('the distance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('of %s and %s is %i', (left, right, distance) => {
    expect(editDistance(left, right)).toBe(distance)
  })

  it('counts swapped neighbours once', () => {
    expect(editDistance('chekcout', 'checkout')).toBe(1)
  })

  it('is the same both ways', () => {
    const text = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') })
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(editDistance(right, left)).toBe(editDistance(left, right))
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
})
