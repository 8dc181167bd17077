// Histograms of OTLP as latency buckets. Every bucket is told by its geometric middle, so a latency is wrong by no more than
// the root of its bucket's ratio: exponential histograms of the usual scales are as exact as our own buckets, explicit bounds
// as coarse as they were chosen.

import { bucketOf, type LatencyBuckets } from '../../domain/guard/latency.ts'
import type { JsonObject } from '../../domain/json.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { numberAt, numbersAt, objectAt } from './members.ts'

/** `msPerUnit` turns the histogram's values into milliseconds. */
export function explicitLatency(point: JsonObject, msPerUnit: number): Result<LatencyBuckets, string> {
  const bounds = numbersAt(point, 'explicitBounds')
  const counts = numbersAt(point, 'bucketCounts')
  if (counts.length === 0) return ok({})
  if (counts.length !== bounds.length + 1) return fail('bucketCounts is one longer than explicitBounds')
  if (bounds.some((bound, i) => !Number.isFinite(bound) || (i > 0 && bound <= bounds[i - 1]!)))
    return fail('explicitBounds ascend')
  // A single bucket without bounds says how many there were, and nothing of how long they took.
  if (bounds.length === 0) return ok({})
  return gathered(counts, numberAt(point, 'count'), (i) => msPerUnit * middleOf(bounds[i - 1], bounds[i]))
}

/** The outermost buckets have one bound only: half of the lowest, and the highest itself. */
function middleOf(lower: number | undefined, upper: number | undefined): number {
  if (upper === undefined) return lower!
  return lower === undefined || lower <= 0 ? upper / 2 : Math.sqrt(lower * upper)
}

export function exponentialLatency(point: JsonObject, msPerUnit: number): Result<LatencyBuckets, string> {
  const scale = numberAt(point, 'scale')
  const positive = objectAt(point, 'positive')
  const offset = numberAt(positive, 'offset')
  if (!Number.isInteger(scale) || Math.abs(scale) > 20) return fail('scale is a whole number from -20 to 20')
  if (!Number.isInteger(offset)) return fail('offset is a whole number')
  const zeros = numberAt(point, 'zeroCount')
  const counts = [zeros, ...numbersAt(positive, 'bucketCounts')]
  const ratio = 2 ** (2 ** -scale)
  return gathered(counts, numberAt(point, 'count'), (i) => (i === 0 ? 0 : msPerUnit * ratio ** (offset + i - 0.5)))
}

function gathered(
  counts: readonly number[],
  total: number,
  msOf: (i: number) => number,
): Result<LatencyBuckets, string> {
  const latency: Record<string, number> = {}
  let seen = 0
  for (const [i, count] of counts.entries()) {
    if (!Number.isSafeInteger(count) || count < 0) return fail('bucket counts are whole numbers from 0')
    if (count === 0) continue
    const bucket = bucketOf(msOf(i))
    latency[bucket] = (latency[bucket] ?? 0) + count
    seen += count
  }
  return seen === total ? ok(latency) : fail('the bucket counts add up to count')
}
