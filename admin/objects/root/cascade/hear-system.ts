// What telemetry says of a system as a whole. Whoever does not answer in time said nothing: never an alarm, never a zero.

import type { SystemCounts } from '../../../../domain/cascade/baseline.ts'
import { type SystemAnswer, type SystemQuery, shardOf } from '../../../../protocol/telemetry.ts'
import { bounded, timedOut } from '../../../waiting.ts'
import type { TickerSurroundings } from '../tickers.ts'

const telemetryWaitMs = 2_000

export type TelemetrySurroundings = Pick<TickerSurroundings, 'telemetry' | 'sleep'>

/** One answer for each query, or null where one of them was not answered. Never rejects. */
export async function hearSystem(
  queries: readonly SystemQuery[],
  { telemetry, sleep }: TelemetrySurroundings,
): Promise<readonly SystemAnswer[] | null> {
  try {
    const asked = queries.map(async (query) => telemetry(shardOf(query.system)).systemOutcomes(query))
    const answers = await bounded(Promise.all(asked), telemetryWaitMs, sleep)
    return answers === timedOut ? null : answers
  } catch {
    // Told by the watch itself, which says up to when it has seen anything.
    return null
  }
}

export const countsOf = ({ arm, requests = false, slices }: SystemAnswer): SystemCounts => ({
  units: arm.units,
  failing: arm.failing,
  requests,
  ...(slices !== undefined && { slices }),
})
