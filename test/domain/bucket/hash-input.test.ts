import { describe, expect, it } from 'vitest'
import { shorthandKey, shorthandSalt } from '../../../domain/bucket/hash-input.ts'

describe('shorthand bucketing value', () => {
  it('is the flag key, then the targeting key', () => {
    expect(shorthandSalt('banner') + shorthandKey({ targetingKey: 'user-1' })).toBe('banneruser-1')
  })

  it.each([undefined, null, '', 5, true, ['user'], {}])('has no part that changes for %j', (targetingKey) => {
    expect(shorthandKey(targetingKey === undefined ? {} : { targetingKey })).toBeNull()
  })
})
