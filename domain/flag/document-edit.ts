// Changes of a document as edits of its parts: what differs between two documents, applying it to another, and whether it
// still means there what it meant where it was made. A part that nobody else has touched may be edited on top of whatever
// others did to the rest.

import { isJsonObject, type Json, type JsonObject, ownProperty, pointer } from '../json.ts'

/** Null removes the part. Absent members are left alone. */
export interface DocumentEdit {
  readonly flags?: Readonly<Record<string, Json>>
  readonly $evaluators?: Readonly<Record<string, Json>>
  readonly metadata?: Json
}

/**
 * @example
 * applyEdit({ flags: { a: one } }, { flags: { a: null, b: two } })   // { flags: { b: two } }
 */
export function applyEdit(document: JsonObject, edit: DocumentEdit): JsonObject {
  const parts: Record<string, Json> = { ...document, flags: editMap(document.flags, edit.flags) }
  const segments = editMap(document.$evaluators, edit.$evaluators)
  if (Object.keys(segments).length > 0) parts.$evaluators = segments
  else delete parts.$evaluators
  if (edit.metadata === null) delete parts.metadata
  else if (edit.metadata !== undefined) parts.metadata = edit.metadata
  return parts
}

function editMap(before: Json | undefined, edit: Readonly<Record<string, Json>> = {}): JsonObject {
  const entries = new Map<string, Json>(Object.entries(isJsonObject(before) ? before : {}))
  for (const [name, part] of Object.entries(edit)) {
    if (part === null) entries.delete(name)
    else entries.set(name, part)
  }
  return Object.fromEntries(entries)
}

/** The edit that makes `after` of `before`. */
export function editBetween(before: JsonObject, after: JsonObject): DocumentEdit {
  const flags = mapBetween(before.flags, after.flags)
  const segments = mapBetween(before.$evaluators, after.$evaluators)
  const metadata = isSame(before.metadata, after.metadata) ? undefined : (after.metadata ?? null)
  return {
    ...(flags !== undefined && { flags }),
    ...(segments !== undefined && { $evaluators: segments }),
    ...(metadata !== undefined && { metadata }),
  }
}

function mapBetween(before: Json | undefined, after: Json | undefined): Record<string, Json> | undefined {
  const [older, newer] = [isJsonObject(before) ? before : {}, isJsonObject(after) ? after : {}]
  const changed: [string, Json][] = []
  for (const name of new Set([...Object.keys(older), ...Object.keys(newer)])) {
    const part = ownProperty(newer, name)
    if (!isSame(ownProperty(older, name), part)) changed.push([name, part ?? null])
  }
  return changed.length === 0 ? undefined : Object.fromEntries(changed)
}

/** The edit that takes an edit of `before` back. */
export function undoEdit(before: JsonObject, edit: DocumentEdit): DocumentEdit {
  return editBetween(applyEdit(before, edit), before)
}

/**
 * JSON pointers of the edited parts that are not in `current` what they were in `base`: somebody else has changed them, so
 * the edit may not be applied to `current`.
 */
export function editConflicts(base: JsonObject, edit: DocumentEdit, current: JsonObject): string[] {
  const inMap = (name: 'flags' | '$evaluators'): string[] => {
    const [was, is] = [mapOf(base, name), mapOf(current, name)]
    return Object.keys(edit[name] ?? {})
      .filter((key) => !isSame(ownProperty(was, key), ownProperty(is, key)))
      .map((key) => pointer(`/${name}`, key))
  }
  const metadata = edit.metadata !== undefined && !isSame(base.metadata, current.metadata) ? ['/metadata'] : []
  return [...inMap('flags'), ...inMap('$evaluators'), ...metadata]
}

function mapOf(document: JsonObject, name: string): JsonObject {
  const map = ownProperty(document, name)
  return isJsonObject(map) ? map : {}
}

/** Whether two values are the same whatever the order of their keys. */
export function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((part, i) => isSame(part, right[i]))
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  return names.every((name) => Object.hasOwn(right, name) && isSame(left[name], right[name]))
}
