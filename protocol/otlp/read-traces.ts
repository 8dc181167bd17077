// OTLP traces as outcomes: every span of a server is one request, of its system and of each variant that was served in it.

import type { JsonObject } from '../../domain/json.ts'
import { sliceOf } from '../outcomes.ts'
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
import { type Arm, armOf, durationOf, isFailed, type OtlpOutcomes, Tally } from './tally.ts'

const server = 2
const statusError = 2
const evaluationEvents: ReadonlySet<string> = new Set(['feature_flag.evaluation', 'feature_flag'])
/** What names the user, from the best. */
const unitKeys = ['feature_flag.context.id', 'session.id', 'user.id'] as const
/** A request that was served more flags than this counts for the first ones. */
const maxArms = 32

/** Of a whole request: `{resourceSpans: […]}`. A span that is malformed is rejected alone. */
export function readTraces(request: JsonObject, nowMs: number): OtlpOutcomes {
  const tally = new Tally(nowMs)
  for (const resource of objectsAt(request, 'resourceSpans')) {
    const system = nameIn(attributesOf(objectAt(resource, 'resource')), 'service.name')
    for (const scope of objectsAt(resource, 'scopeSpans')) {
      const spans = objectsAt(scope, 'spans').filter((span) => numberAt(span, 'kind') === server)
      if (system === null) tally.reject(spans.length, 'the resource names no service.name')
      else for (const span of spans) readSpan(span, system, tally)
    }
  }
  return tally.outcomes
}

function readSpan(span: JsonObject, system: string, tally: Tally): void {
  const startMs = millisecondsAt(span, 'startTimeUnixNano')
  const endMs = millisecondsAt(span, 'endTimeUnixNano')
  if (!(startMs > 0) || !(endMs >= startMs)) {
    tally.reject(1, 'a span ends at or after its start, both in nanoseconds since 1970')
    return
  }
  const attributes = attributesOf(span)
  const evaluations = objectsAt(span, 'events')
    .filter((event) => evaluationEvents.has(textAt(event, 'name')))
    .map(attributesOf)
  const failed = numberAt(objectAt(span, 'status'), 'code') === statusError || isFailed(attributes)
  const unit = unitOf(attributes, evaluations)
  tally.add(system, [null, ...armsOf(attributes, evaluations)], endMs, {
    units: 1,
    failing: Number(failed),
    converted: 0,
    requests: true,
    ...(failed && unit !== null && { slice: sliceOf(unit) }),
    latency: durationOf(endMs - startMs),
  })
}

/** Each flag once, with what it was served last. */
function armsOf(attributes: Attributes, evaluations: readonly Attributes[]): Arm[] {
  const arms = new Map<string, Arm>()
  for (const evaluated of [attributes, ...evaluations]) {
    const arm = armOf(evaluated)
    if (arm === undefined || (arms.size >= maxArms && !arms.has(arm.flag))) continue
    arms.set(arm.flag, arm)
  }
  return [...arms.values()]
}

function unitOf(attributes: Attributes, evaluations: readonly Attributes[]): string | null {
  for (const each of [attributes, ...evaluations]) {
    const unit = nameIn(each, ...unitKeys)
    if (unit !== null) return unit
  }
  return null
}
