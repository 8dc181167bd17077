// JSON as the rules see it. Everything here may come from outside: only own properties count, so that a key called
// `__proto__` or `constructor` is data like any other.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names that every object inherits: reading them without an own-property check would find the prototype. */
const inherited = new Set([...Object.getOwnPropertyNames(Object.prototype), '__proto__'])

/** Whether a plain `object[name]` could answer something that is not the object's own. */
export function isInheritedName(name: string): boolean {
  return inherited.has(name)
}

/** The own property, or undefined. */
export function ownProperty(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** Whether objects and lists stand inside each other more than `levels` deep. Descends no further than that. */
export function isDeeper(value: Json | undefined, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner: Json) => isDeeper(inner, levels - 1))
}

/** Appends a token to a JSON pointer (RFC 6901). */
export function pointer(parent: string, token: string | number): string {
  return `${parent}/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** A short, safe description of a found value for an error message. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
  return String(value)
}
