// The door for flag documents: everything that publishes flags goes through here, and everything behind it trusts the
// result. All problems are found at once, each with its place, what stands there, and what may.

import { isDeeper, isJsonObject, type Json, type JsonObject, pointer } from '../json.ts'
import { type Problem, problem } from '../problem.ts'
import { fail, ok, type Result } from '../result.ts'
import { checkSettings } from './check-settings.ts'
import { checkTargeting, createTargetingCheck, type TargetingCheck } from './check-targeting.ts'
import type { FlagDocument } from './flag-document.ts'
import { maxNameLength, maxValueDepth } from './limits.ts'
import { expandShorthand } from './shorthand.ts'

/** More problems than this help nobody; the rest are counted. */
const maxProblems = 50

/**
 * Parses a flagd document, with shorthand flags allowed, into a full one.
 *
 * @example
 * parseFlagDocument({ flags: { banner: { enabled: true } } })
 * // { ok: true, value: { flags: { banner: { state: 'ENABLED', variants: { on: true, off: false }, … } } } }
 */
export function parseFlagDocument(input: unknown): Result<FlagDocument, Problem[]> {
  if (!isJsonObject(input)) return fail([problem('', input, 'an object with "flags"')])
  const expanded = expandShorthand(input)
  if (!expanded.ok) return expanded
  const document = expanded.value as JsonObject
  const problems = checkDocument(document)
  if (problems.length === 0) return ok(document as unknown as FlagDocument)
  const shown = problems.slice(0, maxProblems)
  const rest = problems.length - shown.length
  if (rest > 0) shown.push({ path: '', found: `${rest} more problems`, allowed: 'none: fix the ones above first' })
  return fail(shown)
}

function checkDocument(document: JsonObject): Problem[] {
  const { flags, $evaluators = {}, metadata } = document
  const problems: Problem[] = []
  if (!isJsonObject(flags)) return [problem('/flags', flags, 'a map from flag key to flag')]
  if (metadata !== undefined) problems.push(...checkMetadata(metadata, '/metadata'))
  if (!isJsonObject($evaluators)) {
    return [...problems, problem('/$evaluators', $evaluators, 'a map from name to targeting')]
  }
  const targeting = createTargetingCheck($evaluators)
  for (const name of Object.keys($evaluators)) {
    const path = pointer('/$evaluators', name)
    problems.push(...checkName(name, path), ...targeting.fragment(name, path))
  }
  for (const key of Object.keys(flags)) {
    const path = pointer('/flags', key)
    problems.push(...checkName(key, path), ...checkFlag(flags[key], key, path, targeting))
  }
  return problems
}

const controlCharacter = /\p{Cc}/u

function checkName(name: string, path: string): Problem[] {
  const fits = name.length > 0 && name.length <= maxNameLength && name.trim() === name
  if (fits && !controlCharacter.test(name) && name !== '__proto__') return []
  const allowed = `a name of 1 to ${maxNameLength} characters, without control characters, outer spaces, and not "__proto__"`
  return [problem(path, name, allowed)]
}

function checkFlag(flag: Json | undefined, key: string, path: string, targeting: TargetingCheck): Problem[] {
  if (!isJsonObject(flag)) return [problem(path, flag, 'a flag: an object with "state" and "variants"')]
  const problems: Problem[] = []
  if (flag.state !== 'ENABLED' && flag.state !== 'DISABLED') {
    problems.push(problem(`${path}/state`, flag.state, '"ENABLED" or "DISABLED"'))
  }
  problems.push(...checkVariants(flag.variants, `${path}/variants`))
  if (flag.metadata !== undefined) problems.push(...checkMetadata(flag.metadata, `${path}/metadata`))
  const variants = isJsonObject(flag.variants) ? flag.variants : {}
  const names = Object.keys(variants)
  const { defaultVariant } = flag
  if (
    defaultVariant !== undefined &&
    defaultVariant !== null &&
    defaultVariant !== '' &&
    !(typeof defaultVariant === 'string' && names.includes(defaultVariant))
  ) {
    problems.push(problem(`${path}/defaultVariant`, defaultVariant, `a variant (${names.join(', ')}), null, or absent`))
  }
  if (flag.fuseboard !== undefined) problems.push(...checkSettings(flag.fuseboard, `${path}/fuseboard`, names))
  if (flag.targeting !== undefined) {
    problems.push(...checkTargeting(targeting, flag.targeting, key, `${path}/targeting`, names))
  }
  return problems
}

function variantType(value: Json | undefined): string {
  return isJsonObject(value) ? 'object' : Array.isArray(value) || value === null ? 'other' : typeof value
}

function checkVariants(variants: Json | undefined, path: string): Problem[] {
  if (!isJsonObject(variants) || Object.keys(variants).length === 0) {
    return [problem(path, variants, 'a map with at least one variant')]
  }
  const problems: Problem[] = []
  const names = Object.keys(variants)
  const type = variantType(variants[names[0]!])
  for (const name of names) {
    const at = pointer(path, name)
    const value = variants[name]
    problems.push(...checkName(name, at))
    if (variantType(value) === 'other') problems.push(problem(at, value, 'a boolean, string, number or object'))
    else if (variantType(value) !== type) problems.push(problem(at, value, `a ${type}, like the other variants`))
    else if (typeof value === 'number' && !isCarriedExactly(value)) {
      problems.push(problem(at, value, 'a finite number; whole numbers up to ±9007199254740991'))
    } else if (isDeeper(value, maxValueDepth)) {
      problems.push(problem(at, value, `an object nested at most ${maxValueDepth} deep`))
    }
  }
  return problems
}

const isCarriedExactly = (value: number): boolean =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))

function checkMetadata(metadata: Json, path: string): Problem[] {
  if (!isJsonObject(metadata)) return [problem(path, metadata, 'a map of strings, numbers and booleans')]
  return Object.entries(metadata)
    .filter(([, value]) => !['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => problem(pointer(path, name), value, 'a string, number or boolean'))
}
