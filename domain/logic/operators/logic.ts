// if ?: and or ! !!   Only the branch that is taken is evaluated.

import { isJsonObject, type Json } from '../../json.ts'
import { compileList, compileValues } from '../arguments.ts'
import { type Compiler, constant, dynamic, type Expression, type Operator } from '../program.ts'
import { truthy } from '../values.ts'

/** Where the whole list is computed, laziness has nothing to skip: the evaluated values are taken in its place. */
function lazyOver(argument: Json, compiler: Compiler, build: (list: readonly Expression[]) => Expression): Expression {
  if (!isJsonObject(argument)) return build(compileList(argument, compiler) as readonly Expression[])
  const values = compileValues(argument, compiler)
  return dynamic((frame, item) => build(values(frame, item).map(constant)).run(frame, item))
}

const when: Operator = (argument, compiler) =>
  lazyOver(argument, compiler, (list) => {
    if (list.length === 3) {
      const [test, then, otherwise] = list as [Expression, Expression, Expression]
      return dynamic((frame, item) => (truthy(test.run(frame, item)) ? then : otherwise).run(frame, item))
    }
    const last = list.length % 2 === 1 ? list[list.length - 1] : undefined
    return dynamic((frame, item) => {
      for (let i = 0; i + 1 < list.length; i += 2) {
        if (truthy(list[i]!.run(frame, item))) return list[i + 1]!.run(frame, item)
      }
      return last === undefined ? null : last.run(frame, item)
    })
  })

/** The first value that decides, else the last one. */
const firstThat = (decides: (value: Json) => boolean): Operator => {
  return (argument, compiler) =>
    lazyOver(argument, compiler, (list) =>
      dynamic((frame, item) => {
        let value: Json = null
        for (const expression of list) {
          value = expression.run(frame, item)
          if (decides(value)) return value
        }
        return value
      }),
    )
}

/** Of a list that an operation answers, the first value counts, as if it had been written out. */
const firstOf = (value: Json): Json => (Array.isArray(value) ? (value[0] ?? null) : value)

const not =
  (negate: boolean): Operator =>
  (argument, compiler) => {
    if (isJsonObject(argument)) {
      const { run } = compiler.compile(argument, undefined)
      return dynamic((frame, item) => truthy(firstOf(run(frame, item))) !== negate)
    }
    const list = compileList(argument, compiler) as readonly Expression[]
    const { run } = list[0] ?? constant(null)
    return dynamic((frame, item) => truthy(run(frame, item)) !== negate)
  }

export const logic: Readonly<Record<string, Operator>> = {
  if: when,
  '?:': when,
  and: firstThat((value) => !truthy(value)),
  or: firstThat(truthy),
  '!': not(true),
  '!!': not(false),
}
