// Clauses of a LaunchDarkly rule: (attribute, operator, values), joined by "and". A list-valued attribute fits when any of its
// elements does, and an attribute that is not there fits nothing, not even a negated clause.

import type { Json } from '../../json.ts'
import { parseVersion } from '../../logic/operators/sem-ver.ts'
import { attribute, targetingKey } from '../attribute.ts'
import { all, allOf, any, anyOf, type Bounds, exactly, negate, not, notIf, unknown } from '../bounds.ts'
import type { Part } from '../reading.ts'
import {
  eachOf,
  element,
  isNumber,
  isOneOf,
  isPresent,
  isText,
  momentMs,
  patternTest,
  textTest,
} from '../value-tests.ts'
import type { LaunchDarklySource } from './source.ts'

const remedy = 'no more people get the feature than before. Write the rule anew, or compute an attribute that says it.'

export function clauses(list: Part, source: LaunchDarklySource): Bounds {
  return all(list.list().map((clause) => oneClause(clause, source)))
}

function oneClause(clause: Part, source: LaunchDarklySource): Bounds {
  if (!clause.isObject('a clause: an object with "attribute", "op" and "values"')) return unknown
  clause.leaveBehind(['_id'])
  const operator = clause.member('op').text()
  const negated = clause.member('negate').boolean() ?? false
  const values = clause.member('values')
  if (operator === undefined) {
    if (!clause.member('op').isSet) clause.member('op').refuse('the name of an operator, such as "in"')
    return unknown
  }
  if (operator === 'segmentMatch') {
    clause.leaveBehind(['attribute', 'contextKind'])
    const segments = values.list().map((value) => source.inSegment(value, source))
    return notIf(negated, any(segments))
  }
  const read = attributeOf(clause.member('attribute'), clause.member('contextKind'))
  const wanted = values.list().map((value) => value.take() as Json)
  if (read === undefined) {
    clause.drop(`This attribute cannot be named in a rule here (dots separate levels), so ${remedy}`)
    return unknown
  }
  const test = testOf(operator, wanted)
  if (test === undefined) {
    clause.drop(`"${operator}" with these values cannot be said in JsonLogic, so ${remedy}`)
    return unknown
  }
  if (test.note !== undefined) clause.tell('approximate', test.note)
  const found = overValue(read, test)
  return negated ? all([exactly(isPresent(read)), not(found)]) : found
}

/** What the rule reads, by default the key; contexts of another kind than "user" are objects named after their kind. */
export function attributeOf(name: Part | undefined, kind: Part): Json | undefined {
  const wanted = name === undefined ? 'key' : (name.text() ?? '')
  const kindName = kind.text() ?? 'user'
  const isUser = kindName === 'user' || kindName === ''
  if (wanted === 'kind') return undefined
  if (!isUser) {
    kind.tell(
      'approximate',
      `Contexts of the kind "${kindName}" are read from an object of that name in the evaluation context: send ${kindName}.key and its attributes there.`,
    )
  }
  if (isUser && (wanted === 'key' || wanted === '/key')) return targetingKey
  const names = wanted.startsWith('/') ? wanted.slice(1).split('/').map(unescaped) : [wanted]
  return attribute(isUser ? names : [kindName, ...names])
}

const unescaped = (name: string): string => name.replaceAll('~1', '/').replaceAll('~0', '~')

interface ValueTest {
  readonly atLeast: (value: Json) => Json
  /** Absent where the test is exact. */
  readonly atMost?: (value: Json) => Json
  readonly note?: string
}

function overValue(read: Json, { atLeast, atMost }: ValueTest): Bounds {
  // The targeting key is one text, always.
  const over = (test: (value: Json) => Json): Json => (read === targetingKey ? test(read) : eachOf(read, test))
  return atMost === undefined ? exactly(over(atLeast)) : { atLeast: over(atLeast), atMost: over(atMost) }
}

const textTests = { startsWith: 'starts', endsWith: 'ends', contains: 'holds' } as const
const orders = { lessThan: '<', lessThanOrEqual: '<=', greaterThan: '>', greaterThanOrEqual: '>=' } as const
const versionOrders = { semVerEqual: '=', semVerLessThan: '<', semVerGreaterThan: '>' } as const
const moments = { before: '<', after: '>' } as const

const has = <T extends object>(table: T, name: string): name is keyof T & string => Object.hasOwn(table, name)

function testOf(operator: string, values: readonly Json[]): ValueTest | undefined {
  const texts = values.filter((value) => typeof value === 'string')
  const numbers = values.filter((value) => typeof value === 'number')
  if (operator === 'in') return { atLeast: (value) => isOneOf(value, values) }
  if (has(textTests, operator)) return { atLeast: (value) => textTest(textTests[operator], value, texts) }
  if (operator === 'matches') return patterns(texts)
  if (has(orders, operator)) return { atLeast: (value) => compared(value, orders[operator], numbers) }
  if (has(versionOrders, operator)) return versions(versionOrders[operator], texts)
  if (has(moments, operator)) return dates(moments[operator], values)
  return undefined
}

const compared = (value: Json, order: string, numbers: readonly number[]): Json =>
  numbers.length === 0
    ? false
    : allOf([isNumber(value), anyOf(numbers.map((number) => ({ [order]: [value, number] })))])

function patterns(texts: readonly string[]): ValueTest | undefined {
  const sayable = texts.every((text) => patternTest(element, text) !== undefined)
  if (!sayable) return undefined
  return { atLeast: (value) => anyOf(texts.map((text) => patternTest(value, text)!)) }
}

function versions(order: string, texts: readonly string[]): ValueTest {
  const wanted = texts.filter((text) => !/^[vV]/.test(text) && parseVersion(text) !== null)
  const isVersion = (value: Json) =>
    allOf([isText(value), negate({ starts_with: [value, 'v'] }), negate({ starts_with: [value, 'V'] })])
  return {
    atLeast: (value) => allOf([isVersion(value), anyOf(wanted.map((text) => ({ sem_ver: [value, order, text] })))]),
    atMost: (value) =>
      allOf([isText(value), anyOf(wanted.map((text) => ({ '!==': [{ sem_ver: [value, order, text] }, false] })))]),
    note: 'Versions are compared as Semantic Versioning 2.0.0 has it: a short one with a suffix, such as 1.2-beta, is no version here.',
  }
}

function dates(order: string, values: readonly Json[]): ValueTest {
  const ms = values.flatMap((value) =>
    typeof value === 'number' ? value : typeof value === 'string' ? (momentMs(value) ?? []) : [],
  )
  const number = (value: Json) => compared(value, order, ms)
  return {
    atLeast: number,
    atMost: (value) => anyOf([isText(value), number(value)]),
    note: 'Only numbers (milliseconds since 1970) are compared with a moment here: send the attribute as such a number, not as text.',
  }
}
