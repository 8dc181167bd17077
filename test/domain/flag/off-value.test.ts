import { describe, expect, it } from 'vitest'
import { offOf } from '../../../domain/flag/off-value.ts'

describe('the off value', () => {
  it('is the value of the declared variant', () => {
    expect(offOf({ a: 1, b: 2 }, 'b')).toEqual({ value: 2, variant: 'b' })
    expect(offOf({ on: true, off: false }, 'on')).toEqual({ value: true, variant: 'on' })
    expect(offOf({ a: { x: 1 } }, 'a')).toEqual({ value: { x: 1 }, variant: 'a' })
  })

  it('is false for a boolean flag that declares none', () => {
    expect(offOf({ on: true, off: false }, undefined)).toEqual({ value: false, variant: 'off' })
    expect(offOf({ on: true }, undefined)).toEqual({ value: false, variant: undefined })
  })

  it('is no value for any other flag', () => {
    for (const variants of [{ a: 1 }, { a: 'x' }, { a: {} }, {}]) {
      expect(offOf(variants, undefined)).toEqual({ value: undefined, variant: undefined })
    }
  })

  it('is that of a flag without declaration where the declared variant does not exist', () => {
    expect(offOf({ on: true, off: false }, 'gone')).toEqual({ value: false, variant: 'off' })
    expect(offOf({ a: 1 }, 'constructor')).toEqual({ value: undefined, variant: undefined })
  })
})
