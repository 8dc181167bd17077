// Rules that look at the same systems in the same hour after a change: the shipped one, and the plain one that most alert
// rules come down to. Each says when a system alarms; two within the hour are a cascade for both.

import { baselineOf, type SystemCounts } from '../../domain/cascade/baseline.ts'
import { newWatch, step } from '../../domain/cascade/system-watch.ts'
import { type SystemHour, toleratedRatio } from '../../domain/cascade/tolerance.ts'

export interface CascadeRule {
  readonly name: string
  /** A fresh watch of one system, from its hours; the last one is the hour before the change. */
  begin(hours: readonly SystemHour[]): (tick: SystemCounts, atSeconds: number) => boolean
}

export const fuseboard: CascadeRule = {
  name: 'fuseboard',
  begin(hours) {
    let state = newWatch(baselineOf(hours.at(-1) as SystemHour, toleratedRatio(hours)), 0)
    return (tick, atSeconds) => {
      state = step(state, tick, atSeconds * 1_000)
      return state.alarm !== null
    }
  },
}

/** More than twice the rate of the hour before, over the last minute. */
export const twice: CascadeRule = {
  name: '> 2× of the previous hour, 60 s',
  begin(hours) {
    const { units: usualUnits, failing: usualFailing } = hours.at(-1) as SystemHour
    const usual = usualUnits === 0 ? 0 : usualFailing / usualUnits
    const recent: { atSeconds: number; units: number; failing: number }[] = []
    return ({ units, failing }, atSeconds) => {
      recent.push({ atSeconds, units, failing })
      while (recent[0]!.atSeconds <= atSeconds - 60) recent.shift()
      if (atSeconds < 60) return false
      const sum = recent.reduce((all, one) => ({ n: all.n + one.units, x: all.x + one.failing }), { n: 0, x: 0 })
      return sum.n > 0 && sum.x / sum.n > 2 * usual
    }
  },
}

export const cascadeRules: readonly CascadeRule[] = [fuseboard, twice]
