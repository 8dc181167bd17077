// What is wrong with a flag's targeting before anybody meets it. The compiler finds what cannot run at all; the walk here
// finds what would run and never mean anything: wrong arity, impossible weights, answers that are no variant.

import { parseWeight } from '../bucket/distribution.ts'
import type { Hasher } from '../bucket/hasher.ts'
import { describe, isJsonObject, type Json, type JsonObject, ownProperty, pointer } from '../json.ts'
import { createRuleCompiler } from '../logic/compile.ts'
import { CompileError } from '../logic/logic-error.ts'
import { parseVersion, versionRelations } from '../logic/operators/sem-ver.ts'
import { type Problem, problem } from '../problem.ts'
import { maxTargetingDepth, maxWeight } from './limits.ts'

/** Compiling for the errors alone needs no hashes. */
const noHashes: Hasher = {
  salt: () => ({ position: 0 }),
  seal: () => {},
  hash: () => 0,
  hashAll: () => {},
  hashed: () => 0,
}

export interface TargetingCheck {
  /** Problems of one named fragment. */
  fragment(name: string, path: string): Problem[]
  /** The first reason why a rule cannot be compiled. */
  compile(rule: Json, flagKey: string, path: string): Problem[]
}

export function createTargetingCheck(fragments: JsonObject): TargetingCheck {
  const rules = createRuleCompiler(fragments, noHashes)
  function compile(rule: Json, flagKey: string, path: string): Problem[] {
    try {
      rules.compile(rule, flagKey, path, () => null)
      return []
    } catch (error) {
      if (!(error instanceof CompileError)) throw error
      const inside = outsideFragments(error.path.slice(path.length))
      return [{ path: path + inside, found: describe(valueAt(rule, inside)), allowed: error.message }]
    }
  }
  return {
    compile,
    fragment: (name, path) => {
      const problems = compile(fragments[name]!, '', path)
      return problems.length > 0 ? problems : checkRule(fragments[name]!, path)
    },
  }
}

/** Fragments are checked by themselves: what is wrong behind a reference is told at the reference. */
function outsideFragments(path: string): string {
  const reference = path.indexOf('/$ref')
  return reference < 0 ? path : path.slice(0, reference + '/$ref'.length)
}

function valueAt(root: Json, path: string): Json | undefined {
  const tokens = path.split('/').slice(1)
  return tokens.reduce<Json | undefined>((value, token) => {
    if (typeof value !== 'object' || value === null) return undefined
    return ownProperty(value as JsonObject, token.replaceAll('~1', '/').replaceAll('~0', '~'))
  }, root)
}

/** All problems of one flag's targeting. `variants` are the names it may answer. */
export function checkTargeting(
  check: TargetingCheck,
  targeting: Json,
  flagKey: string,
  path: string,
  variants: readonly string[],
): Problem[] {
  if (!isJsonObject(targeting)) return [problem(path, targeting, 'a JsonLogic rule: an object, {} for none')]
  if (Object.keys(targeting).length === 0) return []
  const problems = check.compile(targeting, flagKey, path)
  if (problems.length > 0) return problems
  return [...checkRule(targeting, path), ...checkAnswer(targeting, path, new Set(variants))]
}

type Bounds = readonly [least: number, most: number]

const bounded = (names: string, ...bounds: Bounds): [string, Bounds][] => names.split(' ').map((name) => [name, bounds])

const any = Number.POSITIVE_INFINITY

/** Operators that evaluate only what they need, so that their arguments have to be written out. */
const lazy = new Set(['if', '?:', 'and', 'or', 'map', 'filter', 'all', 'some', 'none', 'reduce'])

/** How many arguments an operator takes. */
const arity: ReadonlyMap<string, Bounds> = new Map([
  ...bounded('if ?: and or', 1, any),
  ...bounded('== === != !== % in starts_with ends_with missing_some map filter all some none', 2, 2),
  ...bounded('< <= > >= substr', 2, 3),
  ...bounded('! !!', 1, 1),
  ...bounded('reduce sem_ver', 3, 3),
])

/** An operation and its list of arguments. */
const levelsPerOperation = 2

/** Walks a rule that compiled. Some parts, such as a third argument of `var`, are nothing to the compiler: so it counts too. */
function checkRule(rule: Json, path: string, levels = (maxTargetingDepth + 1) * levelsPerOperation): Problem[] {
  if (typeof rule !== 'object' || rule === null) return []
  if (levels === 0) return [problem(path, rule, `targeting nested at most ${maxTargetingDepth} operations deep`)]
  if (Array.isArray(rule)) return rule.flatMap((part: Json, i) => checkRule(part, pointer(path, i), levels - 1))
  return Object.entries(rule).flatMap(([operator, argument]) => {
    const at = pointer(path, operator)
    return [...checkOperation(operator, argument, at), ...checkRule(argument, at, levels - 1)]
  })
}

function checkOperation(operator: string, argument: Json, path: string): Problem[] {
  if (operator === 'fractional') return checkFractional(argument, path)
  const bounds = arity.get(operator)
  if (bounds === undefined) return []
  if (lazy.has(operator) && !Array.isArray(argument)) return [problem(path, argument, 'a list of arguments')]
  if (isJsonObject(argument)) return []
  const count = Array.isArray(argument) ? argument.length : 1
  const [least, most] = bounds
  if (count < least || count > most) {
    return [problem(path, argument, `${rangeText(least, most)} arguments`)]
  }
  return operator === 'sem_ver' ? checkVersions(argument as readonly Json[], path) : []
}

function rangeText(least: number, most: number): string {
  if (most === any) return `${least} or more`
  return least === most ? String(least) : `${least} or ${most}`
}

function checkVersions(argument: readonly Json[], path: string): Problem[] {
  const problems = [0, 2]
    .filter((i) => !isJsonObject(argument[i]) && parseVersion(argument[i]) === null)
    .map((i) => problem(pointer(path, i), argument[i], 'a version such as "1.4.0", or an operation'))
  const relation = argument[1]
  if (isJsonObject(relation) || (typeof relation === 'string' && versionRelations.has(relation))) return problems
  return [...problems, problem(`${path}/1`, relation, `one of ${[...versionRelations.keys()].join(' ')}`)]
}

function checkFractional(argument: Json, path: string): Problem[] {
  if (!Array.isArray(argument)) {
    return isJsonObject(argument) ? [] : [problem(path, argument, 'a list of [variant, weight] entries')]
  }
  const [first = null] = argument as readonly Json[]
  const from = argument.length === 0 || Array.isArray(first) ? 0 : 1
  if (from === 1 && !(first === null || typeof first === 'string' || isJsonObject(first))) {
    return [problem(`${path}/0`, first, 'text to bucket by, an operation that answers it, or the first entry')]
  }
  const entries = argument.slice(from) as readonly Json[]
  if (entries.length === 0) return [problem(path, argument, 'at least one [variant, weight] entry')]
  const problems = entries.flatMap((entry, i) => checkEntry(entry, pointer(path, from + i)))
  if (problems.length > 0) return problems
  const total = totalWeight(entries)
  if (total === undefined || (total > 0 && total <= maxWeight)) return []
  return [problem(path, total, `weights whose sum is from 1 to ${maxWeight}`)]
}

function checkEntry(entry: Json, path: string): Problem[] {
  if (isJsonObject(entry)) return []
  if (!Array.isArray(entry) || entry.length === 0 || entry.length > 2) {
    return [problem(path, entry, 'an entry [variant, weight] or [variant]')]
  }
  const [variant, weight = 1] = entry as readonly Json[]
  const problems: Problem[] = []
  if (Array.isArray(variant)) problems.push(problem(`${path}/0`, variant, 'a variant name, null, or an operation'))
  if (!isJsonObject(weight) && (parseWeight(weight) === null || Number(weight) < 0)) {
    problems.push(problem(`${path}/1`, weight, `a whole number from 0 to ${maxWeight}, or an operation`))
  }
  return problems
}

/** Undefined when a weight has to be computed. */
function totalWeight(entries: readonly Json[]): number | undefined {
  let total = 0
  for (const entry of entries) {
    if (!Array.isArray(entry)) return undefined
    const weight: Json = entry[1] ?? 1
    if (isJsonObject(weight)) return undefined
    total += parseWeight(weight) ?? 0
  }
  return total
}

/** Constants that stand where the flag's answer stands have to name variants: a misspelt one would be an error for users. */
function checkAnswer(rule: Json, path: string, variants: ReadonlySet<string>): Problem[] {
  if (!isJsonObject(rule)) {
    if (rule === null || (!Array.isArray(rule) && variants.has(String(rule)))) return []
    return [problem(path, rule, `a variant (${[...variants].join(', ')}) or null`)]
  }
  const [operator = '', argument] = Object.entries(rule)[0] ?? []
  const at = pointer(path, operator)
  if (!Array.isArray(argument)) return []
  if (operator === 'if' || operator === '?:') {
    return argument.flatMap((branch: Json, i) => {
      const isBranch = i % 2 === 1 || (i === argument.length - 1 && argument.length % 2 === 1)
      return isBranch ? checkAnswer(branch, pointer(at, i), variants) : []
    })
  }
  if (operator !== 'fractional') return []
  return argument.flatMap((entry: Json, i) => {
    return Array.isArray(entry) && typeof entry[0] !== 'object'
      ? checkAnswer(entry[0], pointer(pointer(at, i), 0), variants)
      : []
  })
}
