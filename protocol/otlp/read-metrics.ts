// OTLP metrics as outcomes. Read are the usual histograms of servers, where every request is a unit, and the sums an
// application counts its users with. All other metrics are none of our business and pass without a word.

import type { LatencyBuckets } from '../../domain/guard/latency.ts'
import type { JsonObject } from '../../domain/json.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { digestOf } from '../fnv.ts'
import { explicitLatency, exponentialLatency } from './histogram-latency.ts'
import {
  type Attributes,
  attributesOf,
  millisecondsAt,
  nameIn,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from './members.ts'
import { type Amounts, type Arm, armOf, isFailed, type OtlpOutcomes, Tally } from './tally.ts'

/** What histograms of these names are measured in, where they do not say. */
const durations: ReadonlyMap<string, string> = new Map([
  ['http.server.request.duration', 's'],
  ['http.server.duration', 'ms'],
  ['rpc.server.duration', 'ms'],
])
const msPerUnit: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['ms', 1],
  ['us', 0.001],
  ['ns', 0.000001],
])
/** Sums that an application counts its users with. */
const sums: ReadonlyMap<string, 'units' | 'failing' | 'converted'> = new Map([
  ['fuseboard.units', 'units'],
  ['fuseboard.failing', 'failing'],
  ['fuseboard.converted', 'converted'],
])
const delta = 1
const cumulative = 2
/** The point says that nothing was measured. */
const noRecordedValue = 1
const maxDelta = 1e9

/** Of a whole request: `{resourceMetrics: […]}`. A point that is malformed is rejected alone. */
export function readMetrics(request: JsonObject, nowMs: number): OtlpOutcomes {
  const tally = new Tally(nowMs)
  for (const resource of objectsAt(request, 'resourceMetrics')) {
    const attributes = attributesOf(objectAt(resource, 'resource'))
    const system = nameIn(attributes, 'service.name')
    for (const scope of objectsAt(resource, 'scopeMetrics')) {
      const identity = [sorted(attributes), textAt(objectAt(scope, 'scope'), 'name')]
      for (const metric of objectsAt(scope, 'metrics')) readMetric(metric, { system, identity, tally })
    }
  }
  return tally.outcomes
}

interface Place {
  readonly system: string | null
  /** What tells the series of this place from those of others. */
  readonly identity: readonly unknown[]
  readonly tally: Tally
}

type ReadAmounts = (point: JsonObject, attributes: Attributes, most: number) => Result<Amounts, string>

function readMetric(metric: JsonObject, { system, identity, tally }: Place): void {
  const name = textAt(metric, 'name')
  const data = dataOf(metric, name)
  if (data === undefined) return
  const points = objectsAt(data.object, 'dataPoints')
  const temporality = numberAt(data.object, 'aggregationTemporality')
  if (system === null || (temporality !== delta && temporality !== cumulative)) {
    const needed = system === null ? 'the resource has a service.name' : 'aggregationTemporality is 1 or 2'
    tally.reject(points.length, `${name}: ${needed}`)
    return
  }
  for (const point of points) {
    if ((numberAt(point, 'flags') & noRecordedValue) !== 0) continue
    const attributes = attributesOf(point)
    const atMs = millisecondsAt(point, 'timeUnixNano')
    const startMs = millisecondsAt(point, 'startTimeUnixNano')
    const amounts = data.read(point, attributes, temporality === delta ? maxDelta : Number.MAX_SAFE_INTEGER)
    if (!(atMs > 0) || !(startMs >= 0)) tally.reject(1, `${name}: timeUnixNano is nanoseconds since 1970`)
    else if (!amounts.ok) tally.reject(1, `${name}: ${amounts.error}`)
    else if (temporality === delta) tally.add(system, data.armsOf(attributes), atMs, amounts.value)
    else {
      const id = digestOf(JSON.stringify([...identity, name, sorted(attributes)]))
      tally.addSeries(system, data.armsOf(attributes), { id, startMs, atMs }, amounts.value)
    }
  }
}

const sorted = (attributes: Attributes): (readonly [string, string])[] =>
  [...attributes].sort(([left], [right]) => (left < right ? -1 : 1))

interface Data {
  readonly object: JsonObject
  readonly read: ReadAmounts
  readonly armsOf: (attributes: Attributes) => readonly (Arm | null)[]
}

/** Undefined for a metric that nobody here reads. */
function dataOf(metric: JsonObject, name: string): Data | undefined {
  const counted = sums.get(name)
  if (counted !== undefined) {
    return {
      object: objectAt(metric, 'sum'),
      read: (point, _, most) => summed(point, counted, most),
      // A user of two flags is in two points: only those without a flag are the system's users.
      armsOf: (attributes) => [armOf(attributes) ?? null],
    }
  }
  const usualUnit = durations.get(name)
  if (usualUnit === undefined) return undefined
  const unit = msPerUnit.get(textAt(metric, 'unit')) ?? msPerUnit.get(usualUnit)!
  const isExponential = Object.hasOwn(metric, 'exponentialHistogram')
  const latencyOf = isExponential ? exponentialLatency : explicitLatency
  return {
    object: objectAt(metric, isExponential ? 'exponentialHistogram' : 'histogram'),
    read: (point, attributes, most) => requests(point, attributes, most, latencyOf(point, unit)),
    // A request is in one point only, whether it names a flag or not.
    armsOf: (attributes) => {
      const arm = armOf(attributes)
      return arm === undefined ? [null] : [null, arm]
    },
  }
}

function summed(point: JsonObject, counted: 'units' | 'failing' | 'converted', most: number): Result<Amounts, string> {
  const value = numberAt(point, Object.hasOwn(point, 'asInt') ? 'asInt' : 'asDouble')
  if (!isCount(value, most)) return fail(`the value is a whole number from 0 to ${most}`)
  return ok({ units: 0, failing: 0, converted: 0, requests: false, latency: {}, [counted]: value })
}

function requests(
  point: JsonObject,
  attributes: Attributes,
  most: number,
  latency: Result<LatencyBuckets, string>,
): Result<Amounts, string> {
  const units = numberAt(point, 'count')
  if (!isCount(units, most)) return fail(`count is a whole number from 0 to ${most}`)
  if (!latency.ok) return latency
  const failing = isFailed(attributes) ? units : 0
  return ok({ units, failing, converted: 0, requests: true, latency: latency.value })
}

const isCount = (value: number, most: number): boolean => Number.isSafeInteger(value) && value >= 0 && value <= most
