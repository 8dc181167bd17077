// in merge map filter reduce all some none   Inside the walking ones, `var` reads the element and nothing else.

import { isJsonObject, type Json } from '../../json.ts'
import { eager } from '../arguments.ts'
import { LogicError } from '../logic-error.ts'
import { type Compiler, constant, dynamic, type Expression, type Operator } from '../program.ts'
import { operand, text, truthy } from '../values.ts'

/** From this many members on, a constant list is searched by a set. */
const setSearchFrom = 8

function contains(value: Json | undefined, container: Json | undefined): boolean {
  if (typeof container === 'string') {
    if (typeof value !== 'string') throw new LogicError('only text can be part of text')
    return container.includes(value)
  }
  if (!Array.isArray(container)) return false
  for (const member of container as readonly Json[]) if (isMember(value, member)) return true
  return false
}

function isMember(value: Json | undefined, member: Json): boolean {
  if (Array.isArray(member)) return within(value, member)
  if (typeof value !== 'number') return member === value
  return (typeof member === 'number' || typeof member === 'string') && operand(member) === value
}

/** A pair inside the list is a range with both ends: `{"in": [{"var": "age"}, [[18, 25]]]}`. */
function within(value: Json | undefined, range: readonly Json[]): boolean {
  const number = operand(value)
  return number >= operand(range[0]) && number <= operand(range[1])
}

const search = eager((values) => contains(values[0], values[1]), contains)

const isIn: Operator = (argument, compiler) => {
  const members = Array.isArray(argument) && argument.length === 2 ? argument[1] : undefined
  const bigAndPlain =
    Array.isArray(members) &&
    members.length >= setSearchFrom &&
    members.every((member: Json) => typeof member === 'string')
  if (!bigAndPlain || !Array.isArray(argument)) return search(argument, compiler)
  const { run } = compiler.compile(argument[0], 0)
  const set = new Set<Json>(members)
  return dynamic((frame, item) => {
    const value = run(frame, item)
    return typeof value === 'string' ? set.has(value) : contains(value, members)
  })
}

/** The list that a walking operator walks; null where none can come of it. */
function subject(rule: Json, compiler: Compiler): Expression['run'] {
  return Array.isArray(rule) || isJsonObject(rule) ? compiler.compile(rule, 0).run : () => null
}

function asList(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value
  throw new LogicError('this operator walks a list, and found none')
}

type Walk = (items: readonly Json[], each: (item: Json) => Json) => Json

const walking =
  (absent: Json, walk: Walk): Operator =>
  (argument, compiler) => {
    if (!Array.isArray(argument) || argument.length < 2) return constant(absent)
    const list = subject(argument[0], compiler)
    const { run } = compiler.compile(argument[1], 1, 'item')
    return dynamic((frame, item) => {
      const found = list(frame, item)
      return truthy(found) ? walk(asList(found), (element) => run(frame, element)) : absent
    })
  }

/** The accumulator keeps the type of its first value. */
function likeInitial(initial: Json): (value: Json) => Json {
  if (typeof initial === 'number') return operand
  if (typeof initial === 'boolean') return truthy
  if (typeof initial === 'string') return text
  throw new LogicError('reduce starts from a number, text or a boolean')
}

const reduce: Operator = (argument, compiler) => {
  if (!Array.isArray(argument) || argument.length < 3) return constant(0)
  const list = subject(argument[0], compiler)
  const { run } = compiler.compile(argument[1], 1, 'item')
  const initial = compiler.compile(argument[2], 2)
  return dynamic((frame, item) => {
    const start = initial.run(frame, item)
    const coerce = likeInitial(start)
    const found = list(frame, item)
    if (found === null) return 0
    return asList(found)
      .filter((current) => current !== null)
      .reduce<Json>((accumulator, current) => coerce(run(frame, { current, accumulator })), start)
  })
}

export const lists: Readonly<Record<string, Operator>> = {
  in: isIn,
  merge: eager((values) => values.flat() as Json[]),
  map: walking([], (items, each) => items.map(each)),
  filter: walking([], (items, each) => items.filter((item) => truthy(each(item)))),
  all: walking(false, (items, each) => items.every((item) => truthy(each(item)))),
  some: walking(false, (items, each) => items.some((item) => truthy(each(item)))),
  none: walking(true, (items, each) => !items.some((item) => truthy(each(item)))),
  reduce,
}
