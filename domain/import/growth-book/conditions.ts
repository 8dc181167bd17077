// Conditions of GrowthBook, in the manner of MongoDB queries, as JsonLogic. What cannot be said exactly is bounded.

import { isJsonObject, type Json } from '../../json.ts'
import { parseVersion } from '../../logic/operators/sem-ver.ts'
import { attribute, targetingKey } from '../attribute.ts'
import { all, allOf, any, anyOf, type Bounds, exactly, negate, never, not, notIf, unknown } from '../bounds.ts'
import type { Part } from '../reading.ts'
import { shownText } from '../shown-text.ts'
import {
  eachOf,
  element,
  hasCase,
  isNumber,
  isOneOf,
  isPresent,
  isScalar,
  isText,
  isWrittenAs,
  patternTest,
} from '../value-tests.ts'

/** The values of a saved group, or its condition; undefined for one that is not in the export. */
export type SavedGroups = (id: string) => Part | undefined

export interface Surroundings {
  readonly groups: SavedGroups
  /** Saved groups around this place. */
  readonly open: readonly string[]
  /** Whether names are read from the context or from an element of a list. */
  readonly inElement: boolean
}

/** A whole condition: names of attributes, and `$and`, `$or`, `$nor`, `$not`. */
export function condition(part: Part, around: Surroundings): Bounds {
  if (!part.isSet) return exactly(true)
  return all(part.map().map(([name, inner]) => member(name, inner, around)))
}

function member(name: string, part: Part, around: Surroundings): Bounds {
  const parts = () => part.list().map((inner) => condition(inner, around))
  if (name === '$and') return all(parts())
  if (name === '$or') return part.list().length === 0 ? exactly(true) : any(parts())
  if (name === '$nor') return part.list().length === 0 ? never : not(any(parts()))
  if (name === '$not') return not(condition(part, around))
  if (name === '$savedGroup') return savedGroup(part, around)
  const read = name === 'id' && !around.inElement ? targetingKey : attribute(name.split('.'))
  if (read === undefined || name.startsWith('$')) return cannotSay(part, name)
  return valueCondition(part, read, around)
}

function cannotSay(part: Part, name: string): Bounds {
  part.drop(
    `"${name}" with this value cannot be said in JsonLogic: no more people get the feature than before. Write the rule anew, or compute an attribute that says it.`,
  )
  return unknown
}

/** A condition on one value: the value itself, or an object of operators. */
function valueCondition(part: Part, read: Json, around: Surroundings): Bounds {
  const { value } = part
  if (!isJsonObject(value)) return equals(part, read)
  const names = Object.keys(value)
  if (names.length === 0 || !names.every((name) => name.startsWith('$'))) return cannotSay(part, 'an object')
  return all(part.map().map(([name, inner]) => operation(name, inner, read, around)))
}

/** Equality without an operator is loose there: text is compared as text, numbers as numbers, true as "something". */
function equals(part: Part, read: Json): Bounds {
  const value = part.take()
  if (typeof value === 'string')
    return exactly(anyOf([isWrittenAs(read, [value]), ...(value === 'null' ? [negate(isPresent(read))] : [])]))
  if (typeof value === 'number') return exactly(orZero({ '==': [read, value] }, value, read))
  if (value === true) return exactly({ '!!': [read] })
  if (value === false) return exactly(allOf([isPresent(read), isScalar(read), { '!': [read] }]))
  if (value === null) return exactly(negate(isPresent(read)))
  return cannotSay(part, 'a list')
}

/** Nothing counts as 0 there. */
const orZero = (rule: Json, bound: Json, read: Json): Json =>
  bound === 0 ? anyOf([rule, negate(isPresent(read))]) : rule

const orders = { $lt: '<', $lte: '<=', $gt: '>', $gte: '>=' } as const
const versionOrders = { $veq: '=', $vgt: '>', $vgte: '>=', $vlt: '<', $vlte: '<=' } as const
const has = <T extends object>(table: T, name: string): name is keyof T & string => Object.hasOwn(table, name)

function operation(name: string, part: Part, read: Json, around: Surroundings): Bounds {
  const { value } = part
  if (has(orders, name) && (typeof value === 'string' || typeof value === 'number')) {
    part.take()
    const rule: Json = { [orders[name]]: [read, value] }
    return exactly(name === '$lte' || name === '$gte' ? orZero(rule, value, read) : rule)
  }
  if (has(versionOrders, name) || name === '$vne') return version(name, part, read)
  switch (name) {
    case '$eq':
    case '$ne':
      return notIf(name === '$ne', exactly(isOneOf(read, [part.take() ?? null])))
    case '$in':
    case '$nin':
      return notIf(
        name === '$nin',
        exactly(
          among(
            read,
            part.list().map((item) => item.take() ?? null),
          ),
        ),
      )
    case '$ini':
    case '$nini':
      return notIf(name === '$nini', amongWords(part, read))
    case '$inGroup':
    case '$notInGroup':
      return notIf(name === '$notInGroup', inGroup(part, read, around))
    case '$exists':
      return notIf(part.take() === false, exactly(isPresent(read)))
    case '$not':
      return not(valueCondition(part, read, around))
    case '$regex':
    case '$regexi':
      return pattern(name, part, read)
    case '$elemMatch':
      return someElement(part, read, around)
    case '$all':
      return all([
        exactly(negate(isScalar(read))),
        ...part.list().map((item) => overElements(read, valueCondition(item, element, around))),
      ])
    case '$type':
      return typed(part, read)
    default:
      return cannotSay(part, name)
  }
}

/** A list-valued attribute is among them when any of its elements is. */
function among(read: Json, values: readonly Json[]): Json {
  if (read === targetingKey) return isOneOf(read, values)
  const nothing = values.includes(null) ? negate(isPresent(read)) : false
  return anyOf([
    nothing,
    eachOf(read, (value) =>
      isOneOf(
        value,
        values.filter((item) => item !== null),
      ),
    ),
  ])
}

function amongWords(part: Part, read: Json): Bounds {
  const values = part.list().map((item) => item.take() ?? null)
  const test = among(read, values)
  if (!values.some((value) => typeof value === 'string' && hasCase(value))) return exactly(test)
  part.tell('approximate', 'Capitals count here: send the attribute spelled like the values.')
  return { atLeast: test, atMost: isPresent(read) }
}

function inGroup(part: Part, read: Json, { groups }: Surroundings): Bounds {
  const id = part.text() ?? ''
  const group = groups(id)
  const list = group !== undefined && isJsonObject(group.value) ? group.member('values') : group
  if (list !== undefined)
    return exactly(
      among(
        read,
        list.list().map((item) => item.take() ?? null),
      ),
    )
  part.drop(
    `The saved group "${id}" is not in the export, so nobody counts as in it for sure. Export it too, under "savedGroups".`,
  )
  return unknown
}

function savedGroup(part: Part, around: Surroundings): Bounds {
  if (!part.isObject('an object with "id"')) return unknown
  const id = part.member('id').text() ?? ''
  const group = around.groups(id)
  if (group === undefined || !isJsonObject(group.value) || around.open.includes(id))
    return cannotSay(part, `$savedGroup ${id}`)
  group.leaveBehind(['type'])
  if (group.member('condition').isSet) {
    part.leaveBehind(['attributeKey'])
    return condition(group.member('condition'), { ...around, open: [...around.open, id] })
  }
  const key = part.member('attributeKey').text() ?? group.member('attributeKey').text() ?? ''
  const read = key === 'id' && !around.inElement ? targetingKey : attribute(key.split('.'))
  if (read === undefined) return cannotSay(part, `$savedGroup ${id}`)
  return exactly(
    among(
      read,
      group
        .member('values')
        .list()
        .map((item) => item.take() ?? null),
    ),
  )
}

function version(name: string, part: Part, read: Json): Bounds {
  const value = part.take()
  if (typeof value !== 'string' || parseVersion(value) === null) return cannotSay(part, name)
  const order = name === '$vne' ? '=' : versionOrders[name as keyof typeof versionOrders]
  const test: Json = { sem_ver: [read, order, value] }
  part.tell(
    'approximate',
    'Versions are compared as Semantic Versioning 2.0.0 has it: what is no such version fits nobody for sure.',
  )
  return notIf(name === '$vne', { atLeast: { '===': [test, true] }, atMost: { '!==': [test, false] } })
}

function pattern(name: string, part: Part, read: Json): Bounds {
  const value = part.take()
  const test = typeof value === 'string' ? patternTest(read, value) : undefined
  if (test === undefined) return cannotSay(part, name)
  // Other values are written as text there first.
  if (name === '$regex' || !hasCase(shownText(value)))
    return { atLeast: test, atMost: anyOf([test, negate(isText(read))]) }
  part.tell('approximate', 'Capitals count here: send the attribute spelled like the pattern.')
  return { atLeast: test, atMost: true }
}

function someElement(part: Part, read: Json, around: Surroundings): Bounds {
  const isOperators = isJsonObject(part.value) && Object.keys(part.value).every((name) => name.startsWith('$'))
  return overElements(
    read,
    isOperators ? valueCondition(part, element, around) : condition(part, { ...around, inElement: true }),
  )
}

const overElements = (read: Json, { atLeast, atMost }: Bounds): Bounds => {
  const over = (rule: Json): Json => allOf([negate(isScalar(read)), eachOf(read, () => rule)])
  return atLeast === atMost ? exactly(over(atLeast)) : { atLeast: over(atLeast), atMost: over(atMost) }
}

function typed(part: Part, read: Json): Bounds {
  const value = part.text()
  if (value === 'string') return exactly(isText(read))
  if (value === 'number') return exactly(isNumber(read))
  if (value === 'boolean') return exactly(isOneOf(read, [true, false]))
  return value === 'null' ? exactly(negate(isPresent(read))) : cannotSay(part, `$type ${value}`)
}
