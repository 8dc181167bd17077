// What each stage of a rollout will be able to see, from what was seen of the flag lately. Pure.

import { detectable } from '../../domain/guard/detectable.ts'
import type { ArmTick } from '../../domain/guard/tick.ts'
import { type Policy, treatedShare } from '../../domain/rollout/policy.ts'
import type { RolloutForecast } from '../../protocol/admin-rollout.ts'

/** Outcomes of so long are looked at. */
export const forecastMs = 600_000

/** Null for `seen`: telemetry could not be reached. */
export function forecast(policy: Policy, seen: ArmTick | null): RolloutForecast {
  const unitsPerSecond = seen === null || seen.units === 0 ? null : seen.units / (forecastMs / 1000)
  const baselineRate = seen === null || seen.units === 0 ? null : seen.failing / seen.units
  const stages = policy.stages.map(({ name, minDurationMinutes, maxHoldMinutes }, i) => {
    const share = treatedShare(policy, i)
    if (share === null) {
      return {
        name,
        doublingSeconds: null,
        statement: 'an audience is no random share: only limits are held against it',
      }
    }
    if (unitsPerSecond === null || baselineRate === null) {
      return {
        name,
        doublingSeconds: null,
        statement: 'not known: no outcomes of this flag came in the last ten minutes',
      }
    }
    const stageSeconds = (minDurationMinutes + maxHoldMinutes) * 60
    return { name, ...detectable(unitsPerSecond * share, baselineRate, stageSeconds) }
  })
  return { unitsPerSecond, baselineRate, stages }
}
