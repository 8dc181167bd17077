// What an operator was given: its argument as it is written, with the answers of the operations in it in their place. It
// tells what was looked at and evaluates nothing.

import { isJsonObject, type Json } from '../../json.ts'
import { truthy } from '../../logic/values.ts'

/** The answer of an operation that was not asked. */
export const unknown: unique symbol = Symbol('unknown')
export type Input = Json | typeof unknown
/** The answer of the operation at a place. */
export type Lookup = (path: string) => Input

const walkers: ReadonlySet<string> = new Set(['map', 'filter', 'all', 'some', 'none', 'reduce'])

/** `path` is that of the argument. `unknown` stands only where a `fractional` joined the text itself. */
export function inputsOf(operator: string, argument: Json, path: string, lookUp: Lookup): Input[] {
  const given = (part: Json, at: string): Input => {
    if (Array.isArray(part)) return part.map((inner: Json, i) => knownOf(given(inner, `${at}/${i}`)))
    return isJsonObject(part) && Object.keys(part).length > 0 ? lookUp(at) : part
  }
  if (!Array.isArray(argument)) {
    const whole = given(argument, path)
    if (isJsonObject(argument) && Array.isArray(whole) && operator !== '!' && operator !== '!!') return whole
    return whole === unknown ? [] : [whole]
  }
  const at = (i: number): Input => (i < argument.length ? given(argument[i] as Json, `${path}/${i}`) : unknown)
  if (operator === 'if' || operator === '?:') return branchInputs(argument.length, at)
  if (operator === 'and' || operator === 'or') return decidingInputs(argument.length, at, operator === 'or')
  const all = argument.map((_, i) => at(i))
  if (walkers.has(operator)) return known(operator === 'reduce' ? [at(0), at(2)] : [at(0)])
  if (operator !== 'fractional') return known(all)
  return all.map((input, i) => (i === 0 ? input : knownOf(input)))
}

const known = (inputs: readonly Input[]): Json[] => inputs.filter((input) => input !== unknown)
const knownOf = (input: Input): Json => (input === unknown ? null : input)

/** Each test that was asked, and the branch that was taken. */
function branchInputs(length: number, at: (i: number) => Input): Input[] {
  const seen: Input[] = []
  for (let i = 0; i < length; i += 2) {
    const value = at(i)
    if (value === unknown) return seen
    seen.push(value)
    if (i + 1 < length && truthy(value)) return known([...seen, at(i + 1)])
  }
  return seen
}

/** Up to the one that decides. */
function decidingInputs(length: number, at: (i: number) => Input, decisive: boolean): Input[] {
  const seen: Input[] = []
  for (let i = 0; i < length; i++) {
    const value = at(i)
    if (value === unknown) return seen
    seen.push(value)
    if (truthy(value) === decisive) return seen
  }
  return seen
}
