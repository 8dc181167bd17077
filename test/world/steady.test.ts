// What the simulated world has to show besides staying safe: it must stay useful, age out with KV, and be gentle to relays.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Chance } from '../../bench/world/chance.ts'
import type { Colo } from '../../bench/world/geography.ts'
import type { Observation } from '../../bench/world/isolate-host.ts'
import { busiest } from '../../bench/world/scenarios.ts'
import { World } from '../../bench/world/world.ts'
import { defaultPolicy } from '../../worker/snapshot/policy.ts'
import { turn } from './play.ts'
import { type Ailment, colos, plan } from './schedule.ts'

const timeoutMs = 120_000

describe('without faults', () => {
  it('a busy isolate never waits, and strict flags stay on until they are killed', async () => {
    const killMs = 8_000
    const seen: Observation[] = []
    const observe = (one: Observation): number => seen.push(one)
    const world = await World.create({ seed: 7, colos, isolatesPerColo: 3, turn, skewMs: 3_600_000, observe })
    for (const isolate of world.isolates) world.traffic(isolate, 8, 0, 12_000)
    world.time.at(killMs, () => world.root.kill({ all: true }))
    await world.time.run(13_000)
    const warm = seen.filter(({ askedAtMs }) => askedAtMs > 2_000)
    expect(warm.filter(({ askedAtMs, answeredAtMs }) => answeredAtMs > askedAtMs)).toEqual([])
    expect(warm.filter(({ strictOn, askedAtMs }) => !strictOn && askedAtMs < killMs)).toEqual([])
    expect(warm.filter(({ standardOn, askedAtMs }) => standardOn && askedAtMs > killMs + 2_000)).toEqual([])
  })
})

describe('P3: while KV cannot be read', () => {
  const startMs = 5_000
  const endMs = startMs + defaultPolicy.maxStaleMs + 10_000

  it(
    'every flag is off once the last good read is older than S_max, whatever the feed says',
    { timeout: timeoutMs },
    () =>
      fc.assert(
        fc.asyncProperty(fc.nat(), fc.constantFrom('throws', 'hangs', 'empty', 'garbage'), async (seed, how) => {
          const late: Observation[] = []
          const early: Observation[] = []
          const observe = (one: Observation): void => {
            if (one.answeredAtMs > startMs + defaultPolicy.maxStaleMs) late.push(one)
            else early.push(one)
          }
          const world = await World.create({ seed, colos, isolatesPerColo: 2, turn, observe })
          for (const isolate of world.isolates) world.traffic(isolate, 1, 0, endMs)
          world.time.at(startMs, () => {
            world.kv.fault = () => how
          })
          await world.time.run(endMs)
          expect(
            early.some(({ strictOn, standardOn, askedAtMs }) => strictOn && standardOn && askedAtMs > 30_000),
          ).toBe(true)
          expect(late.length).toBeGreaterThan(0)
          expect(late.filter(({ strictOn, standardOn }) => strictOn || standardOn)).toEqual([])
        }),
        { seed: 3, numRuns: 12 },
      ),
  )
})

describe('P5: a relay that many locations ask', () => {
  const chance = new Chance(11)
  const crowd: readonly Colo[] = Array.from({ length: 60 }, (_, index) => ({
    name: `C${index}`,
    continent: 'AS',
    latitude: chance.between(-8, 30),
    longitude: chance.between(70, 109),
  }))
  const ailments: readonly [string, Ailment | undefined][] = [
    ['nothing is wrong', undefined],
    ['the root is cut off', { of: 'root' }],
    ['its neighbours are dead', { of: 'relays', names: ['apac-ne', 'oc', 'eeur'], how: 'silent' }],
    ['every message is late', { of: 'messages', lossRate: 0, extraDelayMs: 900 }],
    ['every third message is lost', { of: 'messages', lossRate: 0.3, extraDelayMs: 0 }],
  ]

  it.each(ailments)('hears less than 500 requests a second while %s', { timeout: timeoutMs }, async (_, ailment) => {
    const world = await World.create({ seed: 13, colos: crowd, isolatesPerColo: 20, turn, observe: () => {} })
    for (const isolate of world.isolates) world.traffic(isolate, 5, chance.between(0, 1_500), 8_000)
    if (ailment !== undefined) plan(world, [{ fromMs: 2_500, untilMs: 9_000, ailment }])
    world.time.at(4_000, () => world.root.kill({ all: true }))
    await world.time.run(8_000)
    expect(busiest(world, 2).perSecond).toBeLessThan(500)
  })
})
