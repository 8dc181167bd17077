// The door for evaluation contexts, from a body, a query or a binding call.

import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts'
import { fail, ok, type Result } from '../domain/result.ts'

/** Bytes of a request body. */
export const maxBodyBytes = 64 * 1024
/** Objects and lists inside each other; rules address a few levels, a bomb thousands. */
export const maxContextDepth = 32
/** Values in the context of a binding call: as many as a body has room for. A shared part counts wherever it stands. */
export const maxContextParts = maxBodyBytes / 2

/** What the edge knows of a user's own request; rules read it as `$edge`. */
export const edgeFactNames = ['country', 'region', 'city', 'continent', 'timezone', 'colo', 'asn'] as const

const empty: JsonObject = {}

/** Parses the body of an OFREP request, `{"context": {…}}`. An empty body is an empty context. */
export function parseRequestBody(text: string): Result<JsonObject, string> {
  if (text === '') return ok(empty)
  let body: Json
  try {
    body = JSON.parse(text)
  } catch {
    return fail('the body is not JSON; send {"context": {…}} or no body at all')
  }
  if (!isJsonObject(body)) return fail('the body has to be an object: {"context": {…}}')
  return Object.hasOwn(body, 'context') ? parseContext(body.context) : ok(empty)
}

/** A context is an object of JSON values, nested no deeper than `maxContextDepth`. */
export function parseContext(context: unknown): Result<JsonObject, string> {
  if (context === undefined) return ok(empty)
  if (!isJsonObject(context))
    return fail('context has to be an object of attributes, such as {"targetingKey": "user-1"}')
  for (const name in context) {
    const value = context[name]
    if (typeof value === 'object' && value !== null && !fits(value, maxContextDepth - 1)) {
      return fail(`context.${name.slice(0, 64)} is nested deeper than ${maxContextDepth} levels`)
    }
  }
  return ok(context)
}

/** Descends no further than the limit, whatever it is given. */
function fits(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  for (const part of Object.values(value)) if (!fits(part, levels - 1)) return false
  return true
}

/**
 * A context from a binding call. Structured clones may carry more than JSON: dates become ISO text, as OpenFeature's own
 * clients send them; anything else that is no JSON makes the context invalid.
 */
export function parseClonedContext(context: unknown): Result<JsonObject, string> {
  if (context === undefined || context === null) return ok(empty)
  try {
    return isPlain(context)
      ? parseContext(toJson(context, maxContextDepth, { parts: maxContextParts }))
      : fail('context has to be a plain object')
  } catch (error) {
    return fail(error instanceof RangeError ? error.message : 'context has to be made of JSON values')
  }
}

/** Whether it can be a context: an object of no class. */
export const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value))

function toJson(value: unknown, levels: number, left: { parts: number }): Json {
  if (left.parts-- === 0) throw new RangeError(`context has more than ${maxContextParts} parts`)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (value === undefined) return null
  if (value instanceof Date) return value.toJSON()
  if (levels === 0) throw new RangeError(`context is nested deeper than ${maxContextDepth} levels`)
  if (Array.isArray(value)) return value.map((part) => toJson(part, levels - 1, left))
  if (!isPlain(value)) throw new TypeError('not JSON')
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toJson(part, levels - 1, left)]))
}
