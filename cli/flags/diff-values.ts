// What differs between two JSON values, place by place: "- /state: "ENABLED"", "+ /state: "DISABLED"".

import { isJsonObject, type Json, ownProperty, pointer } from '../../domain/json.ts'

/** Characters of a shown value. */
const maxLength = 120

export function diffValues(before: Json | undefined, after: Json | undefined, path = ''): string[] {
  if (isJsonObject(before) && isJsonObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...names].flatMap((name) =>
      diffValues(ownProperty(before, name), ownProperty(after, name), pointer(path, name)),
    )
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((part, i) => diffValues(part, after[i], pointer(path, i)))
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const line = (sign: string, value: Json | undefined): string[] =>
    value === undefined ? [] : [`${sign} ${path === '' ? 'the whole' : path}: ${shorten(JSON.stringify(value))}`]
  return [...line('-', before), ...line('+', after)]
}

const shorten = (text: string): string => (text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text)
