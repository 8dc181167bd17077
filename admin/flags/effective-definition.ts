// A flag as it really is: its definition together with the fragments its targeting refers to. Two flags are the same when
// these are, whatever the order of their keys; so narrowing a shared segment changes every flag that uses it.

import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts'

export class EffectiveDefinitions {
  readonly #flags: JsonObject
  readonly #fragments: JsonObject
  /** Names that each fragment refers to directly. */
  readonly #references = new Map<string, ReadonlySet<string>>()

  constructor(document: JsonObject) {
    this.#flags = isJsonObject(document.flags) ? document.flags : {}
    this.#fragments = isJsonObject(document.$evaluators) ? document.$evaluators : {}
  }

  keys(): string[] {
    return Object.keys(this.#flags)
  }

  /** Names of the fragments that a flag's targeting refers to, directly or through others, in order. */
  segments(key: string): string[] {
    const definition = Object.hasOwn(this.#flags, key) ? this.#flags[key] : undefined
    return isJsonObject(definition) ? this.#reachable(definition.targeting ?? null).sort() : []
  }

  /** Names of the fragments that refer to one directly. */
  fragmentsUsing(name: string): string[] {
    return Object.keys(this.#fragments).filter((other) => this.#referencesOf(other).has(name))
  }

  /** Canonical JSON; undefined where there is no such flag. */
  text(key: string): string | undefined {
    if (!Object.hasOwn(this.#flags, key)) return undefined
    const definition = this.#flags[key] as JsonObject
    const names = this.#reachable(definition.targeting ?? null)
    if (names.length === 0) return renderCanonical(definition)
    const fragments = Object.fromEntries(names.map((name) => [name, this.#fragments[name] as Json]))
    return renderCanonical({ ...definition, $evaluators: fragments })
  }

  /** Names of the fragments that a flag's targeting refers to, directly or through others. */
  fragmentsOf(key: string): string[] {
    if (!Object.hasOwn(this.#flags, key)) return []
    return this.#reachable((this.#flags[key] as JsonObject).targeting ?? null)
  }

  #reachable(rule: Json): string[] {
    const found = new Set<string>()
    const open = [...referencesIn(rule)]
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (found.has(name) || !Object.hasOwn(this.#fragments, name)) continue
      found.add(name)
      open.push(...this.#referencesOf(name))
    }
    return [...found]
  }

  #referencesOf(name: string): ReadonlySet<string> {
    const known = this.#references.get(name)
    if (known !== undefined) return known
    const references = referencesIn(this.#fragments[name] as Json)
    this.#references.set(name, references)
    return references
  }
}

function referencesIn(rule: Json, found = new Set<string>()): Set<string> {
  if (Array.isArray(rule)) for (const part of rule) referencesIn(part, found)
  else if (isJsonObject(rule)) {
    for (const [name, argument] of Object.entries(rule)) {
      if (name === '$ref' && typeof argument === 'string') found.add(argument)
      else referencesIn(argument, found)
    }
  }
  return found
}

/** JSON with the keys of every object in one order. */
export function renderCanonical(value: Json): string {
  return JSON.stringify(value, (_, part: Json) => {
    if (!isJsonObject(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
  })
}
