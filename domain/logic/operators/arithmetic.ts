// + - * / % min max   On numbers and on text that spells a number.

import type { Json } from '../../json.ts'
import { eager } from '../arguments.ts'
import { LogicError } from '../logic-error.ts'
import type { Operator } from '../program.ts'
import { operand } from '../values.ts'

type Step = (left: number, right: number) => number

/** Reduces from the left; one argument alone goes through `single`. */
function fold(step: Step, empty: number, single: (value: number) => number = (value) => value): Operator {
  return eager(
    (values) => {
      if (values.length === 0) return empty
      const first = operand(values[0])
      if (values.length === 1) return single(first)
      return values.slice(1).reduce<number>((total, value) => step(total, operand(value)), first)
    },
    (left, right) => step(operand(left), operand(right)),
  )
}

function remainder(left: Json | undefined, right: Json | undefined): number {
  if (right === undefined) throw new LogicError('a remainder needs two numbers')
  return operand(left) % operand(right)
}

/** The number that beats all others; null where there is none. */
const extreme = (beats: (candidate: number, best: number) => boolean): Operator =>
  eager((values) => {
    if (values.length === 0) return null
    return values.map(operand).reduce((best, candidate) => (beats(candidate, best) ? candidate : best))
  })

export const arithmetic: Readonly<Record<string, Operator>> = {
  '+': fold((left, right) => left + right, 0),
  '-': fold(
    (left, right) => left - right,
    0,
    (value) => -value,
  ),
  '*': fold((left, right) => left * right, 1),
  '/': fold((left, right) => left / right, 0),
  '%': eager((values) => remainder(values[0], values[1]), remainder),
  min: extreme((candidate, best) => candidate < best),
  max: extreme((candidate, best) => candidate > best),
}
