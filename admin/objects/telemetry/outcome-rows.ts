// Rows of the outcome log: counts of one pair in one interval, added up as they come and again when they are read.

import { sliceCount } from '../../../domain/guard/dispersion.ts'
import { type LatencyBuckets, mergeBuckets } from '../../../domain/guard/latency.ts'
import type { ArmTick } from '../../../domain/guard/tick.ts'
import type { OutcomeCounts } from '../../../protocol/outcomes.ts'

/** As the table has it: columns keep their names. */
export interface LogRow extends Record<string, SqlStorageValue> {
  position: number
  requests: number
  units: number
  failing: number
  converted: number
  slices: string | null
  latency: string
  first_ended_at: number
  last_ended_at: number
}

type Amounts = Omit<LogRow, 'position' | 'requests'>

/** A row with counts of an interval that ended then added to it. */
export function mergeCounts(open: LogRow | undefined, counts: OutcomeCounts, endedAt: number): Amounts {
  const { units, failing, converted, slices, latency } = counts
  const merged = open === undefined ? slices : addSlices(slicesOf(open), slices)
  return {
    units: units + (open?.units ?? 0),
    failing: failing + (open?.failing ?? 0),
    converted: converted + (open?.converted ?? 0),
    slices: merged === undefined ? null : JSON.stringify(merged),
    latency: JSON.stringify(open === undefined ? latency : mergeBuckets(latencyOf(open), latency)),
    first_ended_at: Math.min(endedAt, open?.first_ended_at ?? endedAt),
    last_ended_at: Math.max(endedAt, open?.last_ended_at ?? endedAt),
  }
}

export interface RowSum extends ArmTick {
  /** Whether any of it was requests. */
  readonly requests: boolean
  readonly slices: readonly number[] | undefined
}

export function sumRows(rows: readonly LogRow[]): RowSum {
  let [units, failing, converted, requests] = [0, 0, 0, false]
  let slices: readonly number[] | undefined
  let latency: LatencyBuckets = {}
  for (const row of rows) {
    units += row.units
    failing += row.failing
    converted += row.converted
    requests ||= row.requests === 1
    slices = addSlices(slices, slicesOf(row))
    latency = mergeBuckets(latency, latencyOf(row))
  }
  return { units, failing, converted, requests, slices, latency }
}

export const readArm = ({ units, failing, converted, latency }: RowSum): ArmTick => ({
  units,
  failing,
  converted,
  latency,
})

const latencyOf = ({ latency }: LogRow): LatencyBuckets => JSON.parse(latency)
const slicesOf = ({ slices }: LogRow): readonly number[] | undefined =>
  slices === null ? undefined : JSON.parse(slices)

function addSlices(left?: readonly number[], right?: readonly number[]): readonly number[] | undefined {
  if (left === undefined || right === undefined) return left ?? right
  return Array.from({ length: sliceCount }, (_, i) => (left[i] ?? 0) + (right[i] ?? 0))
}
