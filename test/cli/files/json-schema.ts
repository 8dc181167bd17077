// As much of JSON Schema (draft 7) as the schemas of this repository use. A keyword it does not know is an error, so that no
// schema is thought to be checked that is not.

import { isJsonObject, type Json, type JsonObject } from '../../../domain/json.ts'

type Check = (rule: Json, value: Json, schema: JsonObject, root: JsonObject) => boolean

const typeOf = (value: Json): string[] => {
  if (value === null) return ['null']
  if (Array.isArray(value)) return ['array']
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value]
}

const list = (rule: Json): readonly Json[] => rule as readonly Json[]
const map = (rule: Json): JsonObject => rule as JsonObject
const isAnnotation = new Set(['$schema', 'title', 'description', 'definitions', 'examples', 'then', 'else'])

const checks: Readonly<Record<string, Check>> = {
  $ref: (rule, value, _, root) =>
    fits(map(root.definitions!)[String(rule).replace('#/definitions/', '')]!, value, root),
  type: (rule, value) => typeOf(value).some((type) => (Array.isArray(rule) ? rule : [rule]).includes(type)),
  enum: (rule, value) => list(rule).includes(value),
  anyOf: (rule, value, _, root) => list(rule).some((one) => fits(one, value, root)),
  not: (rule, value, _, root) => !fits(rule, value, root),
  if: (rule, value, schema, root) => fits((fits(rule, value, root) ? schema.then : schema.else) ?? true, value, root),
  required: (rule, value) => !isJsonObject(value) || list(rule).every((name) => Object.hasOwn(value, String(name))),
  minProperties: (rule, value) => !isJsonObject(value) || Object.keys(value).length >= Number(rule),
  properties: (rule, value, _, root) =>
    !isJsonObject(value) ||
    Object.entries(map(rule)).every(([name, one]) => !Object.hasOwn(value, name) || fits(one, value[name]!, root)),
  additionalProperties: (rule, value, schema, root) =>
    !isJsonObject(value) ||
    Object.entries(value).every(
      ([name, part]) => Object.hasOwn(map(schema.properties ?? {}), name) || fits(rule, part, root),
    ),
  propertyNames: (rule, value, _, root) =>
    !isJsonObject(value) || Object.keys(value).every((name) => fits(rule, name, root)),
  items: (rule, value, _, root) => !Array.isArray(value) || value.every((part: Json) => fits(rule, part, root)),
  maxItems: (rule, value) => !Array.isArray(value) || value.length <= Number(rule),
  minLength: (rule, value) => typeof value !== 'string' || value.length >= Number(rule),
  maxLength: (rule, value) => typeof value !== 'string' || value.length <= Number(rule),
  pattern: (rule, value) => typeof value !== 'string' || new RegExp(String(rule), 'u').test(value),
  minimum: (rule, value) => typeof value !== 'number' || value >= Number(rule),
  maximum: (rule, value) => typeof value !== 'number' || value <= Number(rule),
}

/** Whether the schema accepts the value. */
export function fits(schema: Json, value: Json, root: JsonObject): boolean {
  if (typeof schema === 'boolean') return schema
  return Object.entries(map(schema)).every(([keyword, rule]) => {
    if (isAnnotation.has(keyword)) return true
    const check = Object.hasOwn(checks, keyword) ? checks[keyword] : undefined
    if (check === undefined) throw new Error(`the keyword ${keyword} is not known`)
    return check(rule, value, map(schema), root)
  })
}
