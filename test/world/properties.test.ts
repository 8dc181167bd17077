// The promises of the leased feed, held against whatever fast-check can think of: shipped evaluators and relays in a simulated
// world. The second half proves that these promises can be broken: take a rule away, and the same test fails.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { World } from '../../bench/world/world.ts'
import { relayNames } from '../../protocol/relay.ts'
import { type Broken, play } from './play.ts'
import { type Schedule, schedule } from './schedule.ts'

const seed = 20_261_120
const timeoutMs = 120_000

const always = { fromMs: 0, untilMs: 20_000 }
const busy: Schedule = { seed, commits: [{ atMs: 4_000, change: 'kill_flag' }], faults: [], rates: [8, 30] }
const cutOff: Schedule = { ...busy, faults: [{ fromMs: 3_900, untilMs: 20_000, ailment: { of: 'root' } }] }
const pushesLost: Schedule = { ...busy, faults: [{ ...always, ailment: { of: 'pushes' } }] }

const broken = (kind: Broken['promise'], found: readonly Broken[]): boolean =>
  found.some(({ promise }) => promise === kind)

describe('under any schedule of commits and faults', () => {
  it(
    'P1, P2, P4: no strict flag on beyond the lease, no seq regresses, nothing waits without bound',
    {
      timeout: timeoutMs,
    },
    () =>
      fc.assert(
        fc.asyncProperty(schedule, async (drawn) => {
          expect(await play(drawn)).toEqual([])
        }),
        { seed, numRuns: 300 },
      ),
  )
})

describe('without the rule that forbids it', () => {
  it('a lease that never lapses breaks P1 under some schedule', { timeout: timeoutMs }, async () => {
    const options = { policy: { leaseMs: Number.POSITIVE_INFINITY } }
    const result = await fc.check(
      fc.asyncProperty(schedule, async (drawn) => !broken('P1', await play(drawn, { options }))),
      { seed, numRuns: 300, endOnFailure: true },
    )
    expect(result.failed).toBe(true)
  })

  it('a lease that never lapses breaks P1 where the root is cut off and isolates are busy', async () => {
    const options = { policy: { leaseMs: Number.POSITIVE_INFINITY } }
    expect(broken('P1', await play(cutOff))).toBe(false)
    expect(broken('P1', await play(cutOff, { options }))).toBe(true)
  })

  it.each([
    ['cannot write, so it keeps P1', false],
    ['can vouch for itself, so it breaks P1', true],
  ])('an old root that %s', async (_, oldOneWrites) => {
    const also = (world: World): void =>
      world.time.at(2_000, () => world.replaceRoot(new Set(relayNames), oldOneWrites))
    expect(broken('P1', await play(pushesLost, { also }))).toBe(oldOneWrites)
  })
})
