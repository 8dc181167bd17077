// How JsonLogic values are read as booleans, numbers and text. Follows flagd's Go engine (diegoholiveira/jsonlogic),
// the implementation that flagd itself runs. Values come from callers and may be long: everything here is linear.

import type { Json } from '../json.ts'
import { LogicError } from './logic-error.ts'

/** Empty text, zero, null, and empty lists and maps are false. */
export function truthy(value: Json): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return value.length > 0
  if (typeof value === 'number') return value !== 0
  if (value === null || value === undefined) return false
  if (Array.isArray(value)) return value.length > 0
  for (const _ in value) return true
  return false
}

// No character can be matched in two ways: a long run of digits must not be tried at every length.
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/** A number for comparing: null 0, booleans 0 and 1, blank text 0, other text its decimal value if that is finite, else NaN. */
export function comparable(value: Json | undefined): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string') {
    if (!decimal.test(value)) return trimSpace(value) === '' ? 0 : Number.NaN
    const number = Number(value)
    return Number.isFinite(number) ? number : Number.NaN
  }
  if (value === null) return 0
  if (typeof value === 'boolean') return value ? 1 : 0
  return Number.NaN
}

/** A number for calculating: text that is no number counts as 0; anything but text and numbers is an error. */
export function operand(value: Json | undefined): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string') return decimal.test(value) ? Number(value) : 0
  throw new LogicError('arithmetic needs numbers or text')
}

/** Text for joining: null is empty, numbers are written without an exponent; lists, maps and booleans are errors. */
export function text(value: Json | undefined): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return plainDecimal(value)
  if (value === null || value === undefined) return ''
  throw new LogicError('only text, numbers and null can be joined')
}

/** The shortest digits that name the number, written out with zeros. */
function plainDecimal(value: number): string {
  const short = String(value)
  const [mantissa = '', exponent] = short.split('e')
  if (exponent === undefined) return short
  const power = Number(exponent)
  const digits = mantissa.replace('-', '').replace('.', '')
  const sign = value < 0 ? '-' : ''
  return power > 0 ? sign + digits.padEnd(power + 1, '0') : `${sign}0.${'0'.repeat(-power - 1)}${digits}`
}

/** Joins; white space at the ends of the joined text is dropped, but a single value stays as it is. */
export function join(values: readonly Json[]): string {
  return values.length === 1 ? text(values[0]) : trimSpace(values.map(text).join(''))
}

/** Orders text by code point, as UTF-8 bytes would; JavaScript's own `<` orders by UTF-16 unit. */
export function textBefore(left: string, right: string): boolean {
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i)
    const b = right.charCodeAt(i)
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a < b : isSurrogate(b)
  }
  return left.length < right.length
}

// A surrogate stands for a code point above U+FFFF, so it sorts behind every unit that is none.
const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff

/** White space by code unit, as Go's `unicode.IsSpace` counts it. */
function isSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
  return (unit >= 0x2000 && unit <= 0x200a) || otherSpaces.has(unit)
}

const otherSpaces = new Set([0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000])

/** Without white space at the ends, as Go's `strings.TrimSpace` counts it. */
export function trimSpace(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isSpace(value.charCodeAt(start))) start++
  while (end > start && isSpace(value.charCodeAt(end - 1))) end--
  return value.slice(start, end)
}
