// How JsonLogic values are read as booleans, numbers and text. Follows flagd's Go engine (diegoholiveira/jsonlogic),
// the implementation that flagd itself runs.

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

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** A number for comparing: null 0, booleans 0 and 1, blank text 0, other text its decimal value, all else NaN. */
export function comparable(value: Json | undefined): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string') {
    if (decimal.test(value)) return Number(value)
    return value.trim() === '' ? 0 : Number.NaN
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

function plainDecimal(value: number): string {
  const short = String(value)
  const [mantissa = '', exponent] = short.split('e')
  if (exponent === undefined) return short
  const power = Number(exponent)
  if (power > 0) return BigInt(value).toString()
  const digits = mantissa.replace('-', '').replace('.', '')
  return `${value < 0 ? '-' : ''}0.${'0'.repeat(-power - 1)}${digits}`
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

const outerSpace =
  /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g

/** Without white space at the ends, as Go's `strings.TrimSpace` counts it. */
export function trimSpace(value: string): string {
  return value.replace(outerSpace, '')
}
