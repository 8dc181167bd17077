// Tests of one value, as JsonLogic that can neither fail nor coerce by surprise: flagd's own comparisons read text as
// numbers and null as 0, the systems we import from do not.

import type { Json } from '../json.ts'
import { allOf, anyOf, negate } from './bounds.ts'

/** The element that a walking operator stands at. */
export const element: Json = { var: '' }

export const isText = (value: Json): Json => ({ starts_with: [value, ''] })
export const isPresent = (value: Json): Json => ({ '!==': [value, null] })
/** Lists and maps equal nothing, not even themselves. */
export const isScalar = (value: Json): Json => ({ '==': [value, value] })

export const isNumber = (value: Json): Json =>
  allOf([
    isScalar(value),
    negate(isText(value)),
    ...[null, true, false].map((other): Json => ({ '!==': [value, other] })),
  ])

/** Whether the value is one of these, with its type. Lists and maps are never the same as another. */
export function isOneOf(value: Json, members: readonly Json[]): Json {
  const texts = members.filter((member) => typeof member === 'string')
  const numbers = members.filter((member) => typeof member === 'number')
  const others = members.filter((member) => member === null || typeof member === 'boolean')
  const same = (member: Json): Json => ({ '===': [value, member] })
  return anyOf([
    ...(texts.length > 1 ? [allOf([isText(value), { in: [value, texts] }])] : texts.map(same)),
    ...(numbers.length > 1 ? [{ in: [value, numbers] }] : numbers.map(same)),
    ...others.map(same),
  ])
}

/** Whether the value, written as text, is one of these. */
export function isWrittenAs(value: Json, texts: readonly string[]): Json {
  const numbers = texts.map(Number).filter((number, i) => String(number) === texts[i] && Number.isFinite(number))
  const booleans = [true, false].filter((word) => texts.includes(String(word)))
  return isOneOf(value, [...texts, ...numbers, ...booleans])
}

/** The test of the value, or of any element where the value is a list. */
export const eachOf = (value: Json, test: (value: Json) => Json): Json => {
  const rule = test(element)
  return typeof rule === 'boolean' ? rule : { some: [{ merge: [value] }, rule] }
}

export const holds = (value: Json, part: string): Json => allOf([isText(value), { in: [part, value] }])

export type TextTest = 'starts' | 'ends' | 'holds'

/** Whether the text begins with, ends with or holds any of the parts. */
export function textTest(test: TextTest, value: Json, parts: readonly string[]): Json {
  if (test === 'holds') return anyOf(parts.map((part) => holds(value, part)))
  const operator = test === 'starts' ? 'starts_with' : 'ends_with'
  return anyOf(parts.map((part) => ({ [operator]: [value, part] })))
}

/** Whether capitals can make a difference to it. */
export const hasCase = (text: string): boolean => text.toLowerCase() !== text.toUpperCase()

/**
 * A regular expression that says no more than "is", "begins with", "ends with" or "holds": as a test, else undefined.
 *
 * @example
 * patternTest({ var: 'email' }, '@example\\.com$') // { ends_with: [{ var: 'email' }, '@example.com'] }
 */
export function patternTest(value: Json, pattern: string): Json | undefined {
  const start = pattern.startsWith('^')
  const end = /(?:^|[^\\])(?:\\\\)*\$$/.test(pattern)
  let body = pattern.slice(start ? 1 : 0, end ? -1 : undefined)
  if (!start && body.startsWith('.*')) body = body.slice(2)
  if (!end && body.endsWith('.*') && !body.endsWith('\\.*')) body = body.slice(0, -2)
  if (!/^(?:[^\\^$.*+?()[\]{}|]|\\[^a-zA-Z0-9])*$/.test(body)) return undefined
  const text = body.replace(/\\(.)/gsu, '$1')
  if (start && end) return isOneOf(value, [text])
  if (start || end) return textTest(start ? 'starts' : 'ends', value, [text])
  return text === '' ? isText(value) : holds(value, text)
}

const isoMoment = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?$/

/** Milliseconds since 1970 of a date as ISO 8601 writes it; undefined for any other spelling. */
export function momentMs(text: string): number | undefined {
  const ms = isoMoment.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}
