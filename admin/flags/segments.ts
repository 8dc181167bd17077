// Segments of a document, with the flags and segments that use them. Pure.

import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts'
import type { SegmentRecord } from '../../protocol/admin-flag.ts'
import type { Page } from '../../protocol/admin-records.ts'
import { hashText } from '../hash-text.ts'
import { type ListQuery, type Place, renderPlace } from '../objects/root/list-query.ts'
import { EffectiveDefinitions, renderCanonical } from './effective-definition.ts'

export interface SegmentUse {
  readonly name: string
  readonly rule: Json
  /** Keys of flags that refer to it, directly or through other segments, in order. */
  readonly flags: readonly string[]
  /** Names of segments that refer to it directly. */
  readonly segments: readonly string[]
}

export const segmentEtag = (rule: Json): string => hashText(renderCanonical(rule))

export function segmentUses(document: JsonObject): SegmentUse[] {
  const fragments = isJsonObject(document.$evaluators) ? document.$evaluators : {}
  const definitions = new EffectiveDefinitions(document)
  const users = new Map<string, string[]>(Object.keys(fragments).map((name) => [name, []]))
  for (const key of definitions.keys().sort()) {
    for (const name of definitions.segments(key)) users.get(name)?.push(key)
  }
  return Object.entries(fragments).map(([name, rule]) => ({
    name,
    rule,
    flags: users.get(name) ?? [],
    segments: definitions.fragmentsUsing(name),
  }))
}

/** Flags that a record names. */
const maxUsers = 100

const renderSegment = ({ name, rule, flags }: SegmentUse): SegmentRecord => ({
  name,
  etag: segmentEtag(rule),
  rule,
  usedBy: flags.slice(0, maxUsers),
  usedByCount: flags.length,
})

/** A page, by the same rules as the pages of tables. */
export function listSegments(uses: readonly SegmentUse[], query: ListQuery): Page<SegmentRecord> {
  const { sort, descending, after, limit, filters } = query
  const { q } = filters
  const placeOf = (one: SegmentUse): Place => [sort === 'usedByCount' ? one.flags.length : one.name, one.name]
  const sign = descending ? -1 : 1
  const sorted = uses
    .filter(({ name }) => q === undefined || name.toLowerCase().includes(q.toLowerCase()))
    .filter((one) => after === undefined || comparePlaces(placeOf(one), after) * sign > 0)
    .sort((left, right) => comparePlaces(placeOf(left), placeOf(right)) * sign)
  const items = sorted.slice(0, limit)
  const last = items.at(-1)
  const page = items.map(renderSegment)
  return sorted.length <= limit || last === undefined
    ? { items: page }
    : { items: page, next: renderPlace(query, placeOf(last)) }
}

function comparePlaces(left: Place, right: Place): number {
  for (const [i, part] of left.entries()) {
    const other = right[i] as typeof part
    if (part !== other) return part < other ? -1 : 1
  }
  return 0
}
