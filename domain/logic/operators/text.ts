// cat substr starts_with ends_with   Text is measured in code points.

import type { Json } from '../../json.ts'
import { eager } from '../arguments.ts'
import type { Operator } from '../program.ts'
import { join, operand, text } from '../values.ts'

function substring(values: readonly Json[]): Json {
  const points = Array.from(text(values[0]))
  let from = Math.trunc(operand(values[1]))
  if (from < 0) from += points.length
  if (from < 0 || from > points.length) return points.join('')
  if (values.length !== 3) return points.slice(from).join('')
  const length = Math.trunc(operand(values[2]))
  const end = length < 0 ? points.length + length : from + length
  return points.slice(from, Math.max(from, end)).join('')
}

/** Null unless both sides are text. */
const textTest = (test: (value: string, part: string) => boolean): Operator => {
  const two = (value: Json | undefined, part: Json | undefined): Json =>
    typeof value === 'string' && typeof part === 'string' ? test(value, part) : null
  return eager((values) => (values.length === 2 ? two(values[0], values[1]) : null), two)
}

export const textual: Readonly<Record<string, Operator>> = {
  cat: eager(join),
  substr: eager(substring),
  starts_with: textTest((value, part) => value.startsWith(part)),
  ends_with: textTest((value, part) => value.endsWith(part)),
}
