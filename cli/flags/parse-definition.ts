// One flag from a file: the full or the short form. The server checks all of it; here only what is needed to show what will
// change, so that a whole document is not taken for a flag.

import { expandShorthand, isShorthand } from '../../domain/flag/shorthand.ts'
import { isJsonObject, type Json, ownProperty } from '../../domain/json.ts'
import { renderProblem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'

export interface GivenFlag {
  /** As it is sent. */
  readonly given: Json
  /** In the full form, to compare with. */
  readonly full: Json
}

export function parseDefinition(value: unknown, key: string): Result<GivenFlag, Failure> {
  if (!isJsonObject(value))
    return refuse('this is no flag: allowed is an object with "state" and "variants", or "enabled"')
  if (isJsonObject(value.flags)) return refuse('this is a whole document: allowed is the definition of one flag')
  if (!isShorthand(value)) return ok({ given: value, full: value })
  // Whether its segments exist is for the server to say.
  const names = Array.isArray(value.user_segments) ? value.user_segments.filter((name) => typeof name === 'string') : []
  const $evaluators = Object.fromEntries(names.map((name) => [name, {}]))
  const expanded = expandShorthand({ flags: Object.fromEntries([[key, value]]), $evaluators })
  if (!expanded.ok) return refuse('this flag has a problem', expanded.error.map(renderProblem))
  const flags = isJsonObject(expanded.value) ? expanded.value.flags : undefined
  return ok({ given: value, full: (isJsonObject(flags) ? ownProperty(flags, key) : undefined) ?? value })
}

const refuse = (what: string, details: readonly string[] = []): Result<never, Failure> =>
  fail({ exitCode: exitCodes.usage, message: `--file: ${what}.`, details, remedy: 'Nothing was sent.' })
