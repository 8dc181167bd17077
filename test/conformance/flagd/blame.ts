// Finds the operation at which two evaluators part: its arguments have the same values in both, its answer has not. What
// a difference is called then depends on one operator and plain values, however large the document was.

import { isDeepStrictEqual } from 'node:util'
import { isJsonObject, type Json } from '../../../domain/json.ts'
import { truthy } from '../../../domain/logic/values.ts'
import { fails, ourValue, type Place, refused, resolved, theirValue } from './engines.ts'

export interface Parting {
  readonly operator: string
  /** The argument as written. */
  readonly rule: Json
  /** The values of the arguments, equal in both; of a list operator the list, then what its rule answers per element. */
  readonly values: readonly Json[]
  readonly ours: Json
  readonly theirs: Json
  readonly place: Place
}

const lazyBranches = new Set(['if', '?:'])
const lazyLogic = new Set(['and', 'or'])
const walking = new Set(['map', 'filter', 'all', 'some', 'none'])

export const partAt = (rule: Json, place: Place): boolean =>
  !isDeepStrictEqual(ourValue(rule, place), theirValue(rule, place))

/** Where two evaluators part over a rule that they answer differently. */
export function blame(rule: Json, place: Place): Parting {
  const refusedPart = ourValue(rule, place) === refused ? partRefused(rule, place) : undefined
  if (refusedPart !== undefined) return blame(refusedPart, place)
  if (Array.isArray(rule)) {
    const part = rule.find((inner: Json) => partAt(inner, place))
    return part === undefined ? here('list', rule, [], rule, place) : blame(part, place)
  }
  if (!isJsonObject(rule)) return here('constant', rule, [], rule, place)
  const [operator = '', ...others] = Object.keys(rule)
  if (others.length > 0) return here('two operators', rule, [], rule, place)
  const argument = rule[operator]!
  if (operator === '$ref') return blame(resolved(rule, place.fragments), place)
  const inner = culprit(operator, argument, place)
  if (inner !== undefined) return inner
  return here(operator, argument, valuesOf(operator, argument, place), rule, place)
}

/** A rule is refused for any part of it, reached or not: a part that is refused by itself. */
function partRefused(rule: Json, place: Place): Json | undefined {
  if (isJsonObject(rule) && typeof rule.$ref === 'string' && Object.hasOwn(place.fragments, rule.$ref)) {
    return place.fragments[rule.$ref]
  }
  if (isJsonObject(rule) && Object.keys(rule).length > 1) return undefined
  const parts: Json[] = typeof rule === 'object' && rule !== null ? Object.values(rule) : []
  const found = parts.find((part) => ourValue(part, place) === refused)
  return (
    found ??
    parts.map((part) => (Array.isArray(part) ? undefined : partRefused(part, place))).find((part) => part !== undefined)
  )
}

function here(operator: string, argument: Json, values: readonly Json[], rule: Json, place: Place): Parting {
  return { operator, rule: argument, values, ours: ourValue(rule, place), theirs: theirValue(rule, place), place }
}

/** The part of an operation that is answered differently already, of those that are evaluated at all. */
function culprit(operator: string, argument: Json, place: Place): Parting | undefined {
  const list: readonly Json[] = Array.isArray(argument) ? argument : [argument]
  if (lazyBranches.has(operator)) return branchCulprit(list, place)
  if (lazyLogic.has(operator)) return logicCulprit(operator, list, place)
  if (walking.has(operator)) return walkCulprit(list, place)
  if (operator === 'reduce') return reduceCulprit(list, place)
  const part = list.find((inner) => partAt(inner, place))
  return part === undefined ? undefined : blame(part, place)
}

function branchCulprit(list: readonly Json[], place: Place): Parting | undefined {
  for (let i = 0; i < list.length; i += 2) {
    const isTest = i + 1 < list.length
    if (partAt(list[i]!, place)) return blame(list[i]!, place)
    const value = ourValue(list[i]!, place)
    if (!isTest || value === fails) return undefined
    if (truthy(value)) return partAt(list[i + 1]!, place) ? blame(list[i + 1]!, place) : undefined
  }
  return undefined
}

function logicCulprit(operator: string, list: readonly Json[], place: Place): Parting | undefined {
  for (const inner of list) {
    if (partAt(inner, place)) return blame(inner, place)
    const value = ourValue(inner, place)
    if (value === fails || truthy(value) === (operator === 'or')) return undefined
  }
  return undefined
}

function walkCulprit([subject = null, rule = null]: readonly Json[], place: Place): Parting | undefined {
  if (partAt(subject, place)) return blame(subject, place)
  for (const value of elementsOf(subject, place)) {
    const inside = { ...place, element: { value } }
    if (partAt(rule, inside)) return blame(rule, inside)
  }
  return undefined
}

function reduceCulprit(
  [subject = null, rule = null, initial = null]: readonly Json[],
  place: Place,
): Parting | undefined {
  for (const part of [subject, initial]) if (partAt(part, place)) return blame(part, place)
  let accumulator = ourValue(initial, place)
  for (const current of elementsOf(subject, place)) {
    const inside = { ...place, element: { value: { current, accumulator } } }
    if (partAt(rule, inside)) return blame(rule, inside)
    accumulator = ourValue(rule, inside)
    if (accumulator === fails) return undefined
  }
  return undefined
}

function elementsOf(subject: Json, place: Place): readonly Json[] {
  const list = ourValue(subject, place)
  return Array.isArray(list) ? list : []
}

function valuesOf(operator: string, argument: Json, place: Place): readonly Json[] {
  const list: readonly Json[] = Array.isArray(argument) ? argument : [argument]
  if (!walking.has(operator) && operator !== 'reduce') {
    if (isJsonObject(argument)) {
      const value = ourValue(argument, place)
      return Array.isArray(value) ? value : [value]
    }
    return list.map((inner) => ourValue(inner, place))
  }
  const [subject = null, rule = null, initial = null] = list
  if (operator === 'reduce') return [ourValue(subject, place), ourValue(initial, place)]
  const each = elementsOf(subject, place).map((value) => ourValue(rule, { ...place, element: { value } }))
  return [ourValue(subject, place), each]
}
