// The friendly form of a boolean flag, and of a whole document:
//   { "new-checkout": { "enabled": true, "rollout_percentage": 25, "user_segments": ["beta_users"] } }
// `user_segments` names audiences in `$evaluators`; a user in any of them is in the audience, and without the field
// everybody is. `rollout_percentage` is the share of that audience; without it, all of it.

import { isJsonObject, type Json, type JsonObject, ownProperty, pointer } from '../json.ts'
import { type Problem, problem } from '../problem.ts'
import { fail, ok, type Result } from '../result.ts'

const fields = new Set(['enabled', 'rollout_percentage', 'user_segments', 'metadata', 'fuseboard'])

/** Percentages may have this many decimals; weights are whole numbers, so they are scaled by it. */
const percentageScale = 1000

export function isShorthand(flag: Json | undefined): flag is JsonObject {
  return isJsonObject(flag) && Object.hasOwn(flag, 'enabled') && !Object.hasOwn(flag, 'variants')
}

/** Turns every shorthand flag of a document into a full definition; all else passes through unread. */
export function expandShorthand(document: Json): Result<Json, Problem[]> {
  if (!isJsonObject(document)) return ok(document)
  const whole = Object.hasOwn(document, 'flags') ? document : wrapBareFlags(document)
  const flags = ownProperty(whole, 'flags')
  if (!isJsonObject(flags)) return ok(whole)
  const problems: Problem[] = []
  const fragments = ownProperty(whole, '$evaluators')
  const entries = Object.entries(flags).map(([key, flag]): [string, Json] => {
    if (!isShorthand(flag)) return [key, flag]
    const path = pointer('/flags', key)
    const found = checkShorthand(flag, path, isJsonObject(fragments) ? fragments : {})
    problems.push(...found)
    return [key, found.length > 0 ? flag : expandFlag(flag)]
  })
  return problems.length > 0 ? fail(problems) : ok({ ...whole, flags: Object.fromEntries(entries) })
}

/** A document of nothing but shorthand flags needs no `flags` around them. */
function wrapBareFlags(document: JsonObject): JsonObject {
  const { $evaluators, metadata, ...flags } = document
  const entries = Object.values(flags)
  if (entries.length === 0 || !entries.every(isShorthand)) return document
  return {
    flags,
    ...($evaluators === undefined ? {} : { $evaluators }),
    ...(metadata === undefined ? {} : { metadata }),
  }
}

function checkShorthand(flag: JsonObject, path: string, fragments: JsonObject): Problem[] {
  const problems: Problem[] = []
  for (const name of Object.keys(flag)) {
    if (!fields.has(name)) problems.push(problem(pointer(path, name), flag[name], `one of ${[...fields].join(', ')}`))
  }
  if (typeof flag.enabled !== 'boolean') problems.push(problem(`${path}/enabled`, flag.enabled, 'true or false'))
  const percentage = flag.rollout_percentage ?? 100
  if (typeof percentage !== 'number' || !(percentage >= 0 && percentage <= 100) || !isScaled(percentage)) {
    problems.push(
      problem(`${path}/rollout_percentage`, percentage, 'a number from 0 to 100, with at most three decimals'),
    )
  }
  const segments = flag.user_segments ?? []
  if (!Array.isArray(segments)) {
    problems.push(problem(`${path}/user_segments`, segments, 'a list of names from $evaluators'))
    return problems
  }
  segments.forEach((name: Json, i) => {
    if (typeof name === 'string' && Object.hasOwn(fragments, name)) return
    const known = Object.keys(fragments)
    const choice = known.length === 0 ? '$evaluators defines none' : `$evaluators defines ${known.join(', ')}`
    problems.push(problem(`${path}/user_segments/${i}`, name, `the name of a segment; ${choice}`))
  })
  return problems
}

const isScaled = (percentage: number): boolean =>
  Math.abs(percentage * percentageScale - Math.round(percentage * percentageScale)) < 1e-6

function expandFlag(flag: JsonObject): JsonObject {
  const percentage = (flag.rollout_percentage ?? 100) as number
  const segments = (flag.user_segments ?? []) as readonly string[]
  const share = shareOf(percentage)
  const audience = segments.map((name) => ({ $ref: name }))
  const everybody = audience.length === 0
  const static_ = everybody && typeof share === 'string'
  const targeting = everybody ? share : { if: [audience.length === 1 ? audience[0]! : { or: audience }, share, 'off'] }
  return {
    state: flag.enabled === true ? 'ENABLED' : 'DISABLED',
    variants: { on: true, off: false },
    defaultVariant: static_ ? share : 'off',
    ...(static_ ? {} : { targeting }),
    ...(flag.metadata === undefined ? {} : { metadata: flag.metadata }),
    fuseboard: settingsOf(flag.fuseboard),
  }
}

/** What is no object is left for the check of settings to refuse. */
function settingsOf(settings: Json | undefined): Json {
  if (settings !== undefined && !isJsonObject(settings)) return settings
  return { offVariant: 'off', ...settings }
}

function shareOf(percentage: number): Json {
  if (percentage === 100) return 'on'
  if (percentage === 0) return 'off'
  const scale = Number.isInteger(percentage) ? 1 : percentageScale
  const on = Math.round(percentage * scale)
  return {
    fractional: [
      ['on', on],
      ['off', 100 * scale - on],
    ],
  }
}
