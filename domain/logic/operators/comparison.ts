// == === != !== < <= > >=   Loose equality and order as flagd's Go engine has them.

import { isJsonObject, type Json } from '../../json.ts'
import { eager } from '../arguments.ts'
import { type Compiler, dynamic, type Expression, type Operator } from '../program.ts'
import { comparable, textBefore } from '../values.ts'

export function looseEquals(left: Json | undefined, right: Json | undefined): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left === right
  if (left === null || right === null) return left === right
  return comparable(left) === comparable(right)
}

function kind(value: Json | undefined): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  return isJsonObject(value) ? 'map' : typeof value
}

function strictEquals(left: Json | undefined, right: Json | undefined): boolean {
  return kind(left) === kind(right) && looseEquals(left, right)
}

function less(left: Json | undefined, right: Json | undefined): boolean {
  if (typeof left === 'string' && typeof right === 'string') return textBefore(left, right)
  return comparable(left) < comparable(right)
}

const atMost = (left: Json | undefined, right: Json | undefined): boolean =>
  less(left, right) || looseEquals(left, right)

type Relation = (left: Json | undefined, right: Json | undefined) => boolean

// Three values read as "between": a < b < c.
const order = (relation: Relation): Operator =>
  eager(
    (values) => relation(values[0], values[1]) && (values.length !== 3 || relation(values[1], values[2])),
    (left, right) => relation(left, right),
  )

const pair = (relation: Relation): Operator => eager((values) => relation(values[0], values[1]), relation)

/** The commonest rule of all is `{"==": [{"var": "x"}, "text"]}`: text against text needs no coercion. */
const equalsText =
  (negate: boolean, general: Operator): Operator =>
  (argument: Json, compiler: Compiler): Expression => {
    if (!Array.isArray(argument) || argument.length !== 2 || typeof argument[1] !== 'string') {
      return general(argument, compiler)
    }
    const { run } = compiler.compile(argument[0], 0)
    const wanted: string = argument[1]
    return dynamic((frame, item) => {
      const found = run(frame, item)
      return (typeof found === 'string' ? found === wanted : looseEquals(found, wanted)) !== negate
    })
  }

export const comparison: Readonly<Record<string, Operator>> = {
  '==': equalsText(false, pair(looseEquals)),
  '!=': equalsText(
    true,
    pair((left, right) => !looseEquals(left, right)),
  ),
  '===': pair(strictEquals),
  '!==': pair((left, right) => !strictEquals(left, right)),
  '<': order(less),
  '<=': order(atMost),
  '>': order((left, right) => less(right, left)),
  '>=': order((left, right) => atMost(right, left)),
}
