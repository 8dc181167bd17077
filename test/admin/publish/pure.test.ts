import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectiveKills, killFits, loweredFits } from '../../../admin/publish/feed-budget.ts'
import { publishRetryDelayMs } from '../../../admin/publish/retry-delay.ts'
import { type FeedKill, type KillTarget, maxFeedBytes } from '../../../protocol/feed.ts'

describe('retries', () => {
  it('come later and later, up to half a minute, for ever', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000].map(publishRetryDelayMs)).toEqual([
      250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ])
  })
})

describe('the 64 KB of a feed', () => {
  const name = fc.string({ minLength: 1, maxLength: 256, unit: 'grapheme' })
  const target: fc.Arbitrary<KillTarget> = fc.oneof(
    name.map((flag) => ({ flag })),
    name.map((system) => ({ system })),
    fc.constant<KillTarget>({ all: true }),
  )

  it('always hold what was let in', () => {
    fc.assert(
      fc.property(fc.array(target, { maxLength: 300 }), fc.array(name, { maxLength: 300 }), (targets, names) => {
        const kills: FeedKill[] = []
        for (const one of targets) if (killFits(kills, one)) kills.push({ seq: Number.MAX_SAFE_INTEGER, target: one })
        const lowered: Record<string, number> = {}
        for (const one of names) {
          if (loweredFits([...Object.keys(lowered), one])) lowered[one] = Number.MAX_SAFE_INTEGER
        }
        const feed = {
          format: 1,
          epoch: Number.MAX_SAFE_INTEGER,
          seq: Number.MAX_SAFE_INTEGER,
          revision: 'f'.repeat(64),
          kills: effectiveKills(kills),
          lowered,
        }
        expect(new TextEncoder().encode(JSON.stringify(feed)).length).toBeLessThanOrEqual(maxFeedBytes)
      }),
      { numRuns: 30 },
    )
  })

  it('always have room for everything, and for a system when flags have filled theirs', () => {
    const kills: FeedKill[] = []
    const flag = (i: number): KillTarget => ({ flag: `${i}-${'n'.repeat(200)}` })
    for (let i = 0; killFits(kills, flag(i)); i++) kills.push({ seq: i, target: flag(i) })
    expect(kills.length).toBeGreaterThan(100)
    expect(killFits(kills, { system: 's'.repeat(256) })).toBe(true)
    expect(killFits(kills, { all: true })).toBe(true)
  })

  it('carry only the kill of everything when there is one', () => {
    const all: FeedKill = { seq: 2, target: { all: true } }
    expect(effectiveKills([{ seq: 1, target: { flag: 'a' } }, all])).toEqual([all])
  })
})
