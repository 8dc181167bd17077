// A condition of the source as JsonLogic, from below and from above. Where the source says something that JsonLogic cannot
// say, `atLeast` holds for too few and `atMost` for too many; a rule then takes the one that shows the feature to fewer
// people. Both are the same object where the translation is exact.

import { isJsonObject, type Json } from '../json.ts'

export interface Bounds {
  /** Holds for nobody for whom the source's condition does not. */
  readonly atLeast: Json
  /** Holds for everybody for whom the source's condition does. */
  readonly atMost: Json
}

export const exactly = (rule: Json): Bounds => ({ atLeast: rule, atMost: rule })
export const always: Bounds = exactly(true)
export const never: Bounds = exactly(false)
/** What cannot be said at all. */
export const unknown: Bounds = { atLeast: false, atMost: true }

export const isExact = ({ atLeast, atMost }: Bounds): boolean => atLeast === atMost

export const all = (parts: readonly Bounds[]): Bounds => join(parts, allOf)
export const any = (parts: readonly Bounds[]): Bounds => join(parts, anyOf)

function join(parts: readonly Bounds[], operation: (rules: readonly Json[]) => Json): Bounds {
  const atLeast = operation(parts.map((part) => part.atLeast))
  return parts.every(isExact) ? exactly(atLeast) : { atLeast, atMost: operation(parts.map((part) => part.atMost)) }
}

export function not(part: Bounds): Bounds {
  const atLeast = negate(part.atMost)
  return isExact(part) ? exactly(atLeast) : { atLeast, atMost: negate(part.atLeast) }
}

export const notIf = (condition: boolean, part: Bounds): Bounds => (condition ? not(part) : part)

export function allOf(rules: readonly Json[]): Json {
  if (rules.includes(false)) return false
  return combine(
    'and',
    rules.filter((rule) => rule !== true),
    true,
  )
}

export function anyOf(rules: readonly Json[]): Json {
  if (rules.includes(true)) return true
  return combine(
    'or',
    rules.filter((rule) => rule !== false),
    false,
  )
}

function combine(operator: 'and' | 'or', rules: readonly Json[], none: boolean): Json {
  return rules.length === 0 ? none : rules.length === 1 ? rules[0]! : { [operator]: rules }
}

export function negate(rule: Json): Json {
  if (typeof rule === 'boolean') return !rule
  const inner = isJsonObject(rule) ? rule['!'] : undefined
  return Array.isArray(inner) ? (inner[0] as Json) : { '!': [rule] }
}
