// The rules of one LaunchDarkly flag, in its order: off, prerequisites, individual targets, rules, fallthrough.

import type { Json } from '../../json.ts'
import { targetingKey } from '../attribute.ts'
import { all, type Bounds, exactly, isExact, never, not, unknown } from '../bounds.ts'
import { type Answer, type Branch, constantAnswer, decide } from '../decision.ts'
import type { Part } from '../reading.ts'
import { bucketBy, divide, redistributed, type Share, wholeShare } from '../share.ts'
import { isOneOf, isPresent } from '../value-tests.ts'
import { attributeOf, clauses } from './clauses.ts'
import type { LaunchDarklyFlag, LaunchDarklySource } from './source.ts'

export interface Decision {
  /** What answers while the flag is on: a variant, or a rule that answers one. */
  readonly rule: Json
  readonly exact: boolean
}

/** The off variant, or null where being off means the caller's own default. */
export function offVariant({ rules, names }: LaunchDarklyFlag): string | null {
  const part = rules.member('offVariation')
  return part.isSet ? variantAt(part, names) : null
}

function variantAt(index: Part, names: readonly string[]): string | null {
  const name = names[index.number() ?? -1]
  if (name === undefined) index.refuse(`the index of a variation: 0 to ${names.length - 1}`)
  return name ?? null
}

export function decision(key: string, flag: LaunchDarklyFlag, source: LaunchDarklySource): Decision {
  const { rules } = flag
  const off = offVariant(flag)
  const required = all(
    rules
      .member('prerequisites')
      .list()
      .map((part) => prerequisite(part, source)),
  )
  const branches: Branch[] = [
    { when: not(required), answer: constantAnswer(off) },
    ...targets(flag),
    ...rules
      .member('rules')
      .list()
      .map((rule) => ({
        when: ruleCondition(rule, source),
        answer: answerOf(rule, key, flag),
      })),
  ]
  const last = rules.member('fallthrough')
  const otherwise = last.isSet || rules.member('on').value === true ? answerOf(last, key, flag).rule : off
  return { rule: decide(branches, otherwise, off), exact: branches.every(({ when }) => isExact(when)) }
}

function ruleCondition(rule: Part, source: LaunchDarklySource): Bounds {
  if (!rule.isObject('a rule: an object with "clauses"')) return never
  rule.leaveBehind(['_id', 'id', 'ref', 'description', '_key', '_generation', '_deleted', '_version'])
  const { value } = rule.member('trackEvents')
  if (value === false) rule.leaveBehind(['trackEvents'])
  return clauses(rule.member('clauses'), source)
}

/** Individual targets. Where other kinds are targeted too, their list keeps the order, and users stand in it by variation. */
function targets({ rules, names }: LaunchDarklyFlag): Branch[] {
  const users = rules
    .member('targets')
    .list()
    .filter((target) => target.isObject())
  const contexts = rules
    .member('contextTargets')
    .list()
    .filter((target) => target.isObject())
  const inOrder =
    contexts.length === 0
      ? users
      : contexts.map((context) => {
          const kind = context.member('contextKind').text() ?? 'user'
          if (kind !== 'user' && kind !== '') return context
          context.leaveBehind(['values'])
          const { value } = context.member('variation')
          return users.find((user) => user.member('variation').value === value) ?? context
        })
  const listed = contexts.length === 0 ? [] : users.filter((user) => !inOrder.includes(user))
  for (const user of listed)
    user.drop('These targets have no place among "contextTargets", so they are not reached there either.')
  return inOrder.map((target) => {
    const read = attributeOf(undefined, target.member('contextKind'))
    const when = read === undefined ? unknown : exactly(isOneOf(read, target.member('values').texts()))
    return { when, answer: constantAnswer(variantAt(target.member('variation'), names)) }
  })
}

function answerOf(part: Part, key: string, { names, rules }: LaunchDarklyFlag): Answer {
  if (!part.isObject('an object with "variation" or "rollout"')) return constantAnswer(null)
  const variation = part.member('variation')
  if (variation.isSet) return constantAnswer(variantAt(variation, names))
  const rollout = part.member('rollout')
  if (!rollout.isObject('an object with "variations", or a "variation" beside it')) return constantAnswer(null)
  rollout.leaveBehind(['seed', 'kind', 'experimentAllocation'])
  const shares = sharesOf(rollout.member('variations'), names)
  const by = rollout.member('bucketBy')
  const read = attributeOf(by.isSet ? by : undefined, rollout.member('contextKind'))
  const used = new Set(shares.filter(({ weight }) => weight > 0).map(({ variant }) => variant))
  if (used.size < 2) return { rule: divide(shares, null), variants: used }
  if (read === undefined) {
    by.drop('This attribute cannot be named in a rule here, so everybody gets the off variation instead of a share.')
    return constantAnswer(rules.member('offVariation').isSet ? variantAt(rules.member('offVariation'), names) : null)
  }
  rollout.tell('approximate', redistributed)
  const divided = divide(shares, bucketBy(key, read))
  // Who has no key to be divided by is in the first bucket there.
  const first = shares.find(({ weight }) => weight > 0)!.variant
  return { rule: read === targetingKey ? divided : { if: [isPresent(read), divided, first] }, variants: used }
}

/** Weights as LaunchDarkly spends them: up to the whole, and the last variation takes what is left. */
function sharesOf(list: Part, names: readonly string[]): Share[] {
  const entries = list.list().filter((entry) => entry.isObject())
  if (entries.length === 0) list.refuse('a list of at least one { "variation", "weight" }')
  let left = wholeShare
  return entries.map((entry, i) => {
    entry.leaveBehind(['untracked', '_untracked'])
    const wanted = entry.member('weight').number() ?? 0
    const weight = i === entries.length - 1 ? left : Math.min(left, Math.max(0, Math.round(wanted)))
    left -= weight
    return { variant: variantAt(entry.member('variation'), names), weight }
  })
}

/** That another flag is on and answers a certain variation. Its rules are copied: they become a fragment. */
function prerequisite(part: Part, source: LaunchDarklySource): Bounds {
  if (!part.isObject('a prerequisite: an object with "key" and "variation"')) return never
  const key = part.member('key').text() ?? ''
  const flag = source.flags.get(key)
  if (flag === undefined) {
    part.member('variation').take()
    part.drop(`The flag "${key}" is not in the export, so what requires it stays off. Export it too.`)
    return never
  }
  const wanted = variantAt(part.member('variation'), flag.names)
  if (flag.rules.member('on').boolean() !== true) {
    part.tell(
      'approximate',
      `"${key}" is off, so what requires it is off. When "${key}" is switched on, change this flag too.`,
    )
    return never
  }
  const copy = source.copies.of(key, flag.part, source.draft, () => decision(key, flag, source))
  if (copy === null) {
    part.drop(`The prerequisites run in a circle, or too far, through "${key}": that is an error there, and off here.`)
    return never
  }
  part.tell(
    'approximate',
    `The rules of "${key}" are copied as they are now: a later change or kill of "${key}" does not reach this flag. Give both one fuseboard.system to kill them together.`,
  )
  const holds: Json = { '===': [{ $ref: copy.fragment }, wanted] }
  if (copy.exact) return exactly(holds)
  return flag.names.length === 2 && wanted !== offVariant(flag) ? { atLeast: holds, atMost: true } : unknown
}
