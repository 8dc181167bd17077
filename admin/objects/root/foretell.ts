// What the stages of a rollout will be able to see, said before it starts. It decides nothing: whoever cannot be asked in time
// leaves it unknown.

import { controlVariant } from '../../../domain/rollout/stage-definition.ts'
import type { RolloutForecast } from '../../../protocol/admin-rollout.ts'
import { shardOf } from '../../../protocol/telemetry.ts'
import { forecast, forecastMs } from '../../rollouts/forecast.ts'
import { bounded, timedOut } from '../../waiting.ts'
import { findSubject, type StartInput } from './commands/find-subject.ts'
import type { Surroundings } from './core.ts'
import type { Db } from './database.ts'

const waitMs = 2_000

/** Null where the start will be refused anyway. */
export async function foretell(
  db: Db,
  input: StartInput,
  { now, sleep, telemetry }: Surroundings,
): Promise<RolloutForecast | null> {
  const found = findSubject(db, input, { nowMs: now(), budget: Number.POSITIVE_INFINITY })
  if (!found.ok) return null
  const { policy, base, system } = found.value
  const query = { flag: input.flag, treated: input.variant, control: controlVariant(base) as string, cursor: 0 }
  try {
    const asked = telemetry(shardOf(system ?? input.flag)).arms({ ...query, sinceMs: now() - forecastMs })
    const told = await bounded(asked, waitMs, sleep)
    return forecast(policy.policy, told === timedOut ? null : told.tick.control)
  } catch {
    return forecast(policy.policy, null)
  }
}
