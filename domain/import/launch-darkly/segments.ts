// Segments of LaunchDarkly as named audiences: included keys, then excluded ones, then rules.

import type { Json } from '../../json.ts'
import { freeName } from '../assemble.ts'
import { targetingKey } from '../attribute.ts'
import { all, any, type Bounds, exactly, isExact, never, not, unknown } from '../bounds.ts'
import type { Part } from '../reading.ts'
import { inShare, redistributed, wholeShare } from '../share.ts'
import { isOneOf } from '../value-tests.ts'
import { attributeOf, clauses } from './clauses.ts'
import type { LaunchDarklySource } from './source.ts'

/** Segments within segments; deeper is refused by the document anyway. */
const maxSegmentChain = 32

/** Membership of the segment that a clause names. */
export function segmentMembership(name: Part, source: LaunchDarklySource): Bounds {
  const key = name.text() ?? ''
  const segment = source.segments.get(key)
  if (segment !== undefined) return membership(key, segment, source)
  name.drop(
    `The segment "${key}" is not in the export, so nobody counts as in it for sure. Export it too, under "segments".`,
  )
  return unknown
}

export function membership(key: string, segment: Part, source: LaunchDarklySource): Bounds {
  const known = source.memberships.get(key)
  if (known !== undefined) return known
  if (source.openSegments.length === maxSegmentChain) return unknown
  source.openSegments.push(key)
  // Stands for itself while it is read: a segment within itself is an error there, and never known here.
  source.memberships.set(key, unknown)
  const found = named(key, segment, translate(segment, source), source)
  source.openSegments.pop()
  source.memberships.set(key, found)
  return found
}

/** Each bound under a name of its own, so that flags share it and people can read it. */
function named(key: string, segment: Part, bounds: Bounds, { draft }: LaunchDarklySource): Bounds {
  const define = (wanted: string, rule: Json): Json => {
    const name = freeName(draft, wanted)
    draft.fragments.set(name, { source: segment, rule })
    return { $ref: name }
  }
  const atLeast = define(key, bounds.atLeast)
  return isExact(bounds) ? exactly(atLeast) : { atLeast, atMost: define(`${key} (at most)`, bounds.atMost) }
}

function translate(segment: Part, source: LaunchDarklySource): Bounds {
  segment.leaveBehind([
    '_links',
    '_access',
    '_flags',
    'creationDate',
    'creationDateMs',
    'lastModifiedDate',
    'version',
    'generation',
    'salt',
    'key',
    'deleted',
    'includedSize',
    'excludedSize',
    'unboundedMetadata',
    'projectKey',
    'environmentKey',
  ])
  if (segment.member('unbounded').boolean()) {
    segment
      .member('unbounded')
      .drop(
        'The members of a big segment are not in the export, so nobody counts as in it for sure. List them under "included".',
      )
    return unknown
  }
  segment.leaveBehind(['unboundedContextKind'])
  const included = listed(segment.member('included'), segment.member('includedContexts'))
  const excluded = listed(segment.member('excluded'), segment.member('excludedContexts'))
  const rules = segment
    .member('rules')
    .list()
    .map((rule) => segmentRule(rule, segment, source))
  return any([included, all([not(excluded), any(rules)])])
}

function listed(users: Part, contexts: Part): Bounds {
  const keys = users.texts()
  const others = contexts.list().map((target) => {
    if (!target.isObject()) return unknown
    const read = attributeOf(undefined, target.member('contextKind'))
    return read === undefined ? unknown : exactly(isOneOf(read, target.member('values').texts()))
  })
  return any([exactly(isOneOf(targetingKey, keys)), ...others])
}

function segmentRule(rule: Part, segment: Part, source: LaunchDarklySource): Bounds {
  if (!rule.isObject('a rule: an object with "clauses"')) return never
  rule.leaveBehind(['_id', 'id', 'description'])
  const matched = clauses(rule.member('clauses'), source)
  const weight = rule.member('weight')
  const share = weight.number()
  if (share === undefined) return matched
  const by = rule.member('bucketBy')
  const read = attributeOf(by.isSet ? by : undefined, rule.member('rolloutContextKind'))
  if (read === undefined) {
    by.drop('This attribute cannot be named in a rule here, so nobody is in the share.')
    return never
  }
  if (share > 0 && share < wholeShare) weight.tell('approximate', redistributed)
  return all([matched, exactly(inShare(Math.round(share), segment.path, read))])
}
