// JSON Merge Patch (RFC 7396): null removes a member, objects are merged, anything else replaces. Here only to show what a
// patch will do; the server applies it by itself.

import { isJsonObject, type Json } from '../../domain/json.ts'

/** @example mergePatch({ a: 1, b: { c: 2 } }, { a: null, b: { d: 3 } })   // { b: { c: 2, d: 3 } } */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isJsonObject(patch)) return patch
  const merged = new Map(Object.entries(isJsonObject(target) ? target : {}))
  for (const [name, part] of Object.entries(patch)) {
    if (part === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name) ?? null, part))
  }
  return Object.fromEntries(merged)
}
