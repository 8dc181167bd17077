// A rule with its fragments written out in place of every `$ref`, so that two rules can be compared as they stand. Equal
// parts stay one object. What refers to nothing, or to itself, stays as it is: the compiler quarantines it where it counts.

import { isJsonObject, type Json, type JsonObject, ownProperty } from '../../json.ts'
import { maxTargetingDepth, maxTargetingNodes } from '../limits.ts'

/** An operation, its list of arguments, and a list within that one. */
const maxLevels = 3 * maxTargetingDepth

/** Undefined for a rule that is larger than any that compiles. */
export function inlineFragments(rule: Json, fragments: JsonObject): Json | undefined {
  let left = maxTargetingNodes
  const open = new Set<string>()
  const written = new Map<string, Json | undefined>()

  function inline(part: Json, levels: number): Json | undefined {
    if (typeof part !== 'object' || part === null) return part
    if (levels === 0 || left-- === 0) return undefined
    if (Array.isArray(part)) return part.every(isScalar) ? part : listOf(part, levels - 1)
    const name = (part as JsonObject).$ref
    if (typeof name === 'string' && Object.keys(part).length === 1) return fragment(name, levels - 1) ?? part
    const entries: [string, Json][] = []
    for (const [key, value] of Object.entries(part)) {
      const inner = inline(value, levels - 1)
      if (inner === undefined) return undefined
      entries.push([key, inner])
    }
    return Object.fromEntries(entries)
  }

  function listOf(parts: readonly Json[], levels: number): Json | undefined {
    const list = parts.map((part) => inline(part, levels))
    return list.includes(undefined) ? undefined : (list as Json[])
  }

  function fragment(name: string, levels: number): Json | undefined {
    const rule = ownProperty(fragments, name)
    if (rule === undefined || open.has(name)) return undefined
    if (written.has(name)) return written.get(name)
    open.add(name)
    const whole = inline(rule, levels)
    open.delete(name)
    written.set(name, whole)
    return whole
  }

  return inline(rule, maxLevels)
}

const isScalar = (part: Json): boolean => typeof part !== 'object' || part === null

/** Whether anything in it has to be evaluated. */
export function isConstant(part: Json): boolean {
  if (Array.isArray(part)) return part.every(isConstant)
  return !isJsonObject(part) || Object.keys(part).length === 0
}
