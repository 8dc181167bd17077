// One version of a flag, made ready for comparing: what its targeting may answer, and what people see of each answer.

import { isJsonObject, type Json, type JsonObject, ownProperty } from '../../json.ts'
import type { CompiledFlag } from '../compile-flag.ts'
import { inlineFragments } from './inline-fragments.ts'

/** A targeting that fails while evaluating, or answers what is no variant. */
export const failed: unique symbol = Symbol('failed')
export type TargetingAnswer = Json | typeof failed

export interface Version {
  /** Fragments written out; null where there is no targeting; undefined where it is too large to be compared. */
  readonly rule: Json | undefined
  readonly variants: readonly string[]
  /** What people see as JSON, undefined while it is off. */
  seen(answer: TargetingAnswer): string | undefined
}

/** Off for everybody: no flag, a disabled one, or one that is quarantined. */
const dark: Version = { rule: null, variants: [], seen: () => undefined }

export function readVersion(
  flag: CompiledFlag | undefined,
  definition: Json | undefined,
  fragments: JsonObject,
): Version {
  if (flag === undefined || !isJsonObject(definition)) return dark
  if (flag.quarantine !== undefined || definition.state === 'DISABLED') return dark
  const { targeting = null, defaultVariant } = definition
  const rule = isJsonObject(targeting) && Object.keys(targeting).length === 0 ? null : targeting
  const off = render(flag.off.value)
  const seenOf = (name: string): string | undefined => {
    const value = render(ownProperty(flag.variants, name))
    return value === off ? undefined : value
  }
  const unmatched = typeof defaultVariant === 'string' ? seenOf(defaultVariant) : undefined
  return {
    rule: inlineFragments(rule, fragments),
    variants: Object.keys(flag.variants),
    seen: (answer) => {
      if (answer === null) return unmatched
      return typeof answer === 'object' || typeof answer === 'symbol' ? undefined : seenOf(String(answer))
    },
  }
}

const render = (value: Json | undefined): string | undefined =>
  value === undefined ? undefined : JSON.stringify(value)
