import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AttemptOutcome,
  attemptOf,
  type DeliveryState,
  leftBehind,
  renew,
  settle,
  take,
} from '../../../domain/notification/delivery.ts'
import { backoffMs, type Purpose, retryDelayMs, retryLimits } from '../../../domain/notification/retry-limits.ts'

const purpose = fc.constantFrom<Purpose>('page', 'update', 'hook', 'test')
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const fresh: DeliveryState = {
  status: 'pending',
  attempts: 0,
  dueAt: 0,
  readyAt: 0,
  endedAt: null,
  lastError: null,
  receipt: null,
}
const failing: AttemptOutcome = { kind: 'retry', detail: 'HTTP 503' }
const outcome = fc.oneof<fc.Arbitrary<AttemptOutcome>[]>(
  fc.constant(failing),
  fc.record({ kind: fc.constant('retry' as const), detail: fc.string(), retryAfterMs: fc.double() }),
  fc.constant({ kind: 'unknown', detail: 'no answer' } as const),
  fc.constant({ kind: 'absent' } as const),
  fc.constant({ kind: 'refused', detail: 'HTTP 401' } as const),
  fc.constant({ kind: 'gone', detail: 'HTTP 410' } as const),
  fc.constant({ kind: 'sent', receipt: { id: '1' } } as const),
)
const killed = fc.constant('killed' as const)

/** Lets it come to its end, with one outcome after the other, and answers the states on the way. */
function run(what: Purpose, outcomes: Iterable<AttemptOutcome | 'killed'>, luck = 0): DeliveryState[] {
  const states = [fresh]
  let nowMs = 0
  for (const one of outcomes) {
    const state = states.at(-1)!
    if (state.endedAt !== null) break
    nowMs = Math.max(nowMs, state.dueAt)
    const taken = take(state, nowMs)
    const how = { purpose: what, nowMs, chance: luck }
    states.push(one === 'killed' ? leftBehind(taken, how) : settle(taken, one, how))
  }
  return states
}

describe('the wait before another attempt', () => {
  it('never shrinks with the attempts, and has a bound', () => {
    fc.assert(
      fc.property(purpose, fc.integer({ min: 1, max: 5_000 }), chance, (what, attempts, luck) => {
        const waitMs = backoffMs(what, attempts, luck)
        expect(waitMs).toBeGreaterThan(0)
        expect(waitMs).toBeLessThanOrEqual(retryLimits[what].maxDelayMs)
        expect(backoffMs(what, attempts + 1, luck)).toBeGreaterThanOrEqual(waitMs)
      }),
    )
  })

  it('is what the provider asks for, within reason', () => {
    expect(retryDelayMs('update', 1, 0, 30_000)).toBe(30_000)
    expect(retryDelayMs('update', 1, 0, 10)).toBe(2_000)
    expect(retryDelayMs('update', 1, 0, 365 * 86_400_000)).toBe(3_600_000)
    for (const strange of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      expect(retryDelayMs('update', 1, 0, strange)).toBe(2_000)
    }
  })
})

describe('a notification', () => {
  it('has ended or is due after any sequence of outcomes, and what has ended says why', () => {
    fc.assert(
      fc.property(purpose, fc.array(fc.oneof(outcome, killed), { maxLength: 30 }), chance, (what, outcomes, luck) => {
        for (const { status, endedAt, dueAt, lastError } of run(what, outcomes, luck)) {
          expect(['pending', 'unknown', 'sent', 'dead']).toContain(status)
          expect(endedAt === null).toBe(status === 'pending' || status === 'unknown')
          expect(Number.isFinite(dueAt)).toBe(true)
          if (status === 'dead') expect(lastError).not.toBeNull()
        }
      }),
    )
  })

  it('comes to an end, whatever the provider does', () => {
    fc.assert(
      fc.property(
        purpose,
        fc.constantFrom<AttemptOutcome | 'killed'>(failing, { kind: 'absent' }, 'killed'),
        (what, one) => {
          const states = run(what, new Array(2_000).fill(one))
          expect(states.at(-1)?.status).toBe('dead')
          expect(states.length - 1).toBeLessThanOrEqual(retryLimits[what].attempts)
        },
      ),
    )
  })

  it('is still pending after an hour of failures if it is an update or a hook, and a page is dead within a minute', () => {
    const at = (what: Purpose, ms: number) =>
      run(what, new Array(2_000).fill(failing)).filter(({ dueAt }) => dueAt <= ms)
    expect(at('update', 3_600_000).at(-1)?.status).toBe('pending')
    expect(at('hook', 3_600_000).at(-1)?.status).toBe('pending')
    const page = at('page', 60_000).at(-1)
    expect(page).toMatchObject({ status: 'dead', attempts: 4 })
    expect(page?.endedAt).toBeLessThanOrEqual(60_000)
  })

  it('that is a page does not wait for a provider that asks for more than its time', () => {
    const [, dead] = run('page', [{ kind: 'retry', detail: 'HTTP 429', retryAfterMs: 600_000 }])
    expect(dead?.status).toBe('dead')
    expect(dead?.lastError).toContain('more than 1 min late')
  })

  it('that may have been taken is looked up only where the provider knows no key and can be asked', () => {
    const unknown: DeliveryState = { ...fresh, status: 'unknown' }
    expect(attemptOf(unknown, { hasKey: true, canLookUp: true })).toBe('send')
    expect(attemptOf(unknown, { hasKey: false, canLookUp: true })).toBe('look-up')
    expect(attemptOf(unknown, { hasKey: false, canLookUp: false })).toBe('send')
    expect(attemptOf(fresh, { hasKey: false, canLookUp: true })).toBe('send')
  })

  it('that is sent again has a budget of its own', () => {
    const dead = run('page', new Array(10).fill(failing)).at(-1)!
    expect(renew(dead, 900_000)).toMatchObject({ status: 'pending', attempts: 0, readyAt: 900_000, endedAt: null })
  })
})
