// What holds of every decision, whatever the evidence.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cause } from '../../../protocol/source.ts'
import { decide, type Evidence } from '../../../worker/snapshot/decide.ts'
import { defaultPolicy, type Policy } from '../../../worker/snapshot/policy.ts'

const now = 1_000_000_000

/** Ages around every edge of the policy, and any other. */
const age = fc.oneof(
  fc.integer({ min: 0, max: 200_000 }),
  fc.constantFrom(0, 1, 2_500, 2_501, 30_000, 30_001, 120_000, 120_001),
)
const moment = age.map((ms) => now - ms)
const cause = fc.constantFrom<Cause>('kv_failed', 'kv_timeout', 'kv_missing', 'kv_invalid', 'kv_checksum')

const evidence: fc.Arbitrary<Evidence> = fc
  .record({
    feedAsOfMs: fc.option(moment, { nil: undefined }),
    hasFeed: fc.boolean(),
    kvReadAtMs: fc.option(moment, { nil: undefined }),
    kvFailure: fc.option(cause, { nil: undefined }),
    outdatedSinceMs: fc.option(moment, { nil: undefined }),
  })
  .map((found) => ({ ...found, feedAsOfMs: found.hasFeed ? found.feedAsOfMs : undefined }))

const policy: fc.Arbitrary<Policy> = fc.record({
  ...Object.fromEntries(Object.entries(defaultPolicy).map(([name, value]) => [name, fc.constant(value)])),
  maxStaleMs: fc.constantFrom(0, 1_000, 30_000, 120_000),
  leaseMs: fc.constantFrom(0, 2_500),
}) as fc.Arbitrary<Policy>

const always = (holds: (evidence: Evidence, policy: Policy) => void): void =>
  fc.assert(fc.property(evidence, policy, holds), { numRuns: 3_000 })

describe('every decision', () => {
  it('serves nothing from beyond S_max after a failure', () => {
    always((found, rules) => {
      if (found.kvFailure === undefined || found.kvReadAtMs === undefined) return
      if (now - found.kvReadAtMs > rules.maxStaleMs) expect(decide(now, found, rules).standardServed).toBe(false)
    })
  })

  it('serves nothing that was read longer ago than S_max and the time to read again', () => {
    always((found, rules) => {
      if (found.kvReadAtMs === undefined) return
      const longest = Math.max(rules.maxStaleMs, rules.revalidateMs)
      if (now - found.kvReadAtMs > longest) expect(decide(now, found, rules).standardServed).toBe(false)
    })
  })

  it('serves nothing without a snapshot', () => {
    always((found, rules) => {
      const decision = decide(now, { ...found, kvReadAtMs: undefined }, rules)
      expect(decision).toMatchObject({ standardServed: false, strictServed: false, refresh: 'blocking' })
    })
  })

  it('serves nothing from a revision outdated for longer than S_max', () => {
    always((found, rules) => {
      if (found.outdatedSinceMs === undefined || now - found.outdatedSinceMs <= rules.maxStaleMs) return
      expect(decide(now, found, rules).standardServed).toBe(false)
    })
  })

  it('never serves a strict flag without a lease, nor where a standard one is off', () => {
    always((found, rules) => {
      const { standardServed, strictServed } = decide(now, found, rules)
      if (found.feedAsOfMs === undefined || now - found.feedAsOfMs > rules.leaseMs) expect(strictServed).toBe(false)
      if (!standardServed) expect(strictServed).toBe(false)
    })
  })

  it('waits for a refresh exactly when nothing held is tolerated', () => {
    always((found, rules) => {
      const { refresh, standardServed } = decide(now, found, rules)
      const outdated = found.outdatedSinceMs !== undefined && now - found.outdatedSinceMs > rules.maxStaleMs
      if (standardServed) expect(refresh).not.toBe('blocking')
      else if (!outdated) expect(refresh).toBe('blocking')
    })
  })

  it('refreshes whenever KV failed last', () => {
    always((found, rules) => {
      if (found.kvFailure !== undefined) expect(decide(now, found, rules).refresh).not.toBe('none')
    })
  })

  it('names a cause whenever standard flags are off', () => {
    always((found, rules) => {
      const { standardServed, cause: named } = decide(now, found, rules)
      if (!standardServed) expect(named).toBeDefined()
    })
  })

  it('only ever gets worse as time goes by without news', () => {
    const property = fc.property(evidence, policy, fc.integer({ min: 0, max: 300_000 }), (found, rules, laterMs) => {
      const [before, after] = [decide(now, found, rules), decide(now + laterMs, found, rules)]
      expect(Number(after.standardServed)).toBeLessThanOrEqual(Number(before.standardServed))
      expect(Number(after.strictServed)).toBeLessThanOrEqual(Number(before.strictServed))
    })
    fc.assert(property, { numRuns: 3_000 })
  })

  it('never under-states the age of what it serves standard flags from without a feed', () => {
    always((found, rules) => {
      const { ageMs } = decide(now, { ...found, feedAsOfMs: undefined }, rules)
      if (found.kvReadAtMs !== undefined) expect(ageMs).toBe(now - found.kvReadAtMs)
    })
  })
})
