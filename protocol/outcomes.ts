// Outcomes: what happened to users after they were served a variant, as applications count it themselves and send it every
// ten seconds. Whatever a browser or a server sends is parsed here, once.

import { sliceCount } from '../domain/guard/dispersion.ts'
import { bucketOf, isBucket, type LatencyBuckets } from '../domain/guard/latency.ts'
import { isJsonObject, type Json, type JsonObject, ownProperty, pointer } from '../domain/json.ts'
import { type Problem, problem } from '../domain/problem.ts'
import { fail, ok, type Result } from '../domain/result.ts'

/** One arm during one interval. Units are counted once each: a user who fails four times has failed once. */
export interface OutcomeCounts {
  /** Null: the system as a whole. */
  readonly flag: string | null
  /** The variant that these units were served; null where it is not known, and then they count for the system only. */
  readonly variant: string | null
  readonly version?: string
  /** How long before it was sent the interval ended. */
  readonly ageMs: number
  readonly units: number
  readonly failing: number
  readonly converted: number
  /** Whether units are requests, of which one user may make many. */
  readonly requests: boolean
  /** Failing units by slice: the user's hash modulo 32. */
  readonly slices?: readonly number[]
  readonly latency: LatencyBuckets
}

export interface OutcomeBatch {
  /** Made up by the sender, for this batch alone: one that arrives twice counts once. */
  readonly batch: string
  readonly system: string
  readonly counts: readonly OutcomeCounts[]
}

export const maxOutcomeBytes = 64 * 1024
export const maxCountsPerBatch = 500
/** Intervals that ended longer ago are left out: the stage they belong to may be over. */
export const maxOutcomeAgeMs = 300_000
const maxCount = 1_000_000
const maxNameLength = 256
const maxLatencies = 2_000

type Reader = { readonly at: string; readonly problems: Problem[] }

/**
 * Parses a beacon. All problems at once.
 *
 * @example
 * parseOutcomes({
 *   batch: '3f0c…', system: 'checkout',
 *   outcomes: [{ flag: 'fix', variant: 'on', units: 12, failing: 1, latencyMs: [81, 120] }],
 * })
 */
export function parseOutcomes(input: unknown): Result<OutcomeBatch, Problem[]> {
  if (!isJsonObject(input)) {
    return fail([problem('', input, 'an object: {"batch": "…", "system": "…", "outcomes": […]}')])
  }
  const problems: Problem[] = []
  const whole: Reader = { at: '', problems }
  noOthers(input, ['batch', 'system', 'outcomes'], whole)
  const batch = textOf(input, 'batch', whole) ?? ''
  const system = textOf(input, 'system', whole) ?? ''
  const outcomes = ownProperty(input, 'outcomes')
  if (!Array.isArray(outcomes) || outcomes.length === 0 || outcomes.length > maxCountsPerBatch) {
    return fail([...problems, problem('/outcomes', outcomes, `a list of 1 to ${maxCountsPerBatch} outcomes`)])
  }
  const counts = outcomes.map((outcome: Json, i) => countsOf(outcome, { at: pointer('/outcomes', i), problems }))
  return problems.length > 0 ? fail(problems.slice(0, 50)) : ok({ batch, system, counts })
}

const members = [
  'flag',
  'variant',
  'version',
  'ageMs',
  'units',
  'failing',
  'converted',
  'requests',
  'slices',
  'latency',
  'latencyMs',
]

function countsOf(outcome: Json, reader: Reader): OutcomeCounts {
  const { at, problems } = reader
  if (!isJsonObject(outcome)) {
    problems.push(problem(at, outcome, 'an object: {"flag": "…", "variant": "…", "units": 10, "failing": 1}'))
    return nothing
  }
  noOthers(outcome, members, reader)
  const flag = ownProperty(outcome, 'flag') === undefined ? null : (textOf(outcome, 'flag', reader) ?? null)
  const variant = ownProperty(outcome, 'variant') === undefined ? null : (textOf(outcome, 'variant', reader) ?? null)
  const version = ownProperty(outcome, 'version') === undefined ? undefined : textOf(outcome, 'version', reader)
  const units = wholeOf(outcome, 'units', maxCount, reader)
  const slices = slicesOf(outcome, reader)
  return {
    flag,
    variant,
    ...(version !== undefined && { version }),
    ageMs: wholeOf(outcome, 'ageMs', Number.MAX_SAFE_INTEGER, reader),
    units,
    failing: wholeOf(outcome, 'failing', units, reader),
    converted: wholeOf(outcome, 'converted', units, reader),
    requests: yesOrNo(outcome, 'requests', reader),
    ...(slices !== undefined && { slices }),
    latency: latencyOf(outcome, reader),
  }
}

const nothing: OutcomeCounts = {
  flag: null,
  variant: null,
  ageMs: 0,
  units: 0,
  failing: 0,
  converted: 0,
  requests: false,
  latency: {},
}

function noOthers(object: JsonObject, known: readonly string[], { at, problems }: Reader): void {
  for (const name of Object.keys(object)) {
    if (known.includes(name)) continue
    problems.push(problem(pointer(at, name), object[name], `one of ${known.join(', ')}`))
  }
}

function textOf(object: JsonObject, name: string, { at, problems }: Reader): string | undefined {
  const value = ownProperty(object, name)
  if (typeof value === 'string' && value.length > 0 && value.length <= maxNameLength) return value
  problems.push(problem(pointer(at, name), value, `text of 1 to ${maxNameLength} characters`))
  return undefined
}

function wholeOf(object: JsonObject, name: string, most: number, { at, problems }: Reader): number {
  const value = ownProperty(object, name) ?? 0
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value
  problems.push(problem(pointer(at, name), value, `a whole number from 0 to ${most}`))
  return 0
}

function yesOrNo(object: JsonObject, name: string, { at, problems }: Reader): boolean {
  const value = ownProperty(object, name) ?? false
  if (typeof value === 'boolean') return value
  problems.push(problem(pointer(at, name), value, 'true or false'))
  return false
}

function slicesOf(object: JsonObject, { at, problems }: Reader): readonly number[] | undefined {
  const value = ownProperty(object, 'slices')
  if (value === undefined) return undefined
  const isSlices =
    Array.isArray(value) &&
    value.length === sliceCount &&
    value.every((count: Json) => Number.isInteger(count) && Number(count) >= 0 && Number(count) <= maxCount)
  if (isSlices) return value as readonly number[]
  problems.push(problem(`${at}/slices`, value, `${sliceCount} whole numbers from 0`))
  return undefined
}

/** Either counts by bucket, or the latencies themselves in milliseconds. */
function latencyOf(object: JsonObject, { at, problems }: Reader): LatencyBuckets {
  const counted = ownProperty(object, 'latency')
  const listed = ownProperty(object, 'latencyMs')
  if (counted !== undefined && listed !== undefined) {
    problems.push({ path: `${at}/latency`, found: 'both latency and latencyMs', allowed: 'one of them' })
    return {}
  }
  if (listed !== undefined) return bucketsOf(listed, `${at}/latencyMs`, problems)
  if (counted === undefined) return {}
  const entries = isJsonObject(counted) ? Object.entries(counted) : []
  const fits =
    isJsonObject(counted) &&
    entries.length <= maxLatencies &&
    entries.every(([bucket, count]) => {
      return isBucket(Number(bucket)) && Number.isInteger(count) && Number(count) >= 0 && Number(count) <= maxCount
    })
  if (fits) return counted as Readonly<Record<string, number>>
  problems.push(problem(`${at}/latency`, counted, 'counts by bucket number, where bucket i ends at (1.01/0.99)^i ms'))
  return {}
}

function bucketsOf(listed: Json, path: string, problems: Problem[]): LatencyBuckets {
  const fits =
    Array.isArray(listed) &&
    listed.length <= maxLatencies &&
    listed.every((ms: Json) => typeof ms === 'number' && ms >= 0 && Number.isFinite(ms))
  if (!fits) {
    problems.push(problem(path, listed, `up to ${maxLatencies} numbers of milliseconds, from 0`))
    return {}
  }
  const buckets: Record<string, number> = {}
  for (const ms of listed as readonly number[]) buckets[bucketOf(ms)] = (buckets[bucketOf(ms)] ?? 0) + 1
  return buckets
}
