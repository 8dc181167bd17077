// Which variants a flag can answer at all, as far as its rule shows without being run. A part that computes its answer makes
// them unknown: what is not certain is never reported.

import type { FlagDefinition } from '../flag/flag-document.ts'
import { isJsonObject, type Json, pointer } from '../json.ts'

export interface DeadBranch {
  /** JSON pointer within the targeting. */
  readonly path: string
  readonly why: string
}

export interface Answers {
  /** Names of variants; null stands for the default. Undefined where the rule computes its answer. */
  readonly variants: ReadonlySet<string | null> | undefined
  readonly dead: readonly DeadBranch[]
}

interface Walk {
  readonly found: Set<string | null>
  readonly dead: DeadBranch[]
  isKnown: boolean
}

export function answersOf({ state, targeting, defaultVariant }: FlagDefinition): Answers {
  const byDefault = defaultVariant || null
  if (state === 'DISABLED') return { variants: new Set([null]), dead: [] }
  if (targeting === undefined || Object.keys(targeting).length === 0) {
    return { variants: new Set([byDefault]), dead: [] }
  }
  const walk: Walk = { found: new Set(), dead: [], isKnown: true }
  follow(targeting, '', walk)
  const variants = new Set([...walk.found].map((name) => name ?? byDefault))
  return { variants: walk.isKnown ? variants : undefined, dead: walk.dead }
}

function follow(rule: Json, path: string, walk: Walk): void {
  if (Array.isArray(rule)) {
    walk.isKnown = false
    return
  }
  if (!isJsonObject(rule)) {
    walk.found.add(rule === null ? null : String(rule))
    return
  }
  const [operator = '', argument] = Object.entries(rule)[0] ?? []
  const at = pointer(path, operator)
  if ((operator === 'if' || operator === '?:') && Array.isArray(argument)) followIf(argument, at, walk)
  else if (operator === 'fractional' && Array.isArray(argument)) followShares(argument, at, walk)
  else walk.isKnown = false
}

/** Condition, answer, condition, answer, …, and what answers otherwise. */
function followIf(parts: readonly Json[], path: string, walk: Walk): void {
  for (let i = 0; i < parts.length; i += 2) {
    const condition = parts[i]!
    if (i === parts.length - 1) {
      follow(condition, pointer(path, i), walk)
      return
    }
    const constant = constantTruth(condition)
    if (constant === false) {
      // {"if": [false, rules, off]} is how rules are parked while a flag is off.
      if (path === '/if' && parts.length === 3) continue
      walk.dead.push({ path: pointer(path, i + 1), why: 'its condition is never true' })
      continue
    }
    follow(parts[i + 1]!, pointer(path, i + 1), walk)
    if (constant !== true) continue
    if (i + 2 < parts.length) {
      walk.dead.push({ path: pointer(path, i + 2), why: 'the condition before it is always true' })
    }
    return
  }
  walk.found.add(null)
}

/** Undefined where it depends on the context, or where readers of JsonLogic disagree. */
function constantTruth(condition: Json): boolean | undefined {
  if (condition === null || typeof condition === 'boolean' || typeof condition === 'number') return Boolean(condition)
  return undefined
}

function followShares(argument: readonly Json[], path: string, walk: Walk): void {
  // Whoever cannot be bucketed gets the default.
  walk.found.add(null)
  const from = Array.isArray(argument[0]) ? 0 : 1
  for (const [i, entry] of argument.slice(from).entries()) {
    if (Array.isArray(entry)) follow((entry[0] ?? null) as Json, pointer(pointer(path, from + i), 0), walk)
    else walk.isKnown = false
  }
}
