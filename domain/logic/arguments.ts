// The manner in which most operators take their arguments: a list evaluated left to right, a single value standing for
// a list of one, or an operation that answers the list.

import { isJsonObject, type Json } from '../json.ts'
import { type Compiler, dynamic, type Expression, type Operator } from './program.ts'

export type ApplyAll = (values: readonly Json[]) => Json
export type ApplyTwo = (left: Json, right: Json) => Json

/** Compiles an argument list. Undefined when the list itself is computed by an operation. */
export function compileList(argument: Json, compiler: Compiler): readonly Expression[] | undefined {
  if (Array.isArray(argument)) return argument.map((rule: Json, i) => compiler.compile(rule, i))
  return isJsonObject(argument) ? undefined : [compiler.compile(argument, undefined)]
}

/** Compiles an argument to one closure that answers the evaluated list. */
export function compileValues(argument: Json, compiler: Compiler): (...input: Parameters<Expression['run']>) => Json[] {
  const list = compileList(argument, compiler)
  if (list === undefined) {
    const { run } = compiler.compile(argument, undefined)
    return (frame, item) => {
      const value = run(frame, item)
      return Array.isArray(value) ? value : [value]
    }
  }
  return (frame, item) => list.map((expression) => expression.run(frame, item))
}

/** An operator over any number of evaluated values; `two` is its fast form where exactly two are written. */
export function eager(all: ApplyAll, two?: ApplyTwo): Operator {
  return (argument, compiler) => {
    if (two !== undefined && Array.isArray(argument) && argument.length === 2) {
      const [left, right] = compileList(argument, compiler) as [Expression, Expression]
      if (right.constant) {
        const { value } = right
        return dynamic((frame, item) => two(left.run(frame, item), value))
      }
      return dynamic((frame, item) => two(left.run(frame, item), right.run(frame, item)))
    }
    const values = compileValues(argument, compiler)
    return dynamic((frame, item) => all(values(frame, item)))
  }
}
