// The rules of one GrowthBook feature: forced values and experiments, the first that includes the user wins.

import type { Json } from '../../json.ts'
import type { Draft } from '../assemble.ts'
import { attribute, targetingKey } from '../attribute.ts'
import { all, type Bounds, exactly, isExact, never, not, unknown } from '../bounds.ts'
import type { Copies } from '../copies.ts'
import { type Answer, type Branch, constantAnswer, decide } from '../decision.ts'
import type { Part } from '../reading.ts'
import { bucketBy, divide, inRanges, inShare, redistributed, toWeight } from '../share.ts'
import { shownText } from '../shown-text.ts'
import { condition, type SavedGroups } from './conditions.ts'

export interface Feature {
  readonly part: Part
  readonly definition: Part
  /** The variant that a value became; null for no value. */
  readonly nameOf: (value: Json | undefined) => string | null
  readonly variants: ReadonlyMap<string, Json>
  /** The variant that off means: false, else the default. */
  readonly off: string | null
}

export interface GrowthBookSource {
  readonly features: ReadonlyMap<string, Feature>
  readonly groups: SavedGroups
  readonly draft: Draft
  readonly copies: Copies
}

/** Parts of a rule that only track or name it. */
const bookkeeping = [
  'id',
  'name',
  'key',
  'phase',
  'bucketVersion',
  'minBucketVersion',
  'hashVersion',
  'disableStickyBucketing',
  'seed',
  'meta',
]

export function decision(key: string, feature: Feature, source: GrowthBookSource): { rule: Json; exact: boolean } {
  const { definition, nameOf, off } = feature
  const branches = definition
    .member('rules')
    .list()
    .flatMap((rule) => ruleBranches(rule, key, feature, source))
  const rule = decide(branches, nameOf(definition.member('defaultValue').take()), off)
  return { rule, exact: branches.every(({ when }) => isExact(when)) }
}

function ruleBranches(rule: Part, key: string, feature: Feature, source: GrowthBookSource): Branch[] {
  if (!rule.isObject('a rule: an object with "force" or "variations"')) return []
  const seed = rule.member('seed').text() ?? rule.member('key').text() ?? key
  const meta = rule.member('meta').value
  const passes =
    Array.isArray(meta) &&
    meta.some((one) => typeof one === 'object' && one !== null && Object.hasOwn(one, 'passthrough'))
  rule.leaveBehind(bookkeeping)
  const branches: Branch[] = []
  const conditions: Bounds[] = [
    condition(rule.member('condition'), { groups: source.groups, open: [], inElement: false }),
  ]
  for (const parent of rule.member('parentConditions').list()) {
    const met = prerequisite(parent, source)
    // A gate that is not met ends the whole feature, without a value.
    if (parent.member('gate').boolean()) branches.push({ when: not(met), answer: constantAnswer(null) })
    else conditions.push(met)
  }
  if (passes) {
    rule
      .member('meta')
      .drop(
        'A holdout ("passthrough") cannot be said here: the rule fits nobody for sure. Keep the held out users out by a rule of their own.',
      )
    conditions.push(unknown)
  }
  const by = hashKey(rule.member('hashAttribute'))
  for (const filter of rule.member('filters').list()) conditions.push(filtered(filter))
  const isForce = rule.member('force').value !== undefined
  conditions.push(isForce ? included(rule, seed, by) : enrolled(rule, seed, by))
  const answer = isForce
    ? constantAnswer(feature.nameOf(rule.member('force').take()))
    : experiment(rule, seed, by, feature)
  return [...branches, { when: all(conditions), answer }]
}

/** What people are told apart by; undefined where it cannot be named. */
function hashKey(part: Part): Json | undefined {
  const name = part.text() ?? ''
  if (name === '' || name === 'id') return targetingKey
  const read = attribute([name])
  if (read === undefined) part.drop('This attribute cannot be named in a rule here, so the rule fits nobody.')
  return read
}

/** Whether a forced value reaches the user. */
function included(rule: Part, seed: string, by: Json | undefined): Bounds {
  const range = rule.member('range')
  const coverage = rule.member('coverage')
  if (!range.isSet && !coverage.isSet) return exactly(true)
  if (by === undefined) return never
  if (range.isSet) {
    range.tell('approximate', redistributed)
    return exactly(inRanges([pair(range)], seed, by))
  }
  const weight = toWeight(coverage.number() ?? 0)
  if (weight > 0 && weight < toWeight(1)) coverage.tell('approximate', redistributed)
  return exactly(weight === toWeight(1) ? all([exactly(by)]).atLeast : inShare(weight, seed, by))
}

/** Whether an experiment reaches the user. */
function enrolled(rule: Part, seed: string, by: Json | undefined): Bounds {
  const variations = rule.member('variations')
  if (variations.list().length < 2 || by === undefined) {
    variations.drop('An experiment of fewer than two variations, or of another kind than "variations", reaches nobody.')
    return rule.member('contextualVariations').isSet ? unknown : never
  }
  const parts: Bounds[] = [exactly(by)]
  const namespace = rule.member('namespace')
  if (namespace.isSet && !rule.member('filters').isSet) {
    const [id, start, end] = namespace.list().map((item) => item.take())
    if (typeof id !== 'string' || typeof start !== 'number' || typeof end !== 'number')
      namespace.refuse('[name, start, end]')
    else {
      namespace.tell('approximate', redistributed)
      parts.push(exactly(inRanges([[start, end]], `__${id}`, by)))
    }
  }
  const coverage = rule.member('coverage')
  const ranges = rule.member('ranges')
  if (ranges.isSet) {
    coverage.take()
    parts.push(exactly(inRanges(ranges.list().map(pair), seed, by)))
  } else {
    const share = coverage.number() ?? 1
    parts.push(exactly(inShare(toWeight(share), `${seed} coverage`, by)))
  }
  return all(parts)
}

function filtered(filter: Part): Bounds {
  if (!filter.isObject()) return never
  filter.leaveBehind(['hashVersion'])
  const by = hashKey(filter.member('attribute'))
  filter.tell('approximate', redistributed)
  const ranges = filter.member('ranges').list().map(pair)
  return by === undefined ? never : exactly(inRanges(ranges, filter.member('seed').text() ?? '', by))
}

function pair(range: Part): readonly [number, number] {
  const [start, end] = range.list().map((item) => item.number())
  if (start !== undefined && end !== undefined) return [start, end]
  range.refuse('a range [start, end] within 0 to 1')
  return [0, 0]
}

function experiment(rule: Part, seed: string, by: Json | undefined, { nameOf }: Feature): Answer {
  const names = rule
    .member('variations')
    .list()
    .map((value) => nameOf(value.take()))
  const wanted = rule
    .member('weights')
    .list()
    .map((weight) => weight.number() ?? 0)
  const ranges = rule.member('ranges').list().map(pair)
  const sum = wanted.reduce((left, right) => left + right, 0)
  const isFair = wanted.length === names.length && sum >= 0.99 && sum <= 1.01
  const weights =
    ranges.length > 0 ? ranges.map(([start, end]) => end - start) : isFair ? wanted : names.map(() => 1 / names.length)
  const shares = names.map((variant, i) => ({ variant, weight: toWeight(weights[i] ?? 0) }))
  rule.member('variations').tell('approximate', redistributed)
  rule
    .member('variations')
    .tell(
      'approximate',
      'The experiment goes on dividing people, but nothing is tracked here: log the variant where you analyse it.',
    )
  const used = shares.filter(({ weight }) => weight > 0).map(({ variant }) => variant)
  return { rule: divide(shares, by === undefined ? null : bucketBy(seed, by)), variants: new Set(used) }
}

/** That another feature has a certain value. Its rules are copied: they become a fragment. */
function prerequisite(part: Part, source: GrowthBookSource): Bounds {
  if (!part.isObject('a prerequisite: an object with "id" and "condition"')) return never
  const id = part.member('id').text() ?? ''
  const parent = source.features.get(id)
  const copy =
    parent === undefined ? null : source.copies.of(id, parent.part, source.draft, () => decision(id, parent, source))
  if (parent === undefined || copy === null) {
    part.drop(`The feature "${id}" is not in the export, or requires this one in a circle: what requires it is off.`)
    return never
  }
  const wanted = fitting(part.member('condition'), parent)
  if (wanted === undefined) {
    part.drop(`This condition on "${id}" cannot be said here: what requires it is off. Write the rule anew.`)
    return unknown
  }
  part.tell(
    'approximate',
    `The rules of "${id}" are copied as they are now: a later change or kill of it does not reach this flag. Give both one fuseboard.system to kill them together.`,
  )
  if (!copy.exact) return unknown
  return exactly({ in: [{ $ref: copy.fragment }, wanted] })
}

/** The parent's variants that fit a condition on its value; undefined where the condition says more than equality. */
function fitting(part: Part, { variants }: Feature): string[] | undefined {
  const members = part.map()
  const only = members.length === 1 && members[0]![0] === 'value' ? members[0]![1] : undefined
  if (only === undefined) return undefined
  const value = only.take() as Json
  const entries = [...variants]
  const chosen = (test: (found: Json) => boolean) => entries.filter(([, found]) => test(found)).map(([name]) => name)
  if (typeof value === 'boolean' && entries.every(([, found]) => typeof found === 'boolean'))
    return chosen((found) => found === value)
  if (typeof value === 'string') return chosen((found) => shownText(found) === value)
  const [operator, argument] = typeof value === 'object' && value !== null ? (Object.entries(value)[0] ?? []) : []
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return undefined
  if (operator === '$eq') return chosen((found) => found === argument)
  if (operator === '$exists' && argument === true) return chosen(() => true)
  if (operator === '$in' && Array.isArray(argument)) return chosen((found) => argument.includes(found))
  return undefined
}
