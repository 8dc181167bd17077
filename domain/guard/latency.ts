// Latencies as counts in logarithmic buckets. Two histograms merge by adding their counts, and every quantile is known to
// within one percent, whatever the values are.
//
// Bucket i holds values in (γ^(i−1), γ^i] with γ = 1.01/0.99, as in DDSketch (Masson, Rim, Lee: DDSketch, VLDB 2019).

export const bucketRatio = 1.01 / 0.99
const logRatio = Math.log(bucketRatio)

/** Counts by bucket number; JSON keys are text. */
export type LatencyBuckets = Readonly<Record<string, number>>

/** Latencies are told in milliseconds; anything at or below a microsecond is one bucket, anything above a day another. */
const lowest = Math.round(Math.log(0.001) / logRatio)
const highest = Math.round(Math.log(86_400_000) / logRatio)

/** The bucket of a latency. */
export function bucketOf(ms: number): number {
  if (!(ms > 0.001)) return lowest
  return Math.min(highest, Math.ceil(Math.log(ms) / logRatio))
}

/** The upper bound of a bucket, in milliseconds. */
export const boundOf = (bucket: number): number => bucketRatio ** bucket

export const isBucket = (bucket: number): boolean => Number.isInteger(bucket) && bucket >= lowest && bucket <= highest

/** The bucket in which a quantile lies; undefined for an empty histogram. */
export function quantileBucket(buckets: LatencyBuckets, quantile: number): number | undefined {
  const sorted = Object.entries(buckets)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .sort(([left], [right]) => left - right)
  const total = sorted.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return undefined
  let seen = 0
  for (const [bucket, count] of sorted) {
    seen += count
    if (seen >= quantile * total) return bucket
  }
  return sorted.at(-1)?.[0]
}

/** How many lie in buckets above one. */
export function countAbove(buckets: LatencyBuckets, bucket: number): number {
  let above = 0
  for (const [name, count] of Object.entries(buckets)) if (Number(name) > bucket) above += count
  return above
}

export function mergeBuckets(left: LatencyBuckets, right: LatencyBuckets): LatencyBuckets {
  const merged: Record<string, number> = { ...left }
  for (const [bucket, count] of Object.entries(right)) merged[bucket] = (merged[bucket] ?? 0) + count
  return merged
}

export const totalOf = (buckets: LatencyBuckets): number =>
  Object.values(buckets).reduce((sum, count) => sum + count, 0)
