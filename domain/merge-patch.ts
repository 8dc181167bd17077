// JSON Merge Patch (RFC 7396): what a patch says replaces what stands there, null removes it, objects are merged member by
// member, and lists are replaced whole. Pure; neither side is changed.

import { isJsonObject, type Json, type JsonObject } from './json.ts'

/**
 * @example
 * mergePatch({ a: 1, b: { c: 2, d: 3 } }, { a: null, b: { c: 4 } })   // { b: { c: 4, d: 3 } }
 */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  return isJsonObject(patch) ? mergeMembers(isJsonObject(target) ? target : {}, patch) : patch
}

function mergeMembers(target: JsonObject, patch: JsonObject): JsonObject {
  // By entries: assigning a member called "__proto__" would set the prototype instead.
  const members = new Map<string, Json>(Object.entries(target))
  for (const [name, part] of Object.entries(patch)) {
    if (part === null) members.delete(name)
    else members.set(name, mergePatch(members.get(name), part))
  }
  return Object.fromEntries(members)
}
