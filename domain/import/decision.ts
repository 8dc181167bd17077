// Ordered rules, the first that fits wins, as one targeting. Where a rule's condition is not known exactly, nobody may get
// the feature who did not have it: an answer that is on takes the narrow condition, an answer that is off the wide one.

import type { Json } from '../json.ts'
import { type Bounds, isExact } from './bounds.ts'

export interface Answer {
  /** A variant, null, or a rule that answers one. */
  readonly rule: Json
  /** Every variant it can answer; null for no value. */
  readonly variants: ReadonlySet<Json>
}

export interface Branch {
  readonly when: Bounds
  readonly answer: Answer
}

export const constantAnswer = (variant: Json): Answer => ({ rule: variant, variants: new Set([variant]) })

/** The whole decision. `off` is what "off" answers. */
export function decide(branches: readonly Branch[], otherwise: Json, off: Json): Json {
  const list: Json[] = []
  const add = (when: Json, then: Json): boolean => {
    if (when === true) list.push(then)
    else if (when !== false) list.push(when, then)
    return when === true
  }
  for (const { when, answer } of branches) {
    const canBeOff = answer.variants.has(off)
    const alwaysOff = canBeOff && answer.variants.size === 1
    if (!alwaysOff && add(when.atLeast, answer.rule)) return finished(list)
    if (alwaysOff && add(when.atMost, answer.rule)) return finished(list)
    if (canBeOff && !alwaysOff && !isExact(when) && add(when.atMost, off)) return finished(list)
  }
  list.push(otherwise)
  return finished(list)
}

const finished = (list: readonly Json[]): Json => (list.length === 1 ? list[0]! : { if: list })
