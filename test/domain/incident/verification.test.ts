import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beginVerify,
  type CriterionVerdict,
  hasRelapsed,
  isVerified,
  judgeProbe,
  judgeRollout,
  judgeSystem,
  type Measurement,
  relapseAfter,
  stepVerify,
  type VerifyState,
  verifyForMs,
} from '../../../domain/incident/verification.ts'

const now = 100 * 60_000
const minutesAgo = (minutes: number, units: number, failing: number): Measurement => ({
  atMs: now - minutes * 60_000,
  units,
  failing,
})
const around = { usualRate: 0.01, nowMs: now, hasProbes: false }

describe('the criterion of a system', () => {
  it('passes at its usual rate, and fails at twice that', () => {
    expect(judgeSystem('pay', [minutesAgo(1, 1_000, 10)], around).verdict).toBe('PASS')
    expect(judgeSystem('pay', [minutesAgo(1, 1_000, 20)], around).verdict).toBe('FAIL')
  })

  it('looks no further back than it has to: what failed ten minutes ago is over', () => {
    const recent = [minutesAgo(10, 1_000, 900), minutesAgo(1, 1_000, 5)]
    expect(judgeSystem('pay', recent, around).verdict).toBe('PASS')
  })

  it('tells a failure that is over from one that goes on', () => {
    const over = judgeSystem('pay', [minutesAgo(2, 1_000, 200), minutesAgo(1, 1_000, 5)], around)
    expect(over).toMatchObject({ verdict: 'FAIL', failsNow: false })
    expect(judgeSystem('pay', [minutesAgo(1, 1_000, 200)], around)).toMatchObject({ verdict: 'FAIL', failsNow: true })
  })

  it('looks further back where few users come', () => {
    const recent = [minutesAgo(20, 40, 20), minutesAgo(1, 3, 0)]
    expect(judgeSystem('pay', recent, around)).toMatchObject({
      verdict: 'FAIL',
      why: expect.stringContaining('30 minutes'),
    })
  })

  it('passes for a handful of users only where all of them were served', () => {
    expect(judgeSystem('pay', [minutesAgo(2, 4, 0)], around).verdict).toBe('PASS')
    expect(judgeSystem('pay', [minutesAgo(2, 4, 1)], around).verdict).toBe('HOLD')
  })

  it('holds where nothing is heard, with the remedy, unless probes speak for it', () => {
    expect(judgeSystem('pay', [], around)).toMatchObject({
      verdict: 'HOLD',
      why: expect.stringContaining('add a probe'),
    })
    expect(judgeSystem('pay', [], { ...around, hasProbes: true }).verdict).toBe('PASS')
  })

  it('tolerates half a percent of a system that never failed before', () => {
    expect(judgeSystem('pay', [minutesAgo(1, 1_000, 5)], { ...around, usualRate: null }).verdict).toBe('PASS')
    expect(judgeSystem('pay', [minutesAgo(1, 1_000, 6)], { ...around, usualRate: null }).verdict).toBe('FAIL')
  })
})

describe('the other criteria', () => {
  it('hold until a probe was asked, and fail with the first failure', () => {
    expect(judgeProbe('home', null, null).verdict).toBe('HOLD')
    expect(judgeProbe('home', 0, null).verdict).toBe('PASS')
    expect(judgeProbe('home', 1, 'status 500')).toMatchObject({
      verdict: 'FAIL',
      why: expect.stringContaining('status 500'),
    })
  })

  it('hold until a rollout has reached everybody', () => {
    expect(judgeRollout('r1', 'running').verdict).toBe('HOLD')
    expect(judgeRollout('r1', 'completed').verdict).toBe('PASS')
    expect(judgeRollout('r1', 'killed').verdict).toBe('FAIL')
  })
})

const verdicts = fc.constantFrom<CriterionVerdict>('PASS', 'FAIL', 'HOLD')
const run = (all: readonly (readonly CriterionVerdict[])[], everyMs: number): VerifyState =>
  all.reduce<VerifyState>((state, one, i) => {
    const criteria = one.map((verdict, j) => ({ id: String(j), verdict, why: '', failsNow: verdict === 'FAIL' }))
    return stepVerify(state, criteria, i * everyMs)
  }, beginVerify(0))

describe('verification', () => {
  it('is done only after half an hour in which every measurement passed throughout', () => {
    fc.assert(
      fc.property(fc.array(fc.array(verdicts, { maxLength: 3 }), { maxLength: 80 }), (all) => {
        const everyMs = 60_000
        const endMs = Math.max(0, all.length - 1) * everyMs
        const needed = all.slice(-(verifyForMs / everyMs + 1))
        const held =
          needed.length > verifyForMs / everyMs &&
          needed.every((one) => one.length > 0 && one.every((v) => v === 'PASS'))
        expect(isVerified(run(all, everyMs), endMs)).toBe(held)
      }),
    )
  })

  it('is a relapse after three failures in a row, and not before', () => {
    const failing = (times: number) =>
      run(
        Array.from({ length: times }, () => ['FAIL' as const]),
        30_000,
      )
    expect(hasRelapsed(failing(relapseAfter - 1))).toBe(false)
    expect(hasRelapsed(failing(relapseAfter))).toBe(true)
    expect(hasRelapsed(run([['FAIL'], ['FAIL'], ['HOLD'], ['FAIL']], 30_000))).toBe(false)
  })
})
