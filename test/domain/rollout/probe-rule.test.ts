import { describe, expect, it } from 'vitest'
import type { ProbeResult } from '../../../domain/rollout/probe-result.ts'
import { afterProbes, noStreaks } from '../../../domain/rollout/probe-rule.ts'

const passes = (name = 'pay'): ProbeResult => ({ name, latencyMs: 20, failure: null })
const fails = (name = 'pay'): ProbeResult => ({ name, latencyMs: 20, failure: 'status 500 instead of 200' })

/** The failures of runs in these slots, each with its results. */
function run(...runs: [slot: number, ...results: ProbeResult[]][]): (string | null)[] {
  let streaks = noStreaks
  return runs.map(([slot, ...results]) => {
    const verdict = afterProbes(streaks, slot, results)
    // State is kept as JSON between two alarms.
    streaks = JSON.parse(JSON.stringify(verdict.streaks))
    return verdict.failure
  })
}

describe('the rule for probes', () => {
  it('fails a stage with the third failure in a row', () => {
    const told = 'probe pay failed 3 times in a row: status 500 instead of 200'
    expect(run([1, fails()], [2, fails()], [3, fails()])).toEqual([null, null, told])
  })

  it('begins again after a success', () => {
    expect(
      run([1, fails()], [2, fails()], [3, passes()], [4, fails()], [5, fails()]).every((one) => one === null),
    ).toBe(true)
  })

  it('counts each probe by itself', () => {
    const both = run([1, fails('a'), fails('b')], [2, passes('a'), fails('b')], [3, fails('a'), fails('b')])
    expect(both).toEqual([null, null, 'probe b failed 3 times in a row: status 500 instead of 200'])
  })

  it('counts a run once, however often its alarm comes', () => {
    expect(run([1, fails()], [1, fails()], [1, fails()], [2, fails()], [1, fails()])).toEqual([
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('goes on failing while nobody enters another stage', () => {
    expect(run([1, fails()], [2, fails()], [3, fails()], [4, fails()])[3]).toContain('4 times')
  })

  it('does not count runs that are far apart as in a row', () => {
    expect(run([1, fails()], [2, fails()], [100, fails()])).toEqual([null, null, null])
    expect(run([1, fails()], [5, fails()], [9, fails()])[2]).toContain('3 times')
  })

  it('takes names that objects inherit for names', () => {
    expect(run([1, fails('constructor')], [2, fails('constructor')])).toEqual([null, null])
    expect(run([1, fails('constructor')], [2, fails('constructor')], [3, fails('constructor')])[2]).toContain(
      'constructor',
    )
  })

  it('has nothing to say of no probes', () => {
    expect(run([1])).toEqual([null])
  })
})
