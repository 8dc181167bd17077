// What one probe found in one run, and the same as outcomes.

import { bucketOf, type LatencyBuckets } from '../guard/latency.ts'

export interface ProbeResult {
  readonly name: string
  /** Until the answer was there, or given up. */
  readonly latencyMs: number
  /** Why it failed, for people; null where everything was as declared. */
  readonly failure: string | null
}

export interface ProbeCounts {
  readonly units: number
  readonly failing: number
  readonly latency: LatencyBuckets
}

/** One unit for each probe. */
export function countProbes(results: readonly ProbeResult[]): ProbeCounts {
  const latency: Record<string, number> = {}
  for (const { latencyMs } of results) latency[bucketOf(latencyMs)] = (latency[bucketOf(latencyMs)] ?? 0) + 1
  return { units: results.length, failing: results.filter(({ failure }) => failure !== null).length, latency }
}
