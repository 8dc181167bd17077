// Constraints of Unleash: one field of the context against values. Context values are text there: a number or true sent here
// is compared as the text it would have been where that can be said, and fits nothing where it cannot.

import type { Json } from '../../json.ts'
import { parseVersion } from '../../logic/operators/sem-ver.ts'
import { attribute, targetingKey } from '../attribute.ts'
import { allOf, anyOf, type Bounds, exactly, negate, never, not, notIf, unknown } from '../bounds.ts'
import type { Part } from '../reading.ts'
import { shownText } from '../shown-text.ts'
import { hasCase, isOneOf, isPresent, isText, isWrittenAs, momentMs, patternTest, textTest } from '../value-tests.ts'

const remedy = 'so it fits nobody for sure: no more people get the feature than before. Write the strategy anew here.'

/** `userId` is the targeting key; every other field is an attribute of its own name. */
export function field(name: string): Json | undefined {
  return name === 'userId' ? targetingKey : attribute([name])
}

export function constraint(part: Part): Bounds {
  if (!part.isObject('a constraint: an object with "contextName" and "operator"')) return never
  const operator = part.member('operator').text() ?? ''
  const read = field(part.member('contextName').text() ?? '')
  const inverted = part.member('inverted').boolean() ?? false
  const ignoresCase = part.member('caseInsensitive').boolean() ?? false
  const values = part.member('values').texts()
  const value = part.member('value').take() ?? ''
  const found =
    read === undefined ? undefined : translate(part, operator, read, cleaned(values), shownText(value), ignoresCase)
  if (found !== undefined) return notIf(inverted, found)
  part.drop(`"${operator}" on this field and these values cannot be said in JsonLogic, ${remedy}`)
  return unknown
}

const cleaned = (values: readonly string[]): string[] =>
  values.filter((value) => value !== '').map((value) => value.trim())

const textTests = { STR_STARTS_WITH: 'starts', STR_ENDS_WITH: 'ends', STR_CONTAINS: 'holds' } as const
const orders = { NUM_EQ: '==', NUM_GT: '>', NUM_GTE: '>=', NUM_LT: '<', NUM_LTE: '<=' } as const
const versions = { SEMVER_EQ: '=', SEMVER_GT: '>', SEMVER_GTE: '>=', SEMVER_LT: '<', SEMVER_LTE: '<=' } as const
const has = <T extends object>(table: T, name: string): name is keyof T & string => Object.hasOwn(table, name)

function translate(
  part: Part,
  operator: string,
  read: Json,
  values: readonly string[],
  value: string,
  ignoresCase: boolean,
): Bounds | undefined {
  if (operator === 'IN') return exactly(isWrittenAs(read, values))
  if (operator === 'NOT_IN') return not(exactly(isWrittenAs(read, values)))
  if (has(textTests, operator)) {
    const test = textTest(textTests[operator], read, values)
    if (!ignoresCase || !values.some(hasCase)) return { atLeast: test, atMost: anyOf([test, otherThanText(read)]) }
    part.tell(
      'approximate',
      'Capitals count here: send the attribute spelled like the values, or in lower case with lower case values.',
    )
    return { atLeast: test, atMost: isPresent(read) }
  }
  if (operator === 'REGEX' && !ignoresCase) {
    const test = patternTest(read, value)
    return test === undefined ? undefined : { atLeast: test, atMost: anyOf([test, otherThanText(read)]) }
  }
  if (has(orders, operator)) return numeric(read, orders[operator], value)
  if (has(versions, operator)) return versioned(part, read, versions[operator], value)
  if (operator === 'DATE_AFTER' || operator === 'DATE_BEFORE') return moment(operator, value)
  return operator === 'IN_CIDR' ? addresses(part, read, values) : undefined
}

const otherThanText = (read: Json): Json => allOf([isPresent(read), negate(isText(read))])

function numeric(read: Json, order: string, value: string): Bounds {
  const number = Number(value)
  if (!Number.isFinite(number)) return never
  const words = [null, true, false].map((word): Json => ({ '!==': [read, word] }))
  return exactly(allOf([...words, { [order]: [read, number] }]))
}

function versioned(part: Part, read: Json, order: string, value: string): Bounds | undefined {
  if (parseVersion(value) === null) return undefined
  part.tell(
    'approximate',
    'A version written short, such as 1.2, counts as 1.2.0 here and as no version there: send all three numbers.',
  )
  const test = allOf([isText(read), negate({ starts_with: [read, 'v'] }), { sem_ver: [read, order, value] }])
  return { atLeast: test, atMost: anyOf([test, otherThanText(read)]) }
}

/** The current time, to the second. */
function moment(operator: string, value: string): Bounds | undefined {
  const ms = momentMs(value)
  if (ms === undefined) return undefined
  const seconds = operator === 'DATE_AFTER' ? ms / 1000 : Math.floor(ms / 1000)
  return exactly({ [operator === 'DATE_AFTER' ? '>' : '<']: [{ var: '$flagd.timestamp' }, seconds] })
}

/** Single addresses and IPv4 networks that end at a dot; other networks cannot be said. */
export function addresses(part: Part, read: Json, ranges: readonly string[]): Bounds {
  const whole = ranges.filter((range) => !range.includes('/'))
  const prefixes = ranges.flatMap((range) => {
    const match = /^((?:\d{1,3}\.){3}\d{1,3})\/(8|16|24|32)$/.exec(range)
    if (match === null) return []
    const kept = match[1]!.split('.').slice(0, Number(match[2]) / 8)
    return kept.length === 4 ? [] : [`${kept.join('.')}.`]
  })
  const hosts = ranges.filter((range) => /^[\d.]+\/32$/.test(range)).map((range) => range.slice(0, -3))
  const test = anyOf([isOneOf(read, [...whole, ...hosts]), textTest('starts', read, prefixes)])
  if (whole.length + hosts.length + prefixes.length === ranges.length) return exactly(test)
  part.tell(
    'dropped',
    `Only single addresses and IPv4 networks of /8, /16, /24 and /32 can be said in JsonLogic; the others fit nobody for sure.`,
  )
  return { atLeast: test, atMost: true }
}
